/**
 * The names under which preload and main meet. Each belongs to one member of the Bridge
 * (`bridge.ts`); nothing else crosses.
 */
export const channels = {
  /** Window asks, main answers. */
  snapshot: "clawtray:snapshot",
  intend: "clawtray:intend",
  request: "clawtray:request",
  check: "clawtray:check",
  text: "clawtray:text",
  discover: "clawtray:discover",
  screenshot: "clawtray:screenshot",
  /** Main tells. */
  snapshotChanged: "clawtray:snapshot-changed",
  turnsGrown: "clawtray:turns-grown",
  checkChanged: "clawtray:check-changed",
} as const;

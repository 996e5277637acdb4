import type { Phase } from "../shared/state.ts";

/** The documented exit codes of every command; `clawtray --help` prints this table. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  blocked: 3,
  alreadyRunning: 4,
  noIdentity: 5,
  /** `status`: a node is running but not connected; it will connect automatically, or when it is resumed. */
  waiting: 6,
  /** `status`: nothing is running. */
  notRunning: 7,
  /** `run --service`: another version has replaced the program, and the service manager is to start that. */
  replaced: 8,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What `clawtray status` ends with for a running node. */
export function phaseExitCode(phase: Phase): ExitCode {
  if (phase === "connected") return exitCode.ok;
  return phase === "blocked" ? exitCode.blocked : exitCode.waiting;
}

/** What was looked at, in the order in which it is told. */
export const checkNames = [
  "version",
  "state folder",
  "disk space",
  "settings",
  "sockets",
  "clock",
  "key store",
  "identity",
  "credentials",
  "proxy",
  "address",
  "name",
  "port",
  "tls",
  "gateway",
  "search path",
  "cage",
  "rules",
  "service",
  "node",
] as const;

export type CheckName = (typeof checkNames)[number];

/** `skipped`: could not be looked at, because of something that is told elsewhere. */
export type Level = "ok" | "warning" | "failure" | "skipped";

/** One line of the doctor's report. */
export interface Finding {
  readonly check: CheckName;
  readonly level: Level;
  /** What was found, one sentence. */
  readonly says: string;
  /** What to do; null where nothing is to be done. */
  readonly todo: string | null;
}

export const ok = (check: CheckName, says: string): Finding => ({ check, level: "ok", says, todo: null });
export const skipped = (check: CheckName, says: string): Finding => ({
  check,
  level: "skipped",
  says,
  todo: null,
});
export const warning = (check: CheckName, says: string, todo: string): Finding => ({
  check,
  level: "warning",
  says,
  todo,
});
export const failed = (check: CheckName, says: string, todo: string): Finding => ({
  check,
  level: "failure",
  says,
  todo,
});

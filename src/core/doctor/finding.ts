/** What was examined, in the order in which it is reported. */
export const checkNames = [
  "version",
  "environment",
  "state folder",
  "disk space",
  "settings",
  "sockets",
  "clock",
  "key store",
  "identity",
  "credentials",
  "proxy",
  "authorities",
  "address",
  "name",
  "port",
  "tls",
  "gateway",
  "search path",
  "cage",
  "tools",
  "rules",
  "activity",
  "service",
  "node",
] as const;

export type CheckName = (typeof checkNames)[number];

/** What is the same for every connection of this computer. */
export const checksOfComputer: ReadonlySet<CheckName> = new Set([
  "environment",
  "disk space",
  "search path",
  "cage",
  "service",
]);

/** `skipped`: could not be examined, because of something that is reported elsewhere. */
export type Level = "ok" | "warning" | "failure" | "skipped";

/** One line of the doctor's report. */
export interface Finding {
  readonly check: CheckName;
  readonly level: Level;
  /** What was found, one sentence. */
  readonly says: string;
  /** What to do; null when there is nothing to do. */
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

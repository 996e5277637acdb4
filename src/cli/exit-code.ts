/** The documented exit codes of every command; `clawtray --help` prints this table. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  blocked: 3,
  alreadyRunning: 4,
  noIdentity: 5,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

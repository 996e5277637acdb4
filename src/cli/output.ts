import { lineLogger } from "../core/line-logger.ts";
import type { Logger } from "../core/log.ts";
import { openLogFile } from "../core/log-file.ts";
import { leavingIn } from "../core/settings/state-folder.ts";
import type { RunArguments } from "./run-arguments.ts";

/** Takes an event of a service; `at` in milliseconds since the epoch. */
export type Tell = (at: number, line: string) => void;

/** Where `clawtray run` says what happens, besides the view. */
export interface Output {
  readonly log: Logger;
  /** Null where this is no service. */
  readonly tell: Tell | null;
}

/** The folder of the log, in the terminal and in the desktop app. */
export const logFolderOf = (stateDir: string): string => leavingIn(stateDir, "logs");

/** A service's first line. */
export const started = (version: string): string =>
  `Clawtray ${version} started, process ${process.pid}. Nobody can be asked here: only what the rules allow runs (clawtray approvals).`;

/** Standard error as far as `--log-level` goes; a service keeps the same and its events in the log file. */
export function openOutput(options: RunArguments, stateDir: string, secrets: readonly string[]): Output {
  const write = (line: string): void => void process.stderr.write(line);
  const terminal = lineLogger(options.logLevel, write, () => secrets);
  if (!options.service) return { log: terminal, tell: null };
  const file = openLogFile(logFolderOf(stateDir), Date.now);
  const kept = lineLogger(
    options.logLevel,
    (line) => file.log("info", line.trimEnd()),
    () => secrets,
  );
  return {
    log: {
      log(level, message, values) {
        terminal.log(level, message, values);
        kept.log(level, message, values);
      },
    },
    tell(at, line) {
      process.stdout.write(`${new Date(at).toISOString()} ${line}\n`);
      file.log("info", line);
    },
  };
}

import { lineLogger } from "../core/log/line-logger.ts";
import type { Logger } from "../core/log/log.ts";
import { openLogFile } from "../core/log/log-file.ts";
import { leavingIn } from "../core/settings/state-folder.ts";
import { isForeground } from "./foreground.ts";
import type { RunArguments } from "./run-arguments.ts";

/** Takes an event of a service; `at` in milliseconds since the epoch. */
export type Tell = (at: number, line: string) => void;

/** Where `clawtray run` says what happens, apart from the view. */
export interface Output {
  readonly log: Logger;
  /** Null if this is not a service. */
  readonly tell: Tell | null;
}

/** The folder of the log, in the terminal and in the desktop app. */
export const logFolderOf = (stateDir: string): string => leavingIn(stateDir, "logs");

/** A service's first line. */
export const started = (version: string): string =>
  `Clawtray ${version} started, process ${process.pid}. Nobody can be asked here, so only what the rules allow runs (clawtray approvals).`;

/** Standard error, as `--log-level` says; a service also writes this and its events to the log file. */
export function openOutput(
  options: RunArguments,
  stateDir: string,
  secrets: () => readonly string[],
): Output {
  const write = (line: string): void => {
    if (!process.stderr.isTTY || isForeground()) process.stderr.write(line);
  };
  const terminal = lineLogger(options.logLevel, write, secrets);
  if (!options.service) return { log: terminal, tell: null };
  const file = openLogFile(logFolderOf(stateDir), Date.now);
  const kept = lineLogger(options.logLevel, (line) => file.log("info", line.trimEnd()), secrets);
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

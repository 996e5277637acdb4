import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { shown, text, type Values } from "./argument-values.ts";
import { readPlace, withFolder } from "./flags.ts";
import type { Place } from "./place.ts";

export interface LogArguments extends Place {
  readonly lines: number;
  readonly follow: boolean;
}

const USUAL_LINES = 100;

/** `clawtray logs`. */
export function defineLogs(program: Command, take: (options: Result<LogArguments, string>) => void): void {
  const command = program
    .command("logs")
    .summary("show the log of the service and the desktop app")
    .description("Shows the log file that the service and the desktop app write. It contains no secrets.")
    .option("-n, --lines <n>", `the newest n (default: ${USUAL_LINES})`)
    .option("-f, --follow", "keep showing new lines");
  withFolder(command).action((values: Values) => take(readLogs(values)));
}

function readLogs(values: Values): Result<LogArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  const lines = readLines(values);
  if (!lines.ok) return lines;
  return success({ ...place.value, lines: lines.value, follow: values.follow === true });
}

/** `--lines N`. */
export function readLines(values: Values): Result<number, string> {
  const value = text(values, "lines");
  if (value === null) return success(USUAL_LINES);
  return /^[1-9]\d{0,5}$/.test(value)
    ? success(Number(value))
    : failure(`--lines takes a whole number of at least 1, not "${shown(value)}".`);
}

import type { Command } from "commander";
import { failure, type Result, success } from "../core/result.ts";
import { shown, text, type Values } from "./argument-values.ts";
import { readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface LogArguments extends Place {
  readonly lines: number;
  readonly follow: boolean;
}

const usualLines = 100;

/** `clawtray logs`. */
export function defineLogs(program: Command, take: (options: Result<LogArguments, string>) => void): void {
  const command = program
    .command("logs")
    .summary("what the node said: the log of the service and of the app")
    .description("Shows the log file, which the service and the desktop app write. It holds no secret.")
    .option("-n, --lines <n>", `the newest n (default: ${usualLines})`)
    .option("-f, --follow", "go on showing what is added");
  withPlace(command).action((values: Values) => take(readLogs(values)));
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
  if (value === null) return success(usualLines);
  return /^[1-9]\d{0,5}$/.test(value)
    ? success(Number(value))
    : failure(`--lines is a number from 1, not "${shown(value)}".`);
}

import { join } from "node:path";
import { appendLine, type LogLimits } from "../files/append.ts";
import { redact } from "./line-logger.ts";
import type { Logger, LogLevel } from "./log.ts";
import { redactText } from "./redact-text.ts";

const USUAL_LIMITS: LogLimits = { fileSize: 1_000_000, olderFiles: 3 };
const LINES_REMEMBERED = 100;

export interface LogFile extends Logger {
  /** The last lines, as written. */
  lastLines(): readonly string[];
}

/**
 * Writes one line per entry to `clawtray.log` in this folder and rotates the file by size. What is secret by its name
 * or its form is removed first. A log that cannot be written stops nothing: the entry is dropped.
 */
export function openLogFile(folder: string, now: () => number, limits: LogLimits = USUAL_LIMITS): LogFile {
  const path = join(folder, "clawtray.log");
  const last: string[] = [];

  return {
    log(level: LogLevel, message, values) {
      const said = values === undefined ? "" : ` ${JSON.stringify(redact(values, []))}`;
      const line = `${new Date(now()).toISOString()} ${level} ${redactText(message + said)}\n`;
      last.push(line.trimEnd());
      if (last.length > LINES_REMEMBERED) last.shift();
      // Disk full or folder gone: the app keeps running.
      appendLine(path, line, limits);
    },
    lastLines: () => [...last],
  };
}

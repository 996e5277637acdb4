import { appendFileSync, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { redact } from "./line-logger.ts";
import type { Logger, LogLevel } from "./log.ts";
import { makeFolder } from "./make-folder.ts";
import { redactText } from "./redact-text.ts";

export interface LogLimits {
  /** A file is turned over when it grows past this, bytes. */
  readonly fileSize: number;
  /** Older files kept beside the current one. */
  readonly olderFiles: number;
}

const USUAL_LIMITS: LogLimits = { fileSize: 1_000_000, olderFiles: 3 };
const LINES_REMEMBERED = 100;

export interface LogFile extends Logger {
  /** The last lines, as written. */
  lastLines(): readonly string[];
}

/**
 * Writes one line per entry to `clawtray.log` in this folder and turns the file over by size. What is
 * secret by its name or by its shape is gone before. A log that cannot be written stops nobody: the entry is dropped.
 */
export function openLogFile(folder: string, now: () => number, limits: LogLimits = USUAL_LIMITS): LogFile {
  const path = join(folder, "clawtray.log");
  const last: string[] = [];
  let size = 0;

  function begin(): void {
    makeFolder(folder);
    size = existsSync(path) ? statSync(path).size : 0;
  }

  function turnOver(): void {
    rmSync(`${path}.${limits.olderFiles}`, { force: true });
    for (let number = limits.olderFiles - 1; number >= 0; number -= 1) {
      const from = number === 0 ? path : `${path}.${number}`;
      if (existsSync(from)) renameSync(from, `${path}.${number + 1}`);
    }
    size = 0;
  }

  let usable = true;
  try {
    begin();
  } catch {
    usable = false;
  }

  return {
    log(level: LogLevel, message, values) {
      const said = values === undefined ? "" : ` ${JSON.stringify(redact(values, []))}`;
      const line = `${new Date(now()).toISOString()} ${level} ${redactText(message + said)}\n`;
      last.push(line.trimEnd());
      if (last.length > LINES_REMEMBERED) last.shift();
      if (!usable) return;
      try {
        if (size > 0 && size + line.length > limits.fileSize) turnOver();
        appendFileSync(path, line, { mode: 0o600 });
        size += Buffer.byteLength(line);
      } catch {
        // Disk full or folder gone: the app goes on.
      }
    },
    lastLines: () => [...last],
  };
}

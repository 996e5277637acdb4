import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import type { LogArguments } from "./log-arguments.ts";
import { logFolderOf } from "./output.ts";
import { rootDirOf } from "./place.ts";

/** The log file and the one before it, so that a file that was just rotated is not empty. */
const filesOf = (stateDir: string): readonly string[] =>
  ["clawtray.log.1", "clawtray.log"].map((name) => join(logFolderOf(stateDir), name));

/** The newest lines, oldest first; null when there is no log. */
export function lastLogLines(stateDir: string, lines: number): readonly string[] | null {
  const files = filesOf(stateDir).filter((file) => existsSync(file));
  if (files.length === 0) return null;
  const text = files.map((file) => readFileSync(file, "utf8")).join("");
  return text.split("\n").slice(0, -1).slice(-lines);
}

/** `clawtray logs`. */
export async function logs(options: LogArguments): Promise<Ended> {
  const stateDir = rootDirOf(options);
  let lines: readonly string[] | null;
  try {
    lines = lastLogLines(stateDir, options.lines);
  } catch (error) {
    return refuse(
      `The log in ${logFolderOf(stateDir)} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
      exitCode.failed,
    );
  }
  if (lines === null && !options.follow)
    return refuse(
      `There is no log in ${logFolderOf(stateDir)} yet: the service and the desktop app write one.`,
      exitCode.failed,
    );
  for (const line of lines ?? []) process.stdout.write(shownLine(line, options.json));
  if (options.follow)
    await follow(filesOf(stateDir).at(-1) ?? "", (line) =>
      process.stdout.write(shownLine(line, options.json)),
    );
  return { code: exitCode.ok, busy: false };
}

function shownLine(line: string, json: boolean): string {
  if (!json) return `${line}\n`;
  const [, at = null, level = null, message = line] = /^(\S+) (error|warn|info|debug) (.*)$/.exec(line) ?? [];
  return `${JSON.stringify({ at: at === null ? null : Date.parse(at), level, message })}\n`;
}

/** How often a followed file is checked, ms: not every file system reports changes. */
const LOOK = 500;

/** Shows new lines until a signal ends it; a file that was rotated is read from its start. */
function follow(path: string, show: (line: string) => void): Promise<void> {
  let offset = sizeOf(path);
  let rest = "";
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const size = sizeOf(path);
      if (size < offset) offset = 0;
      if (size === offset) return;
      rest += readPart(path, offset, size);
      offset = size;
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) show(line);
    }, LOOK);
    const end = (): void => {
      clearInterval(timer);
      resolve();
    };
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
    process.stdout.once("error", end);
  });
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

function readPart(path: string, from: number, to: number): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(to - from);
    const read = readSync(file, bytes, 0, bytes.length, from);
    return bytes.toString("utf8", 0, read);
  } finally {
    closeSync(file);
  }
}

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { failure, type Result, success } from "../result.ts";
import type { ServiceFailure, ToolResult } from "./service.ts";

/** Stands in every unit we write, so that nobody else's is overwritten or removed. */
export const mark = "Written by clawtray service install";

/** Whether a unit is there, and ours. */
export function findUnit(path: string): "none" | "ours" | "not-ours" {
  if (!existsSync(path)) return "none";
  try {
    const text = readFileSync(path);
    // Task Scheduler keeps UTF-16.
    return text.includes(mark) || text.toString("utf16le").includes(mark) ? "ours" : "not-ours";
  } catch {
    return "not-ours";
  }
}

/** Writes a unit whole, where there is none or ours. */
export function writeUnit(path: string, text: string | Buffer): Result<void, ServiceFailure> {
  if (findUnit(path) === "not-ours") return failure({ kind: "not-ours", path });
  const temporary = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { mode: 0o644 });
    renameSync(temporary, path);
    return success(undefined);
  } catch (error) {
    return failure(fileFailure(error, path));
  }
}

export function removeUnit(path: string): Result<void, ServiceFailure> {
  try {
    rmSync(path, { force: true });
    return success(undefined);
  } catch (error) {
    return failure(fileFailure(error, path));
  }
}

function fileFailure(error: unknown, path: string): ServiceFailure {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  const detail = `${path} cannot be written (${code})`;
  return code === "EACCES" || code === "EPERM" || code === "EROFS"
    ? { kind: "not-permitted", detail }
    : { kind: "failed", detail };
}

/** What a manager's tool answered, as a failure: its first line says most. */
export function toolFailure(tool: string, { code, stdout, stderr }: ToolResult): ServiceFailure {
  const [line = ""] = `${stderr}\n${stdout}`.trim().split(/\r?\n/);
  const detail = `${tool}: ${line.slice(0, 300) || `ended with ${code}`}`;
  if (code === null || /connect to bus|not been booted with systemd|Host is down/i.test(line))
    return { kind: "no-manager", detail };
  if (/access denied|permission denied|not permitted|authentication required/i.test(line))
    return { kind: "not-permitted", detail };
  return { kind: "failed", detail };
}

/** Words with control characters would be other lines of a unit. */
export function usableWords(words: readonly string[]): Result<void, ServiceFailure> {
  const bad = words.find((word) => /\p{Cc}/u.test(word));
  return bad === undefined
    ? success(undefined)
    : failure({ kind: "unusable-words", detail: bad.replace(/\p{Cc}/gu, "?").slice(0, 80) });
}

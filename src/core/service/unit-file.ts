import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import { renameWithRetrySync } from "../files/rename.ts";
import type { ServiceFailure, ToolResult } from "./service.ts";

/** Incremented when a unit's content changes in a way that an earlier version must not undo. */
const LAYOUT = 1;

const WRITER = "Written by clawtray service install";

/** Appears in every unit we write, so that nobody else's is overwritten or removed. */
export const MARK = `${WRITER} (layout ${LAYOUT})`;

/** The first units had no number. */
const mark = new RegExp(`${WRITER}(?: \\(layout (\\d{1,9})\\))?`);

/** Whose a unit is: one in a layout that this version does not know is `newer`. */
export type UnitOwner = "none" | "ours" | "newer" | "not-ours";

/** Whether there is a unit, and whether it is ours. */
export function findUnit(path: string): UnitOwner {
  if (!existsSync(path)) return "none";
  try {
    const bytes = readFileSync(path);
    // Task Scheduler stores UTF-16.
    const found = mark.exec(bytes.toString("utf8")) ?? mark.exec(bytes.toString("utf16le"));
    if (found === null) return "not-ours";
    return Number(found[1] ?? 1) > LAYOUT ? "newer" : "ours";
  } catch {
    return "not-ours";
  }
}

/** Why a unit must not be overwritten or removed; null when it may, or when there is none. */
export function unitRefusal(path: string): ServiceFailure | null {
  const owner = findUnit(path);
  return owner === "newer" || owner === "not-ours" ? { kind: owner, path } : null;
}

/** Writes a unit whole, where there is none or one of ours. */
export function writeUnit(path: string, text: string | Buffer): Result<void, ServiceFailure> {
  const refusal = unitRefusal(path);
  if (refusal !== null) return failure(refusal);
  const temporary = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { mode: 0o644 });
    renameWithRetrySync(temporary, path);
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

/** A manager tool's answer, as a failure: its first line says the most. */
export function toolFailure(tool: string, { code, stdout, stderr }: ToolResult): ServiceFailure {
  const [line = ""] = `${stderr}\n${stdout}`.trim().split(/\r?\n/);
  const detail = `${tool}: ${line.slice(0, 300) || `ended with ${code}`}`;
  if (code === null || /connect to bus|not been booted with systemd|Host is down/i.test(line))
    return { kind: "no-manager", detail };
  if (/access denied|permission denied|not permitted|authentication required/i.test(line))
    return { kind: "not-permitted", detail };
  return { kind: "failed", detail };
}

/** Words with control characters would become further lines of a unit. */
export function usableWords(words: readonly string[]): Result<void, ServiceFailure> {
  const bad = words.find((word) => /\p{Cc}/u.test(word));
  return bad === undefined
    ? success(undefined)
    : failure({ kind: "unusable-words", detail: bad.replace(/\p{Cc}/gu, "?").slice(0, 80) });
}

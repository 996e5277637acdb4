import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { isRecord } from "../../shared/record.ts";
import { cautious } from "../files/checks.ts";

/** Layout of a line of the activity log; a line without one is in the first layout. */
const LAYOUT = 1;

/** Longer than the longest line that is ever written, bytes. */
const TAIL = 128 * 1024;

/** `isNewerActivity` for a log that asks before every entry: a file that has not changed is not read again. */
export function createLayoutCheck(): (path: string) => boolean {
  const known = new Map<string, { readonly state: string; readonly newer: boolean }>();
  return (path) => {
    const state = stateOf(path);
    const before = known.get(path);
    if (before !== undefined && before.state === state) return before.newer;
    const newer = isNewerActivity(path);
    known.set(path, { state, newer });
    return newer;
  };
}

/** Differs once a file has been written, replaced or removed. */
function stateOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch {
    return "none"; // what cannot be statted cannot be read either
  }
}

/**
 * Whether a newer version of this program writes this activity log: its newest lines name a layout that this version
 * does not know. Such a log is not appended to, rotated or cleared. A file that cannot be read does not count as one.
 */
function isNewerActivity(path: string): boolean {
  const tail = tailOf(path);
  // Asked before every entry, and lines in this layout need not be parsed for it.
  if (!tail.includes('"layout"')) return false;
  return tail.split("\n").some((line) => layoutOf(line) > LAYOUT);
}

function layoutOf(line: string): number {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) && typeof value.layout === "number" ? value.layout : LAYOUT;
  } catch {
    return LAYOUT;
  }
}

function tailOf(path: string): string {
  let handle: number | null = null;
  try {
    handle = openSync(path, constants.O_RDONLY | cautious);
    const status = fstatSync(handle);
    if (!status.isFile()) return "";
    const bytes = Buffer.alloc(Math.min(TAIL, status.size));
    const length = readSync(handle, bytes, 0, bytes.length, status.size - bytes.length);
    return bytes.toString("utf8", 0, length);
  } catch {
    return "";
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

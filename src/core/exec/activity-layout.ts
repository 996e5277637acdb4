import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { isRecord } from "../../shared/record.ts";
import { cautious } from "../files/checks.ts";

/** Layout of a line of the activity log; a line without one is in the first layout. */
const LAYOUT = 1;

/** Longer than the longest line that is ever written, bytes. */
const TAIL = 128 * 1024;

const LINE_END = 0x0a;

interface Looked {
  /** Differs once the file has been written, replaced or removed. */
  readonly state: string;
  /** Which file it is; null when there is none. */
  readonly file: string | null;
  readonly size: number;
  /** Where its last line that had been written to its end ended. */
  readonly wholeTo: number;
  readonly newer: boolean;
}

const none: Looked = { state: "none", file: null, size: 0, wholeTo: 0, newer: false };

/**
 * Whether a newer version of this program writes this activity log: its newest lines name a layout that this version
 * does not know. Such a log is not appended to, rotated or cleared. A file that cannot be read does not count as one.
 * Asked before every entry: a file that has not changed is not read again, and of one that has grown only what it has
 * grown by.
 */
export function createLayoutCheck(): (path: string) => boolean {
  const known = new Map<string, Looked>();
  return (path) => {
    const now = look(path, known.get(path) ?? none);
    known.set(path, now);
    return now.newer;
  };
}

function look(path: string, before: Looked): Looked {
  const status = statusOf(path);
  // What cannot be statted cannot be read either.
  if (status === null) return none;
  const { dev, ino, birthtimeNs, size: bytes, mtimeNs, ctimeNs } = status;
  // A file system gives the number of a file that is gone to the next one.
  const [file, size] = [`${dev},${ino},${birthtimeNs}`, Number(bytes)];
  const state = [file, size, mtimeNs, ctimeNs].join();
  if (state === before.state) return before;
  const hasGrown = file === before.file && size > before.size && !before.newer;
  const tail = Math.max(0, size - TAIL);
  let from = hasGrown ? Math.max(tail, before.wholeTo - 1) : tail;
  let text = readFrom(path, from, size);
  // What was there is there no more: it was written anew.
  if (from > tail && text[0] !== LINE_END) {
    from = tail;
    text = readFrom(path, from, size);
  }
  const lineEnd = text.lastIndexOf(LINE_END);
  const wholeTo = lineEnd < 0 ? from : from + lineEnd + 1;
  return { state, file, size, wholeTo, newer: isNewer(text.toString("utf8")) };
}

function statusOf(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return null;
  }
}

function isNewer(lines: string): boolean {
  // Lines in this layout need not be parsed for it.
  if (!lines.includes('"layout"')) return false;
  return lines.split("\n").some((line) => layoutOf(line) > LAYOUT);
}

function layoutOf(line: string): number {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) && typeof value.layout === "number" ? value.layout : LAYOUT;
  } catch {
    return LAYOUT;
  }
}

/** Empty when it cannot be read. */
function readFrom(path: string, from: number, to: number): Buffer {
  let handle: number | null = null;
  try {
    handle = openSync(path, constants.O_RDONLY | cautious);
    if (!fstatSync(handle).isFile()) return Buffer.alloc(0);
    const bytes = Buffer.alloc(to - from);
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, from));
  } catch {
    return Buffer.alloc(0);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

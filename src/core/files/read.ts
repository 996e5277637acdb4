import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { type Result, success } from "../result.ts";
import { type Access, cautious, checkFile, checkFolderOf } from "./checks.ts";
import { codeOf, type FileFailure, fileFailure, refused } from "./problem.ts";

/** Nothing this program keeps in one piece is larger, bytes. */
const largest = 16 * 1024 * 1024;

/**
 * The text of a file of our own, null where there is none. Refused when it is a link, no regular
 * file, someone else's, or open to others' changes; then nothing of it was read. Never waits.
 */
export function readOwnFile(path: string, access: Access = "own"): Result<string | null, FileFailure> {
  let handle: number | null = null;
  try {
    handle = openSync(path, constants.O_RDONLY | cautious);
    const status = fstatSync(handle);
    const checked = checkFile(path, status, access);
    if (!checked.ok) return checked;
    const folder = checkFolderOf(path);
    if (!folder.ok) return folder;
    if (status.size > largest) return refused("too-large", path, String(status.size));
    return success(decode(readFileSync(handle)));
  } catch (error) {
    return codeOf(error) === "ENOENT" ? success(null) : fileFailure(path, error);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

/** Editors on Windows begin a file with a byte-order mark, and some write UTF-16. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

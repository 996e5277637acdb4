import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { type Result, success } from "../../shared/result.ts";
import { type Access, cautious, checkFile, checkFolderOf } from "./checks.ts";
import { codeOf, type FileFailure, fileFailure, refused } from "./problem.ts";
import { withRetrySync } from "./rename.ts";

/** Nothing this program keeps in one piece is larger, bytes. */
const LARGEST = 16 * 1024 * 1024;

/**
 * The text of one of our own files, null when there is none. Refused when it is a link, not a regular file, someone
 * else's, or writable by others; then nothing of it was read. Never waits.
 */
export function readOwnFile(path: string, access: Access = "own"): Result<string | null, FileFailure> {
  let handle: number | null = null;
  try {
    handle = openUnlessInUse(path);
    const status = fstatSync(handle);
    const checked = checkFile(path, status, access);
    if (!checked.ok) return checked;
    const folder = checkFolderOf(path);
    if (!folder.ok) return folder;
    if (status.size > LARGEST) return refused("too-large", path, String(status.size));
    return success(decode(readFileSync(handle)));
  } catch (error) {
    return codeOf(error) === "ENOENT" ? success(null) : fileFailure(path, error);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

/**
 * A file that must not be read fails at once; one that another program holds exclusively for a moment is tried again.
 */
const openUnlessInUse = (path: string): number =>
  withRetrySync(() => openSync(path, constants.O_RDONLY | cautious), process.platform, ["EBUSY"]);

/** Windows editors begin a file with a byte-order mark, and some write UTF-16. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff && bytes.length % 2 === 0)
    return bytes.subarray(2).swap16().toString("utf16le");
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

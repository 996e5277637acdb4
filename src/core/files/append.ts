import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import { cautious, checkFile, checkFolderOf } from "./checks.ts";
import { makeFolder } from "./make-folder.ts";
import { type FileFailure, fileFailure } from "./problem.ts";
import { renameWithRetrySync, withRetrySync } from "./rename.ts";

export interface LogLimits {
  /** A file is rotated before it would grow past this, bytes. */
  readonly fileSize: number;
  /** How many older files are kept beside the current one, `.1` being the newest of them. */
  readonly olderFiles: number;
}

/**
 * Appends one line (with its line ending) to one of our own logs, and rotates the log when it is full. Refused for the
 * same reasons as any other file (`checkFile`). A line that does not fit on the disk leaves no trace, and one cut short
 * by a crash does not swallow the next.
 */
export function appendLine(path: string, line: string, limits: LogLimits): Result<void, FileFailure> {
  let handle: number | null = null;
  try {
    makeFolder(dirname(path));
    const folder = checkFolderOf(path);
    if (!folder.ok) return folder;
    const opened = openLog(path);
    if (!opened.ok) return failure(opened.failure);
    handle = opened.value.handle;
    let size = opened.value.size;
    if (size > 0 && size + Buffer.byteLength(line) > limits.fileSize) {
      closeSync(handle);
      handle = null;
      rotate(path, limits.olderFiles);
      const fresh = openLog(path);
      if (!fresh.ok) return failure(fresh.failure);
      handle = fresh.value.handle;
      size = fresh.value.size;
    }
    write(handle, size, line);
    return success(undefined);
  } catch (error) {
    return fileFailure(path, error);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

/** Renames each file to the next number, and drops the last. Throws the system's error. */
export function rotate(path: string, olderFiles: number): void {
  withRetrySync(() => rmSync(`${path}.${olderFiles}`, { force: true }));
  for (let number = olderFiles - 1; number >= 0; number -= 1) {
    const from = number === 0 ? path : `${path}.${number}`;
    if (existsSync(from)) renameWithRetrySync(from, `${path}.${number + 1}`);
  }
}

function openLog(path: string): Result<{ readonly handle: number; readonly size: number }, FileFailure> {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | cautious;
  const handle = withRetrySync(() => openSync(path, flags, 0o600));
  const status = fstatSync(handle);
  const checked = checkFile(path, status, "own");
  if (!checked.ok) {
    closeSync(handle);
    return checked;
  }
  // Files that earlier versions, or a permissive umask, left readable to others.
  if (process.platform !== "win32" && (status.mode & 0o077) !== 0) fchmodSync(handle, 0o600);
  return success({ handle, size: status.size });
}

function write(handle: number, size: number, line: string): void {
  const bytes = Buffer.from(size > 0 && !endsLine(handle, size) ? `\n${line}` : line);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
  } catch (error) {
    ftruncateSync(handle, size);
    throw error;
  }
}

function endsLine(handle: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

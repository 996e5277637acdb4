import { constants, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { type Result, success } from "../../shared/result.ts";
import { type FileFailure, fileFailure, refused } from "./problem.ts";

/**
 * Who may look at a file: `private` is for its owner alone, as with anything that holds a secret; `own` may be read by
 * others, but nobody else may write it.
 */
export type Access = "private" | "own";

/**
 * Windows has neither modes nor owners that Node could show: there the profile folder's own access list guards the
 * file.
 */
const hasModes = process.platform !== "win32";

/** A link is not followed, and a FIFO or a device in the file's place does not hang the program. */
export const cautious = hasModes ? constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY : 0;

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, "0");

/** Whether this is a file of this user's that nobody else can change (or, when private, read). */
export function checkFile(path: string, file: Stats, access: Access): Result<void, FileFailure> {
  if (file.isSymbolicLink()) return refused("link", path);
  if (!file.isFile()) return refused("not-a-file", path);
  if (!hasModes) return success(undefined);
  if (file.uid !== process.geteuid?.()) return refused("other-owner", path, String(file.uid));
  const tooOpen = file.mode & (access === "private" ? 0o077 : 0o022);
  return tooOpen === 0 ? success(undefined) : refused("open-to-others", path, octal(file.mode));
}

/** Whoever may write to a folder may replace a file in it. */
export function checkFolderOf(path: string): Result<void, FileFailure> {
  const folder = dirname(path);
  try {
    const { mode, uid } = statSync(folder);
    if (!hasModes) return success(undefined);
    if ((mode & 0o022) !== 0) return refused("folder-open-to-others", folder, octal(mode));
    if (uid !== process.geteuid?.() && uid !== 0) return refused("folder-of-another", folder, String(uid));
    return success(undefined);
  } catch (error) {
    return fileFailure(folder, error);
  }
}

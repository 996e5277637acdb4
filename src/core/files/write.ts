import { constants, lstatSync } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { type Result, success } from "../../shared/result.ts";
import { type Access, checkFile, checkFolderOf } from "./checks.ts";
import { dropDraft, removeLeftDrafts, writeDraft } from "./drafts.ts";
import { makeFolder } from "./make-folder.ts";
import { codeOf, type FileFailure, fileFailure } from "./problem.ts";
import { renameWithRetry, withRetry } from "./rename.ts";

type Outcome = Promise<Result<void, FileFailure>>;

/** Where the copy of a file's last good text is. */
export const lastGoodOf = (path: string): string => `${path}.last-good`;

/**
 * Replaces a file as a whole, and creates its folder when there is none: a crash or a full disk leaves the old text or
 * the new one, never half of either. A link, someone else's file or one open to others is refused, not replaced. Once
 * this resolves, the text is on the disk.
 */
export function writeOwnFile(path: string, text: string, access: Access = "own"): Outcome {
  return replace([path], text, access);
}

/**
 * Like `writeOwnFile`, and keeps the same text beside it (`lastGoodOf`), for the day the file is damaged. Both are
 * filled before either takes its place, so that a full disk changes neither.
 */
export function writeKeptFile(path: string, text: string, access: Access = "own"): Outcome {
  return replace([lastGoodOf(path), path], text, access);
}

async function replace(paths: readonly string[], text: string, access: Access): Outcome {
  const drafts: string[] = [];
  // The error a person reads names the file, not its copy.
  const at = paths.at(-1) ?? "";
  try {
    makeFolder(dirname(at));
    const folder = checkFolderOf(at);
    if (!folder.ok) return folder;
    for (const path of paths) {
      const replaceable = checkReplaceable(path, access);
      if (!replaceable.ok) return replaceable;
      removeLeftDrafts(path);
      drafts.push(await writeDraft(path, text));
    }
    for (const [index, path] of paths.entries()) await renameWithRetry(drafts[index] as string, path);
    await syncFolder(at);
    return success(undefined);
  } catch (error) {
    return fileFailure(at, error);
  } finally {
    await Promise.all(drafts.map(dropDraft));
  }
}

/** Removes a file, its last good copy and whatever interrupted writes left behind. */
export async function removeOwnFile(path: string): Outcome {
  try {
    removeLeftDrafts(path);
    for (const file of [path, lastGoodOf(path)]) {
      await withRetry(() => unlink(file)).catch((error: unknown) => {
        if (codeOf(error) !== "ENOENT") throw error;
      });
    }
    await syncFolder(path);
    return success(undefined);
  } catch (error) {
    return codeOf(error) === "ENOENT" ? success(undefined) : fileFailure(path, error);
  }
}

function checkReplaceable(path: string, access: Access): Result<void, FileFailure> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  return present === undefined ? success(undefined) : checkFile(path, present, access);
}

/** A rename is on the disk only once its folder is. Windows cannot open folders, some file systems cannot sync them. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), constants.O_RDONLY);
  try {
    await folder.sync().catch((error: unknown) => {
      if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(codeOf(error))) throw error;
    });
  } finally {
    await folder.close();
  }
}

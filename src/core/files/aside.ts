import { existsSync, lstatSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Result, success } from "../../shared/result.ts";
import { type FileFailure, fileFailure, refused } from "./problem.ts";
import { renameWithRetrySync } from "./rename.ts";

/**
 * Keeps a broken file under another name beside it, and returns that name; its content is not changed. `now` is
 * milliseconds since the epoch.
 */
export function putAside(path: string, now: number): Result<string, FileFailure> {
  try {
    if (!lstatSync(path).isFile()) return refused("not-a-file", path);
    let aside = `${path}.broken-${now}`;
    for (let number = 1; existsSync(aside); number += 1) aside = `${path}.broken-${now}-${number}`;
    renameWithRetrySync(path, aside);
    return success(aside);
  } catch (error) {
    return fileFailure(path, error);
  }
}

/** Every file that was set aside for this path. */
export function asideOf(path: string): string[] {
  try {
    const folder = dirname(path);
    return readdirSync(folder)
      .filter((name) => name.startsWith(`${basename(path)}.broken-`))
      .map((name) => join(folder, name));
  } catch {
    // Without a folder there is no broken file; one that cannot be listed cannot be written to either.
    return [];
  }
}

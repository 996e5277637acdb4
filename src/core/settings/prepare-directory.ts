import { type Result, success } from "../../shared/result.ts";
import { makeFolder } from "../files/make-folder.ts";
import { type FileFailure, fileFailure, refused } from "../files/problem.ts";
import { isInProfile, makePrivateFolder } from "../files/windows-access.ts";

/** Folders Windows was already asked about: a process prepares its folder more than once. */
const seen = new Set<string>();

/**
 * Creates the state directory, open to its owner alone, if it does not exist. An existing one is left as it is; on
 * Windows one outside the profile is refused when others may use it.
 */
export function prepareStateDirectory(stateDir: string): Result<void, FileFailure> {
  try {
    if (process.platform === "win32" && !seen.has(stateDir) && !isInProfile(stateDir)) {
      const made = makePrivateFolder(stateDir);
      if (made.ok) seen.add(stateDir);
      return made.ok ? made : cannotBeMade(stateDir, made.failure);
    }
    makeFolder(stateDir);
    return success(undefined);
  } catch (error) {
    return cannotBeMade(stateDir, fileFailure(stateDir, error).failure);
  }
}

const cannotBeMade = (stateDir: string, failed: FileFailure): Result<never, FileFailure> =>
  failed.problem === "not-found"
    ? refused("cannot-be-made", stateDir, failed.detail)
    : { ok: false, failure: failed };

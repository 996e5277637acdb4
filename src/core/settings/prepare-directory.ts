import { makeFolder } from "../files/make-folder.ts";
import { type FileFailure, fileFailure, refused } from "../files/problem.ts";
import { type Result, success } from "../result.ts";

/** Creates the state directory, open to its owner alone, where there is none. An existing one is left as it is. */
export function prepareStateDirectory(stateDir: string): Result<void, FileFailure> {
  try {
    makeFolder(stateDir);
    return success(undefined);
  } catch (error) {
    const failed = fileFailure(stateDir, error);
    const { problem } = failed.failure;
    return problem === "not-found" ? refused("cannot-be-made", stateDir, failed.failure.detail) : failed;
  }
}

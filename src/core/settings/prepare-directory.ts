import { makeFolder } from "../files/make-folder.ts";
import { failure, type Result, success } from "../result.ts";

/** Creates the state directory, open to its owner alone, where there is none. An existing one is left as it is. */
export function prepareStateDirectory(stateDir: string): Result<void, string> {
  try {
    makeFolder(stateDir);
    return success(undefined);
  } catch (error) {
    return failure((error as NodeJS.ErrnoException).code ?? "cannot be created");
  }
}

import { mkdirSync } from "node:fs";
import { failure, type Result, success } from "../result.ts";

/** Creates the state directory, open to its owner alone, where there is none. An existing one is left as it is. */
export function prepareStateDirectory(stateDir: string): Result<void, string> {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    return success(undefined);
  } catch (error) {
    return failure((error as NodeJS.ErrnoException).code ?? "cannot be created");
  }
}

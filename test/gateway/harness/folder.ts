import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { undoAtExit } from "./cleanup.ts";

export interface ThrowAwayFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A new folder, readable by its owner only, that is gone when this process is. */
export function makeThrowAwayFolder(name: string): ThrowAwayFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `clawtray-${name}-`)));
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
  const undo = () => rm(path, options);
  const forget = undoAtExit({
    undo,
    undoNow: () => {
      try {
        rmSync(path, options);
      } catch {
        // A folder in the temporary directory is all that would stay behind.
      }
    },
  });
  return {
    path,
    async remove() {
      await undo();
      forget();
    },
  };
}

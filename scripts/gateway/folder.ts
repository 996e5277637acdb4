import { mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { undoAtExit } from "./cleanup.ts";

export interface ThrowAwayFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A new folder, readable by its owner only, that is removed when this process ends. */
export function makeThrowAwayFolder(name: string): ThrowAwayFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `clawtray-${name}-`)));
  const undo = () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const forget = undoAtExit({ undo, remnant: { kind: "path", path } });
  return {
    path,
    async remove() {
      await undo();
      forget();
    },
  };
}

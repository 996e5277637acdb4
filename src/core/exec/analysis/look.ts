import { statSync } from "node:fs";
import { isPlainRepository } from "./git-folder.ts";
import type { Look } from "./harmless.ts";
import { pathAsWalked } from "./locate.ts";

/** The file system as seen from a folder. */
export function createLook(cwd: string, platform: NodeJS.Platform): Look {
  return {
    isFolder(path) {
      try {
        return statSync(pathAsWalked(cwd, path, platform)).isDirectory();
      } catch {
        return false;
      }
    },
    isPlainRepository: (folder) => isPlainRepository(pathAsWalked(cwd, folder, platform)),
  };
}

import { execFileSync, spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { repository } from "./workflows.ts";

/**
 * A fresh clone of the commit that is checked out. What npm would install is the same, so it is taken from here
 * unless it is to be installed.
 */
export function clone(withModules = true): string {
  const folder = join(temporaryDirectory(), "clawtray");
  execFileSync("git", ["clone", "--quiet", repository, folder]);
  execFileSync("git", [
    "-C",
    folder,
    "checkout",
    "--quiet",
    "--detach",
    execFileSync("git", ["-C", repository, "rev-parse", "HEAD"], { encoding: "utf8" }).trim(),
  ]);
  if (withModules) takeModules(folder);
  return folder;
}

/** Hard links where there are any, not one symbolic link: electron-builder takes nothing that leads out of the project. */
function takeModules(folder: string): void {
  const modules = join(repository, "node_modules");
  if (process.platform === "win32") symlinkSync(modules, join(folder, "node_modules"), "junction");
  else if (spawnSync("cp", ["-al", modules, folder]).status !== 0)
    execFileSync("cp", ["-a", modules, folder]);
}

/** `npm run release` there, to its end. */
export function release(folder: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const ended = spawnSync("npm", ["run", "--silent", "release", "--", ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...environment },
    maxBuffer: 16 * 1024 * 1024,
  });
  return { status: ended.status, text: ended.stdout + ended.stderr };
}

import { copyFileSync, existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../files/make-folder.ts";
import { codeOf } from "../files/problem.ts";
import { renameWithRetrySync } from "../files/rename.ts";
import { leavingsFolder } from "./state-folder.ts";

/** What earlier versions kept beside the settings. */
const NAMES = /^(activity\.jsonl(\.\d+)?|last-state\.json|logs)$/;

/**
 * Moves records that an earlier version kept beside the settings to where they belong now; for a process that is about
 * to run. What already exists stays, and so does what cannot be moved: an earlier version that is started again finds
 * its settings and its secrets as they were.
 */
export function moveLeavings(stateDir: string, to: string = leavingsFolder(stateDir)): void {
  if (to === stateDir) return;
  try {
    for (const name of readdirSync(stateDir).filter((entry) => NAMES.test(entry))) {
      makeFolder(to);
      moveAll(join(stateDir, name), join(to, name));
    }
  } catch {
    // Only history: it stays where it is.
  }
}

function moveAll(from: string, to: string): void {
  const found = lstatSync(from);
  if (found.isDirectory()) {
    makeFolder(to);
    for (const name of readdirSync(from)) moveAll(join(from, name), join(to, name));
    if (readdirSync(from).length === 0) rmSync(from, { recursive: true });
  } else if (found.isFile() && !existsSync(to)) moveFile(from, to);
}

function moveFile(from: string, to: string): void {
  try {
    renameWithRetrySync(from, to);
  } catch (error) {
    // Another disk: copied whole before the original is removed.
    if (codeOf(error) !== "EXDEV") throw error;
    copyFileSync(from, `${to}.part`);
    renameWithRetrySync(`${to}.part`, to);
    rmSync(from);
  }
}

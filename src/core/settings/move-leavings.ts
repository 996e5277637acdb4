import { copyFileSync, existsSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../files/make-folder.ts";
import { codeOf } from "../files/problem.ts";
import { leavingsFolder } from "./state-folder.ts";

/** What earlier versions kept beside the settings. */
const names = /^(activity\.jsonl(\.\d+)?|last-state\.json|logs)$/;

/**
 * Moves what an earlier version left beside the settings to where it belongs now; for a process
 * that is about to run. What is there already stays, and so does what cannot be moved: an
 * earlier version that is started again finds its settings and its secrets as they were.
 */
export function moveLeavings(stateDir: string, to: string = leavingsFolder(stateDir)): void {
  if (to === stateDir) return;
  try {
    for (const name of readdirSync(stateDir).filter((entry) => names.test(entry))) {
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
    renameSync(from, to);
  } catch (error) {
    // Another disk: copied whole before the original goes.
    if (codeOf(error) !== "EXDEV") throw error;
    copyFileSync(from, `${to}.part`);
    renameSync(`${to}.part`, to);
    rmSync(from);
  }
}

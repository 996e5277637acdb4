import { randomBytes } from "node:crypto";
import { accessSync, constants, lstatSync, statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fill } from "../../shared/words/describe.ts";
import { englishFor } from "../../shared/words/on-windows.ts";
import { systemWords } from "../../shared/words/system-words.ts";
import { codeOf, type FileFailure } from "../files/problem.ts";
import { isInProfile, lookAt } from "../files/windows-access.ts";
import { placesOf } from "../instance/place.ts";
import { type Finding, failed, ok, skipped, warning } from "./finding.ts";
import type { SettingsPeek } from "./settings-peek.ts";
import type { DoctorWorld } from "./world.ts";

/** Settings and keys need a few kB; a month's logs a few MB. */
const LITTLE_SPACE = 20 * 1_048_576;
const NO_SPACE = 256 * 1_024;

/** The state folder: it exists, is ours, closed to others, writable. */
export function checkStateFolder({ stateDir, platform }: DoctorWorld): Finding {
  const check = "state folder";
  let found: ReturnType<typeof statSync>;
  try {
    found = statSync(stateDir);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !isLink(stateDir))
      return warning(
        check,
        `${stateDir} does not exist yet: nothing has ever run here.`,
        "It is created by: clawtray run",
      );
    return failed(
      check,
      `${stateDir} cannot be checked (${code}).`,
      "Make it reachable, or choose another: --state-dir DIR",
    );
  }
  if (!found?.isDirectory())
    return failed(
      check,
      `${stateDir} is not a folder.`,
      "Move that file away, or choose another folder: --state-dir DIR",
    );
  const uid = process.geteuid?.();
  if (platform !== "win32" && uid !== undefined && Number(found.uid) !== uid)
    return failed(
      check,
      `${stateDir} belongs to another user (uid ${found.uid}, you are ${uid}).`,
      "Run clawtray as that user, or choose another folder: --state-dir DIR",
    );
  if (platform !== "win32" && (Number(found.mode) & 0o077) !== 0)
    return failed(
      check,
      `Other users can access ${stateDir} (mode ${(Number(found.mode) & 0o777).toString(8)}).`,
      `Close it: ${systemWords(platform).closeFolder(stateDir)}`,
    );
  const open = platform === "win32" ? checkAccessList(stateDir) : null;
  if (open !== null) return open;
  try {
    accessSync(stateDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (codeOf(error) === "EROFS")
      return failed(
        check,
        `${stateDir} is on a disk that is mounted read-only: nothing can be kept.`,
        "Mount it so that it can be written to, or name another folder: --state-dir DIR",
      );
    return failed(
      check,
      `${stateDir} cannot be written to.`,
      `Allow it: ${systemWords(platform).openFolder(stateDir)}.`,
    );
  }
  return ok(check, stateDir);
}

/** Part of a sentence. */
const whyNot = ({ problem, detail }: FileFailure, platform: string): string =>
  fill(englishFor(platform).fileProblems[problem], { code: detail });

/** Windows keeps others from a profile; elsewhere the folder's own list has to. Null when all is well. */
function checkAccessList(stateDir: string): Finding | null {
  if (isInProfile(stateDir)) return null;
  const check = "state folder";
  const found = lookAt(stateDir);
  if (found === "unknown")
    return warning(
      check,
      `Could not determine who may use ${stateDir}.`,
      "Look at its Properties, under Security: only you should have access.",
    );
  if (found.ok) return null;
  const words = englishFor("win32");
  const why = fill(words.fileProblems[found.failure.problem], { code: found.failure.detail });
  return failed(check, `${found.failure.path}: ${why}.`, words.blocked["state-folder-unusable"].remedy);
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Free space where the state is, or will be. */
export function checkDiskSpace({ stateDir }: DoctorWorld): Finding {
  const check = "disk space";
  for (let folder = stateDir; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize, ffree, files } = statfsSync(folder);
      const free = bavail * bsize;
      const free_ = `${free < 1_048_576 ? `${Math.floor(free / 1_024)} kB` : `${Math.floor(free / 1_048_576)} MB`} free`;
      const todo = `Free some space on the disk that holds ${stateDir}.`;
      if (free < NO_SPACE) return failed(check, `The disk is full (${free_}): nothing can be saved.`, todo);
      if (files > 0 && ffree === 0)
        return failed(check, "The disk has no room for another file (no inodes left).", todo);
      return free < LITTLE_SPACE
        ? warning(check, `The disk is nearly full (${free_}).`, todo)
        : ok(check, free_);
    } catch {
      if (folder === dirname(folder)) return skipped(check, "The free space could not be determined.");
    }
  }
}

/** Whether the settings can be used. */
export function checkSettings(peek: SettingsPeek, { stateDir, platform }: DoctorWorld): Finding {
  const check = "settings";
  const path = join(stateDir, "settings.json");
  switch (peek.kind) {
    case "none":
      return warning(check, "There are no settings yet.", "They are created by: clawtray run --gateway HOST");
    case "broken":
      return failed(
        check,
        `${path} is damaged.`,
        "At its next start clawtray sets it aside and continues with the last good copy, or with everything turned off: clawtray run",
      );
    case "newer":
      return failed(
        check,
        `${path} was written by a newer version (layout ${peek.version}); it is left as it is.`,
        "Use the newer version again, or choose another folder: --state-dir DIR",
      );
    case "unreadable":
      return failed(
        check,
        `${path} cannot be read: ${whyNot(peek.file, platform)}.`,
        `Look at it: ${systemWords(platform).showRights(path)}`,
      );
    case "present": {
      const on = Object.entries(peek.settings.capabilities)
        .filter(([, value]) => value)
        .map(([name]) => name);
      const off = peek.settings.paused ? " Paused." : "";
      return ok(check, `Switched on: ${on.join(", ") || "nothing"}.${off}`);
    }
  }
}

/** Whether a socket can be created where the running node is asked. */
export async function checkSockets({ stateDir }: DoctorWorld): Promise<Finding> {
  const check = "sockets";
  let path: string;
  try {
    const [place] = placesOf(stateDir);
    if (place === undefined)
      return failed(
        check,
        "Every possible path for the socket is too long.",
        "Choose a shorter path: --state-dir DIR",
      );
    if (place.kind === "pipe") return ok(check, "named pipes");
    path = join(place.directory, `doctor-${process.pid}-${randomBytes(3).toString("hex")}.sock`);
    if (!statSync(place.directory, { throwIfNoEntry: false })?.isDirectory())
      return skipped(check, "Not created yet.");
  } catch {
    return skipped(check, "Cannot be checked without a state folder.");
  }
  const code = await tryToListen(path);
  return code === null
    ? ok(check, "A socket can be created in the state folder.")
    : failed(
        check,
        `No socket can be created in ${dirname(path)} (${code}), so other commands cannot reach the running node.`,
        "Use a folder on a local file system: --state-dir DIR",
      );
}

/** Null when it works; the socket is removed again. */
function tryToListen(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen(path, () => server.close(() => resolve(null)));
  });
}

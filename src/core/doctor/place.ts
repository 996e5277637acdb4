import { randomBytes } from "node:crypto";
import { accessSync, constants, lstatSync, statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { placesOf } from "../instance/place.ts";
import { type Finding, failed, ok, skipped, warning } from "./finding.ts";
import type { SettingsPeek } from "./settings-peek.ts";
import type { DoctorWorld } from "./world.ts";

/** Settings and keys need a few kB; the logs of a month a few MB. */
const LITTLE_SPACE = 20 * 1_048_576;
const NO_SPACE = 256 * 1_024;

/** The state folder: there, ours, closed to others, writable. */
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
        `${stateDir} is not there yet: nothing ever ran here.`,
        "It is made by: clawtray run",
      );
    return failed(
      check,
      `${stateDir} cannot be looked at (${code}).`,
      "Make it reachable, or name another: --state-dir DIR",
    );
  }
  if (!found?.isDirectory())
    return failed(
      check,
      `${stateDir} is no folder.`,
      "Move that file away, or name another folder: --state-dir DIR",
    );
  const uid = process.geteuid?.();
  if (platform !== "win32" && uid !== undefined && Number(found.uid) !== uid)
    return failed(
      check,
      `${stateDir} belongs to another user (uid ${found.uid}, you are ${uid}).`,
      "Run clawtray as that user, or name another folder: --state-dir DIR",
    );
  if (platform !== "win32" && (Number(found.mode) & 0o077) !== 0)
    return failed(
      check,
      `Others may look into ${stateDir} (mode ${(Number(found.mode) & 0o777).toString(8)}).`,
      `Close it: chmod 700 ${stateDir}`,
    );
  try {
    accessSync(stateDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return failed(
      check,
      `${stateDir} cannot be written to.`,
      `Allow it: chmod 700 ${stateDir}; or look whether its file system is mounted read-only.`,
    );
  }
  return ok(check, stateDir);
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
      const todo = `Make space on the disk that holds ${stateDir}.`;
      if (free < NO_SPACE) return failed(check, `The disk is full (${free_}): nothing can be kept.`, todo);
      if (files > 0 && ffree === 0)
        return failed(check, "The disk has no room for another file (no inodes left).", todo);
      return free < LITTLE_SPACE
        ? warning(check, `The disk is nearly full (${free_}).`, todo)
        : ok(check, free_);
    } catch {
      if (folder === dirname(folder)) return skipped(check, "The disk does not tell.");
    }
  }
}

/** Whether the settings can be used. */
export function checkSettings(peek: SettingsPeek, { stateDir }: DoctorWorld): Finding {
  const check = "settings";
  const path = join(stateDir, "settings.json");
  switch (peek.kind) {
    case "none":
      return warning(check, "There are no settings yet.", "They are made by: clawtray run --gateway HOST");
    case "broken":
      return failed(
        check,
        `${path} is damaged.`,
        "At its next start clawtray puts it aside and goes on with the last good ones, or with everything switched off: clawtray run",
      );
    case "newer":
      return failed(
        check,
        `${path} was written by a newer version (layout ${peek.version}); it is left as it is.`,
        "Use the newer version again, or name another folder: --state-dir DIR",
      );
    case "unreadable":
      return failed(check, `${path} cannot be read (${peek.detail}).`, `Look at it: ls -l ${path}`);
    case "present": {
      const on = Object.entries(peek.settings.capabilities)
        .filter(([, value]) => value)
        .map(([name]) => name);
      const off = peek.settings.paused ? " Paused." : "";
      return ok(check, `Switched on: ${on.join(", ") || "nothing"}.${off}`);
    }
  }
}

/** Whether a socket can be made where the running node is asked. */
export async function checkSockets({ stateDir }: DoctorWorld): Promise<Finding> {
  const check = "sockets";
  let path: string;
  try {
    const [place] = placesOf(stateDir);
    if (place === undefined)
      return failed(check, "Every path for one is too long.", "Name a shorter folder: --state-dir DIR");
    if (place.kind === "pipe") return ok(check, "named pipes");
    path = join(place.directory, `doctor-${process.pid}-${randomBytes(3).toString("hex")}.sock`);
    if (!statSync(place.directory, { throwIfNoEntry: false })?.isDirectory())
      return skipped(check, "Not made yet.");
  } catch {
    return skipped(check, "Cannot be looked at without a state folder.");
  }
  const code = await tryToListen(path);
  return code === null
    ? ok(check, "A socket can be made in the state folder.")
    : failed(
        check,
        `No socket can be made in ${dirname(path)} (${code}), so nobody can ask the running node.`,
        "Use a folder on a local file system of your own: --state-dir DIR",
      );
}

/** Null when it works; it is gone again afterwards. */
function tryToListen(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen(path, () => server.close(() => resolve(null)));
  });
}

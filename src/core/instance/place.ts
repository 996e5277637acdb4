import { createHash } from "node:crypto";
import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { type Result, success } from "../../shared/result.ts";
import { makeFolder } from "../files/make-folder.ts";
import { type FileFailure, fileFailure, refused } from "../files/problem.ts";

/** Where the control sockets of a state directory are. */
export type SocketPlace =
  | {
      readonly kind: "directory";
      readonly directory: string;
      /** False for a place of this user's elsewhere that holds nothing but sockets. */
      readonly isStateDir: boolean;
    }
  /**
   * Its name is derived from a secret (`controlOf`), because anybody may create a pipe. `stateDir` is the real path.
   */
  | { readonly kind: "pipe"; readonly stateDir: string };

/**
 * The longest Unix socket path that every system accepts, in bytes: macOS allows 104, Linux 108, including a final
 * zero.
 */
const PATH_LIMIT = 103;

/** As long as the longest name `socketName` makes. */
const MAX_NAME_LENGTH = "control-4194304-ffffffffffff.sock";

/**
 * The places for a state directory, in the order in which they are claimed: the directory itself, so that moving it
 * takes the sockets along, and places of this user's elsewhere, named after its path, which stay when the directory is
 * deleted and serve when it cannot hold sockets. A named pipe on Windows. Only computes; nothing is created.
 */
export function placesOf(
  stateDir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): readonly SocketPlace[] {
  const actual = actualPath(stateDir);
  const digest = createHash("sha256").update(actual).digest("hex").slice(0, 16);
  if (platform === "win32") return [{ kind: "pipe", stateDir: actual }];
  const uid = process.geteuid?.();
  const runtimes = [env.XDG_RUNTIME_DIR, `/run/user/${uid}`]
    .filter((folder) => folder !== undefined && isAbsolute(folder) && isOwnDirectory(folder))
    .map((folder) => join(folder as string, `clawtray-${digest}`));
  return [...new Set([actual, ...runtimes, `/tmp/clawtray-${uid}-${digest}`])]
    .filter((directory) => Buffer.byteLength(join(directory, MAX_NAME_LENGTH)) <= PATH_LIMIT)
    .map((directory) => ({ kind: "directory", directory, isStateDir: directory === actual }));
}

/** The path with links resolved, as far as it exists: a directory that was deleted still has its name. */
function actualPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(actualPath(parent), basename(path));
  }
}

/** Creates a place's directory if it does not exist; fails when it belongs to somebody else or others may change it. */
export function preparePlace(directory: string): Result<void, FileFailure> {
  try {
    makeFolder(directory);
    const found = lstatSync(directory);
    if (found.isSymbolicLink()) return refused("link", directory);
    if (!found.isDirectory()) return refused("no-folder", directory);
    if (found.uid !== process.geteuid?.()) return refused("folder-of-another", directory, String(found.uid));
    if ((found.mode & 0o022) !== 0) {
      return refused("folder-open-to-others", directory, (found.mode & 0o777).toString(8).padStart(4, "0"));
    }
    return success(undefined);
  } catch (error) {
    return fileFailure(directory, error);
  }
}

/**
 * Anyone can create a directory under `/tmp` before us: only one that is ours, and that nobody else may change, will
 * do.
 */
export function isOwnDirectory(directory: string): boolean {
  try {
    const found = lstatSync(directory);
    return found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** The name of one process's socket; `random` is 12 hex digits, so that no name is ever used twice. */
export const socketName = (pid: number, random: string) => `control-${pid}-${random}.sock`;

/** The process id in a socket's name, null for any other name. */
export function pidOfSocket(name: string): number | null {
  const pid = /^control-(\d+)-[0-9a-f]{12}\.sock$/.exec(name)?.[1];
  return pid === undefined ? null : Number(pid);
}

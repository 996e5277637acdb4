import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** Where the control sockets of a state directory are. */
export type Place =
  | { readonly kind: "directory"; readonly directory: string }
  | { readonly kind: "pipe"; readonly path: string };

/** Bytes of a Unix socket's path that every system takes: macOS allows 104, Linux 108, a final zero included. */
const pathLimit = 103;

/** As long as the longest name `socketName` makes. */
const longestName = "control-4194304-ffffffffffff.sock";

/**
 * The place for an existing state directory: the directory itself, a private one under `/tmp` when
 * its path is too long for a socket, a named pipe on Windows. Only computes; nothing is created.
 */
export function placeOf(stateDir: string, platform: string = process.platform): Place {
  const actual = realpathSync.native(stateDir);
  const digest = createHash("sha256").update(actual).digest("hex").slice(0, 16);
  if (platform === "win32") return { kind: "pipe", path: `\\\\.\\pipe\\clawtray-${digest}` };
  if (Buffer.byteLength(join(actual, longestName)) <= pathLimit) {
    return { kind: "directory", directory: actual };
  }
  return { kind: "directory", directory: `/tmp/clawtray-${process.geteuid?.()}-${digest}` };
}

/** Creates a place's directory where there is none. False when it belongs to somebody else or is open to others' writing. */
export function preparePlace(directory: string): boolean {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
  }
  return isOwnDirectory(directory);
}

/** Anyone can make a directory under `/tmp` before us: only one that is ours, and that nobody else may change, will do. */
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

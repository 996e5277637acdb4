import { createHash } from "node:crypto";
import { type BigIntStats, readFileSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Analysis, AnalysisWorld, NamedProgram } from "./analyse.ts";

/** One file as it was: where its path led, which file that was, and what was in it. */
export interface FileIdentity {
  readonly path: string;
  readonly realPath: string;
  /** Device, inode, size, mtime, ctime, owner and mode. */
  readonly status: string;
  /** SHA-256, hex; null for files that only the system can write, and for very large ones. */
  readonly sha256: string | null;
}

export interface DirectoryIdentity {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
}

/** Everything a plan rests on. What runs later is exactly this or nothing. */
export interface Binding {
  readonly directory: DirectoryIdentity;
  /** Names and the paths they led to: a new program earlier on PATH counts as a change. */
  readonly programs: readonly { readonly name: string; readonly path: string | null }[];
  readonly files: readonly FileIdentity[];
}

const MAX_HASHED = 64 * 1024 * 1024;
/** Smaller files are read again before they run; for larger ones their times must do. */
const SMALL_FILE = 8 * 1024 * 1024;
/**
 * Times are only as fine as the kernel's tick: a file this fresh could change without its times showing it,
 * nanoseconds.
 */
const FRESH_NS = 2_000_000_000n;

const describe = (status: BigIntStats): string =>
  [status.dev, status.ino, status.size, status.mtimeNs, status.ctimeNs, status.uid, status.mode].join(":");

const hashFile = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/**
 * Hashes of files that have not changed for a while, so that a burst of requests does not read them again and again.
 */
const settledHashes = new Map<string, string>();
const MAX_SETTLED = 256;

function hashOf(path: string, status: BigIntStats, nowNs: bigint): string {
  const key = describe(status);
  const known = settledHashes.get(key);
  if (known !== undefined) return known;
  const hash = hashFile(path);
  if (nowNs - status.ctimeNs >= FRESH_NS) {
    if (settledHashes.size >= MAX_SETTLED) settledHashes.clear();
    settledHashes.set(key, hash);
  }
  return hash;
}

/** The SHA-256 of a file as it is now, hex, whatever its size; empty when it cannot be read. */
export function contentHash(path: string, now: number): string {
  try {
    return hashOf(path, statSync(path, { bigint: true }), BigInt(now) * 1_000_000n);
  } catch {
    return "";
  }
}

/** Only the system can change it, so its identity is enough. */
const isProtected = (status: BigIntStats): boolean =>
  process.getuid !== undefined &&
  process.getuid() !== 0 &&
  status.uid === 0n &&
  (status.mode & 0o022n) === 0n;

/** Files that are different for every process that opens them. */
const PER_PROCESS = /^\/(proc|dev\/(?!shm\/))/;

/** Null when there is no such regular file, or it cannot be read, or it is not the same for every process. */
function identifyFile(path: string, always: boolean, now: number): FileIdentity | null {
  try {
    const realPath = realpathSync.native(path);
    if (PER_PROCESS.test(realPath)) return null;
    // Some interpreters normalise dots, some walk them: where that makes a difference, neither is bound.
    if (path.includes("/..") && realPath !== realpathSync.native(resolve(path))) return null;
    const status = statSync(realPath, { bigint: true });
    if (!status.isFile()) return null;
    const hashed = (always || !isProtected(status)) && status.size <= MAX_HASHED;
    return {
      path,
      realPath,
      status: describe(status),
      sha256: hashed ? hashOf(realPath, status, BigInt(now) * 1_000_000n) : null,
    };
  } catch {
    return null;
  }
}

function isSameFile(identity: FileIdentity, nowNs: bigint): boolean {
  try {
    if (realpathSync.native(identity.path) !== identity.realPath) return false;
    const status = statSync(identity.realPath, { bigint: true });
    if (describe(status) !== identity.status) return false;
    if (identity.sha256 === null) return true;
    const fresh = nowNs - status.ctimeNs < FRESH_NS;
    return (status.size > SMALL_FILE && !fresh) || hashFile(identity.realPath) === identity.sha256;
  } catch {
    return false;
  }
}

/** The real directory behind a path; null when it is not a directory. */
export function identifyDirectory(path: string): DirectoryIdentity | null {
  try {
    const realPath = realpathSync.native(path);
    const status = statSync(realPath, { bigint: true });
    return status.isDirectory()
      ? { path: realPath, device: String(status.dev), inode: String(status.ino) }
      : null;
  } catch {
    return null;
  }
}

/** The files that the analysis found: programs, and the scripts they would run. Null when one cannot be read. */
export function bind(
  analysis: Analysis,
  directory: DirectoryIdentity,
  walk: (path: string) => string,
  now: number,
): Binding | null {
  const files = new Map<string, FileIdentity>();
  const add = (path: string, always: boolean): FileIdentity | null => {
    const identity = files.get(path) ?? identifyFile(path, always, now);
    if (identity !== null) files.set(path, identity);
    return identity;
  };
  for (const { executable } of analysis.programs) {
    // What was judged is what gets bound, even if the path led elsewhere in between.
    if (executable !== null && add(executable.path, false)?.realPath !== executable.realPath) return null;
  }
  for (const { script } of analysis.segments) {
    if (script !== null && add(walk(script), true) === null) return null;
  }
  const programs = analysis.programs.map(({ name, executable }: NamedProgram) => ({
    name,
    path: executable?.path ?? null,
  }));
  return { directory, programs, files: [...files.values()] };
}

/**
 * Whether everything is still as it was. Synchronous, so that none of our code runs between this check and the start.
 */
export function stillHolds(binding: Binding, locate: AnalysisWorld["locate"], now: number): boolean {
  const directory = identifyDirectory(binding.directory.path);
  return (
    directory !== null &&
    directory.path === binding.directory.path &&
    directory.device === binding.directory.device &&
    directory.inode === binding.directory.inode &&
    binding.programs.every(
      ({ name, path }) => (locate(name, binding.directory.path)?.path ?? null) === path,
    ) &&
    binding.files.every((file) => isSameFile(file, BigInt(now) * 1_000_000n))
  );
}

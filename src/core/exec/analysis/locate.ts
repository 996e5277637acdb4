import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { LocatedExecutable } from "./analyse.ts";
import { foldAsNtfs, isOrdinaryPath, isRemotePath, isRunnable, runnableEndings } from "./windows-path.ts";

const FALLBACK_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The directories in which programs are looked for: absolute ones only, so that no working directory can slip in;
 * without any, those of every system.
 */
export function searchDirectories(path: string | undefined, platform: NodeJS.Platform): readonly string[] {
  const windows = platform === "win32";
  const names = (path ?? "")
    .split(windows ? ";" : ":")
    .filter((name) => (windows ? win32 : posix).isAbsolute(name));
  return names.length === 0 && !windows ? FALLBACK_PATH.split(":") : names;
}

const GOES_UP = /(^|\/)\.\.(\/|$)/;

/**
 * An absolute path that leads where the system would go: it follows a link before going up, which normalising the dots
 * would not.
 */
export function pathAsWalked(directory: string, path: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return win32.resolve(directory, path);
  if (!GOES_UP.test(path)) return posix.resolve(directory, path);
  return path.startsWith("/") ? path : `${directory}/${path}`;
}

function executableAt(path: string, platform: NodeJS.Platform): LocatedExecutable | null {
  try {
    if (!statSync(path).isFile()) return null;
    if (platform !== "win32") accessSync(path, constants.X_OK);
    return { path, realPath: realpathSync.native(path) };
  } catch {
    return null;
  }
}

/**
 * Finds programs as Windows does with this search path, by `PATHEXT` in its order, and never in the current folder.
 * Anything that is not an ordinary path, or that only another program could run, counts as missing.
 */
function locateOnWindows(
  name: string,
  cwd: string,
  directories: readonly string[],
  endings: readonly string[],
): LocatedExecutable | null {
  // A name with a separator is looked up in a folder.
  if (!isOrdinaryPath(name) || /[\\/]$/.test(name)) return null;
  const bases = /[\\/]/.test(name)
    ? [win32.resolve(cwd, name)]
    : directories
        .filter((directory) => !isRemotePath(directory))
        .map((directory) => win32.join(directory, name));
  for (const base of bases) {
    for (const path of [...(isRunnable(base) ? [base] : []), ...endings.map((ending) => base + ending)]) {
      const found = executableAt(path, "win32");
      if (found !== null && isRunnable(found.realPath)) return { ...found, path: asOnDisk(found) };
    }
  }
  return null;
}

/** The path as found, with its name in the case it has on disk. */
function asOnDisk({ path, realPath }: LocatedExecutable): string {
  const name = win32.basename(realPath);
  return foldAsNtfs(win32.basename(path)) === foldAsNtfs(name) ? win32.join(win32.dirname(path), name) : path;
}

/** Finds programs as the system does when it starts one with this `PATH`; on Windows never in the working directory. */
export function createLocator(
  directories: readonly string[],
  platform: NodeJS.Platform,
  endings: readonly string[] = runnableEndings(undefined),
): (name: string, cwd: string) => LocatedExecutable | null {
  return (name, cwd) => {
    if (name === "" || name.includes("\0")) return null;
    if (platform === "win32") return locateOnWindows(name, cwd, directories, endings);
    const paths = name.includes("/")
      ? [pathAsWalked(cwd, name, platform)]
      : directories.map((directory) => posix.join(directory, name));
    for (const path of paths) {
      const found = executableAt(path, platform);
      if (found !== null) return found;
    }
    return null;
  };
}

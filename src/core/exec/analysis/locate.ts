import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { LocatedExecutable } from "./analyse.ts";

const fallbackPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The directories programs are looked for in: absolute ones only, so that no working directory can slip in;
 * where there are none, those of every system.
 */
export function searchDirectories(path: string | undefined, platform: NodeJS.Platform): readonly string[] {
  const windows = platform === "win32";
  const names = (path ?? "")
    .split(windows ? ";" : ":")
    .filter((name) => (windows ? win32 : posix).isAbsolute(name));
  return names.length === 0 && !windows ? fallbackPath.split(":") : names;
}

const goesUp = /(^|\/)\.\.(\/|$)/;

/** An absolute path that leads where the system would go: it follows a link before it goes up, reading the dots away would not. */
export function pathAsWalked(directory: string, path: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return win32.resolve(directory, path);
  if (!goesUp.test(path)) return posix.resolve(directory, path);
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

/** Finds programs as the system does when it starts one with this `PATH`; on Windows never in the working directory. */
export function createLocator(
  directories: readonly string[],
  platform: NodeJS.Platform,
  extensions: readonly string[] = [".EXE", ".COM", ".CMD", ".BAT"],
): (name: string, cwd: string) => LocatedExecutable | null {
  const paths = platform === "win32" ? win32 : posix;
  const endings = platform === "win32" ? ["", ...extensions] : [""];
  return (name, cwd) => {
    if (name === "" || name.includes("\0")) return null;
    const spelled = platform === "win32" ? /[\\/:]/.test(name) : name.includes("/");
    const bases = spelled
      ? [pathAsWalked(cwd, name, platform)]
      : directories.map((directory) => paths.join(directory, name));
    for (const base of bases) {
      for (const ending of endings) {
        if (ending === "" && platform === "win32" && paths.extname(base) === "") continue;
        const found = executableAt(base + ending, platform);
        if (found !== null) return found;
      }
    }
    return null;
  };
}

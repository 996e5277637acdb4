import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Command, CommandError } from "./command.ts";

const MOST_NAMES = 256;
const LONGEST_NAME = 256;

/** Where names are looked up; comes in from outside so that a test can choose. */
export interface LookupEnvironment {
  readonly path: string;
  readonly platform: NodeJS.Platform;
  /** Windows: the endings that make a file a program. */
  readonly pathExtensions: string;
}

/**
 * `system.which {bins: string[]}` -> `{bins: {name: absolute path}}`; names not found are left out.
 * Source: measured on the node host of openclaw 2026.9.6.
 */
export function systemWhich(environment: LookupEnvironment): Command {
  const lookUp = remembering((name) => findExecutable(name, environment));
  return {
    name: "system.which",
    capability: "system",
    async run(params) {
      const bins = readNames(params);
      const found: Record<string, string> = {};
      for (const bin of bins) {
        const path = lookUp(bin);
        if (path !== null) found[bin] = path;
      }
      return { bins: found };
    },
  };
}

/** The same names are asked in bursts, by every agent at once; within this time the answer is the same. Ms. */
const REMEMBERED = 1_000;

/** Keeps what was found for a moment; forgets all of it together, so that it never grows. */
function remembering(find: (name: string) => string | null): (name: string) => string | null {
  let found = new Map<string, string | null>();
  let since = 0;
  return (name) => {
    const now = performance.now();
    if (now - since > REMEMBERED) {
      found = new Map();
      since = now;
    }
    const known = found.get(name);
    if (known !== undefined) return known;
    const path = find(name);
    found.set(name, path);
    return path;
  };
}

function readNames(params: unknown): readonly string[] {
  const bins = (params as { bins?: unknown } | null)?.bins;
  if (!Array.isArray(bins)) throw new CommandError("INVALID_REQUEST", "bins required");
  if (bins.length > MOST_NAMES) throw new CommandError("INVALID_REQUEST", `at most ${MOST_NAMES} bins`);
  const names = bins.filter((name): name is string => typeof name === "string").map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "" && name.length <= LONGEST_NAME);
}

/**
 * The first executable file of this name on the path; names with a folder in them are not looked
 * up. Looked up in place: one question to the file system takes microseconds, a detour through the
 * thread pool for each of them takes most of the time of an answer.
 */
export function findExecutable(name: string, environment: LookupEnvironment): string | null {
  if (/[\\/\0]/.test(name)) return null;
  const windows = environment.platform === "win32";
  const endings = windows ? ["", ...environment.pathExtensions.split(";").filter(Boolean)] : [""];
  for (const folder of environment.path.split(delimiter)) {
    if (folder === "") continue;
    for (const ending of endings) {
      const candidate = join(folder, name + ending);
      if (isExecutable(candidate, windows && ending === "")) return candidate;
    }
  }
  return null;
}

function isExecutable(path: string, endingMissing: boolean): boolean {
  // On Windows a file without a program's ending does not run, whatever its bits say.
  if (endingMissing && !/\.[^.\\]+$/.test(path)) return false;
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

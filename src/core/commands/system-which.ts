import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
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
  return {
    name: "system.which",
    capability: "system",
    async run(params) {
      const bins = readNames(params);
      const found: Record<string, string> = {};
      for (const bin of bins) {
        const path = await findExecutable(bin, environment);
        if (path !== null) found[bin] = path;
      }
      return { bins: found };
    },
  };
}

function readNames(params: unknown): readonly string[] {
  const bins = (params as { bins?: unknown } | null)?.bins;
  if (!Array.isArray(bins)) throw new CommandError("INVALID_REQUEST", "bins required");
  if (bins.length > MOST_NAMES) throw new CommandError("INVALID_REQUEST", `at most ${MOST_NAMES} bins`);
  const names = bins.filter((name): name is string => typeof name === "string").map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "" && name.length <= LONGEST_NAME);
}

/** The first executable file of this name on the path, or null; names with a folder in them are not looked up. */
export async function findExecutable(name: string, environment: LookupEnvironment): Promise<string | null> {
  if (/[\\/\0]/.test(name)) return null;
  const windows = environment.platform === "win32";
  const endings = windows ? ["", ...environment.pathExtensions.split(";").filter(Boolean)] : [""];
  for (const folder of environment.path.split(delimiter)) {
    if (folder === "") continue;
    for (const ending of endings) {
      const candidate = join(folder, name + ending);
      if (await isExecutable(candidate, windows && ending === "")) return candidate;
    }
  }
  return null;
}

async function isExecutable(path: string, endingMissing: boolean): Promise<boolean> {
  // On Windows a file without a program's ending does not run, whatever its bits say.
  if (endingMissing && !/\.[^.\\]+$/.test(path)) return false;
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

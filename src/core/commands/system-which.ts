import type { ProgramEnvironment } from "../exec/process/program-environment.ts";
import { type Command, CommandError } from "./command.ts";

const MAX_NAMES = 256;
const MAX_NAME_LENGTH = 256;

/**
 * `system.which {bins: string[]}` -> `{bins: {name: absolute path}}`; names not found are left out.
 * Source: measured on the node host of openclaw 2026.9.6.
 */
export function systemWhich(programs: () => Promise<ProgramEnvironment>): Command {
  const lookUp = remembering();
  return {
    name: "system.which",
    capability: "system",
    async run(params) {
      const bins = readNames(params);
      const { locate } = await programs();
      const found: Record<string, string> = {};
      for (const bin of bins) {
        const path = lookUp(bin, locate);
        if (path !== null) found[bin] = path;
      }
      return { bins: found };
    },
  };
}

/** The same names are requested in bursts, by every agent at once; within this time the answer is reused. Ms. */
const REMEMBERED = 1_000;

/**
 * Caches results for a moment; forgets all of them together, so that it never grows. Only names are looked up, not
 * paths, and synchronously: one file system call takes microseconds, and a detour through the thread pool for each
 * would take up most of an answer's time.
 */
function remembering(): (name: string, locate: ProgramEnvironment["locate"]) => string | null {
  let found = new Map<string, string | null>();
  let since = 0;
  let by: ProgramEnvironment["locate"] | null = null;
  return (name, locate) => {
    const now = performance.now();
    if (now - since > REMEMBERED || by !== locate) {
      found = new Map();
      since = now;
      by = locate;
    }
    const known = found.get(name);
    if (known !== undefined) return known;
    const path = /[\\/:\0]/.test(name) ? null : (locate(name, "/")?.path ?? null);
    found.set(name, path);
    return path;
  };
}

function readNames(params: unknown): readonly string[] {
  const bins = (params as { bins?: unknown } | null)?.bins;
  if (!Array.isArray(bins)) throw new CommandError("INVALID_REQUEST", "bins required");
  if (bins.length > MAX_NAMES) throw new CommandError("INVALID_REQUEST", `at most ${MAX_NAMES} bins`);
  const names = bins.filter((name): name is string => typeof name === "string").map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "" && name.length <= MAX_NAME_LENGTH);
}

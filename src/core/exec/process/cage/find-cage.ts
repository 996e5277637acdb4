import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBubblewrapCage } from "./bubblewrap-cage.ts";
import type { Cage, FindCage } from "./cage.ts";
import type { CagePlaces } from "./grant.ts";
import { createSeatbeltCage, SANDBOX_EXEC } from "./seatbelt-cage.ts";

/** Where a system keeps it; never one from PATH, which anybody may point elsewhere. */
const bubblewrapPaths = [
  "/usr/bin/bwrap",
  "/bin/bwrap",
  "/usr/local/bin/bwrap",
  "/run/current-system/sw/bin/bwrap",
];

const TRIAL_MS = 10_000;
/** A cage that was missing may arrive with the next package, milliseconds. */
const LOOK_AGAIN_MS = 60_000;

const ofSystem = (path: string): boolean => {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true && status.uid === 0 && (status.mode & 0o022) === 0;
};

/** The exit code of a shell text run in a cage with one folder to write to; null when it did not end. */
function runIn(cage: Cage, folder: string, text: string): Promise<number | null> {
  const prepared = cage.prepare({
    grant: { write: [folder], network: false },
    cwd: folder,
    file: "/bin/sh",
    words: ["-c", text],
    programs: [],
    searchPath: [],
  });
  if (!prepared.ok) return Promise.resolve(null);
  const { file, argv, descriptors, started, ended } = prepared.value;
  return new Promise((resolve) => {
    const end = (code: number | null) => {
      ended();
      resolve(code);
    };
    try {
      const child = spawn(file, argv.slice(1), {
        stdio: ["ignore", "ignore", "ignore", ...descriptors],
        env: { PATH: "/usr/bin:/bin" },
        timeout: TRIAL_MS,
        killSignal: "SIGKILL",
      });
      started();
      child.on("error", () => end(null));
      child.on("exit", end);
    } catch {
      // Node throws when the system has no room for another process.
      end(null);
    }
  });
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Whether it lets a program write where it may, and nowhere else. */
async function holds(cage: Cage): Promise<boolean> {
  const base = realpathSync.native(mkdtempSync(join(tmpdir(), "clawtray-trial-")));
  const inside = mkdtempSync(join(base, "inside-"));
  const outside = mkdtempSync(join(base, "outside-"));
  try {
    const code = await runIn(
      cage,
      inside,
      `echo > ${shellQuoted(inside)}/in; echo > ${shellQuoted(outside)}/out; exit 7`,
    );
    return code === 7 && readdirSync(inside).length === 1 && readdirSync(outside).length === 0;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Links resolved, as the system will; a folder that does not exist yet keeps its name. */
function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** The places as the system knows them. */
export const realPlaces = ({ home, state }: CagePlaces): CagePlaces => ({
  home: realOf(home),
  state: state === null ? null : realOf(state),
});

async function find(named: CagePlaces, platform: NodeJS.Platform): Promise<Cage | null> {
  const places = realPlaces(named);
  if (platform === "darwin") {
    const cage = ofSystem(SANDBOX_EXEC) ? createSeatbeltCage(places) : null;
    return cage !== null && (await holds(cage)) ? cage : null;
  }
  if (platform !== "linux") return null;
  const program = bubblewrapPaths.find(ofSystem);
  if (program === undefined) return null;
  for (const byDescriptor of [true, false]) {
    const cage = createBubblewrapCage({ program, places, byDescriptor });
    if (cage !== null && (await holds(cage))) return cage;
  }
  return null;
}

/**
 * Looks for a cage when first asked, and tests it: whether it holds a program on this computer, not whether it is
 * installed. One that works is kept; a missing one is looked for again after a minute.
 */
export function createCageFinder(places: CagePlaces, platform: NodeJS.Platform, now: () => number): FindCage {
  let looked: { readonly at: number; readonly cage: Promise<Cage | null> } | null = null;
  let works = false;
  return () => {
    if (looked === null || (!works && now() - looked.at >= LOOK_AGAIN_MS)) {
      const cage = find(places, platform).catch(() => null);
      looked = { at: now(), cage };
      void cage.then((found) => {
        works = found !== null;
      });
    }
    return looked.cage;
  };
}

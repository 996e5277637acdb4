import { readdirSync, readFileSync } from "node:fs";
import { runFile } from "../../environment/run-file.ts";
import { MARKER_VARIABLE } from "./child-environment.ts";
import { endWindowsTree, windowsTreeTools } from "./windows-tree.ts";

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly zombie: boolean;
  readonly marked: boolean;
}

function readLinuxProcess(pid: number, marker: string): ProcessEntry | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may contain anything, so the fields begin after the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    let marked = false;
    try {
      marked = readFileSync(`/proc/${pid}/environ`, "latin1")
        .split("\0")
        .includes(`${MARKER_VARIABLE}=${marker}`);
    } catch {
      // Somebody else's process.
    }
    const [state, parent, group, session] = fields;
    return {
      pid,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      zombie: state === "Z" || state === "X",
      marked,
    };
  } catch {
    return null;
  }
}

function linuxProcesses(marker: string): ProcessEntry[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readLinuxProcess(Number(name), marker))
    .filter((entry) => entry !== null);
}

async function output(file: string, words: readonly string[]): Promise<string> {
  const options = { timeout: 5000, maxBuffer: 64 * 1024 * 1024, windowsHide: true };
  return (await runFile(file, words, options)).stdout;
}

async function otherProcesses(marker: string): Promise<ProcessEntry[]> {
  const [list, environments] = await Promise.all([
    output("/bin/ps", ["-axo", "pid=,ppid=,pgid=,stat="]),
    output("/bin/ps", ["-axEwwo", "pid=,command="]),
  ]);
  const marked = new Set(
    environments
      .split("\n")
      .filter((line) => line.includes(`${MARKER_VARIABLE}=${marker}`))
      .map((line) => Number.parseInt(line, 10)),
  );
  return list.split("\n").flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    if (pid === undefined || state === undefined) return [];
    const number = Number(pid);
    return [
      {
        pid: number,
        parent: Number(parent),
        group: Number(group),
        session: Number(group),
        zombie: state.startsWith("Z"),
        marked: marked.has(number),
      },
    ];
  });
}

/** The living members of a tree: its group and session, their descendants, and whatever carries its mark. */
async function members(root: number, marker: string, platform: NodeJS.Platform): Promise<number[]> {
  const all = platform === "linux" ? linuxProcesses(marker) : await otherProcesses(marker);
  const found = new Set<number>([root]);
  for (const entry of all) {
    if (entry.group === root || entry.session === root || entry.marked) found.add(entry.pid);
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const entry of all) {
      if (!found.has(entry.pid) && found.has(entry.parent)) {
        found.add(entry.pid);
        grown = true;
      }
    }
  }
  const alive = new Set(all.filter((entry) => !entry.zombie).map((entry) => entry.pid));
  return [...found].filter((pid) => alive.has(pid) && pid !== process.pid && pid > 1);
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone already.
    }
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

const ASKED_ROUNDS = 20;
const FORCED_ROUNDS = 100;
const ROUND_MS = 25;

/**
 * Ends a program and everything it started: asked first, then, after half a second, forced, again and again while new
 * ones appear (for about 2.5 s at most). On POSIX the program must have been started as the leader of its own session.
 */
export async function endProcessTree(root: number, marker: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === "win32") {
    await endWindowsTree(root, windowsTreeTools);
    return;
  }
  signal(await members(root, marker, platform), "SIGTERM");
  for (let round = 0; round < ASKED_ROUNDS; round++) {
    if ((await members(root, marker, platform)).length === 0) return;
    await pause(ROUND_MS);
  }
  for (let round = 0; round < FORCED_ROUNDS; round++) {
    const left = await members(root, marker, platform);
    if (left.length === 0) return;
    // Stopped first, so that none of them can start another while the others are being ended.
    signal(left, "SIGSTOP");
    signal(left, "SIGKILL");
    await pause(ROUND_MS);
  }
}

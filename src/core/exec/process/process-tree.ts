import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markerVariable } from "./child-environment.ts";

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
        .includes(`${markerVariable}=${marker}`);
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

function output(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { timeout: 5000, maxBuffer: 64 * 1024 * 1024, windowsHide: true },
      (_error, stdout) => resolve(stdout),
    );
  });
}

async function otherProcesses(marker: string): Promise<ProcessEntry[]> {
  const [list, environments] = await Promise.all([
    output("/bin/ps", ["-axo", "pid=,ppid=,pgid=,stat="]),
    output("/bin/ps", ["-axEwwo", "pid=,command="]),
  ]);
  const marked = new Set(
    environments
      .split("\n")
      .filter((line) => line.includes(`${markerVariable}=${marker}`))
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

/** The living members of a tree: its group and session, what descends from them, and what carries its mark. */
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

const askedRounds = 20;
const forcedRounds = 100;
const roundMs = 25;

/**
 * Ends a program and everything that came from it: asked first, then, after half a second,
 * forced, again and again while new ones appear (for about 2.5 s at most). On POSIX the program
 * must have been started as leader of its own session.
 */
export async function endProcessTree(root: number, marker: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === "win32") {
    const system = process.env.SystemRoot ?? "C:\\Windows";
    await output(join(system, "System32", "taskkill.exe"), ["/PID", String(root), "/T", "/F"]);
    // It may be missing, forbidden or too slow; then what was started itself is ended at least.
    signal([root], "SIGKILL");
    return;
  }
  signal(await members(root, marker, platform), "SIGTERM");
  for (let round = 0; round < askedRounds; round++) {
    if ((await members(root, marker, platform)).length === 0) return;
    await pause(roundMs);
  }
  for (let round = 0; round < forcedRounds; round++) {
    const left = await members(root, marker, platform);
    if (left.length === 0) return;
    // Stopped first, so that none of them can start another while the others end.
    signal(left, "SIGSTOP");
    signal(left, "SIGKILL");
    await pause(roundMs);
  }
}

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Every process below `root`, nearest first; empty when the system cannot say. */
export function descendantsOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of parentage()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const found: number[] = [];
  const queue = [root];
  for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
    for (const child of children.get(pid) ?? []) {
      found.push(child);
      queue.push(child);
    }
  }
  return found;
}

/** Pairs of process id and parent process id. */
function parentage(): [number, number][] {
  if (process.platform === "linux") return readdirSync("/proc").flatMap(parentFromProc);
  if (process.platform === "win32") return [];
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]): [number, number][] =>
      pid !== undefined && parent !== undefined ? [[pid, parent]] : [],
    );
}

function parentFromProc(entry: string): [number, number][] {
  if (!/^\d+$/.test(entry)) return [];
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
    // The command name may contain spaces and brackets; the fields after its last bracket are plain.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    return [[Number(entry), parent]];
  } catch {
    return []; // It ended while we were looking.
  }
}

/** Ends processes at once; those that are already gone do not matter. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      if (process.platform === "win32") execFileSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
      else process.kill(pid, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
}

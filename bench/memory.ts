import { readFileSync } from "node:fs";
import { descendantsOf } from "../scripts/gateway/descendants.ts";
import { pause } from "../scripts/gateway/wait.ts";

/** Resident memory of a process and everything below it, bytes. */
export interface Memory {
  /** Pages counted in full in every process that maps them. */
  readonly resident: number;
  /** Shared pages counted once, divided among the processes that share them. */
  readonly proportional: number;
  readonly processes: number;
}

/** Waits until the memory of the tree has stayed within one percent for five seconds (a minute at most), and reads it. */
export async function idleMemory(pid: number): Promise<Memory> {
  const steadySeconds = 5;
  let recent: number[] = [];
  for (let second = 0; second < 60; second++) {
    recent = [...recent, memoryOf(pid).resident].slice(-steadySeconds);
    const spread = Math.max(...recent) - Math.min(...recent);
    if (recent.length === steadySeconds && spread <= 0.01 * Math.max(...recent)) break;
    await pause(1_000);
  }
  return memoryOf(pid);
}

function memoryOf(pid: number): Memory {
  const pids = [pid, ...descendantsOf(pid)];
  const rollups = pids.map((each) => readFileSync(`/proc/${each}/smaps_rollup`, "utf8"));
  const sum = (field: string) => {
    const pattern = new RegExp(`^${field}:\\s+(\\d+) kB`, "m");
    return rollups.reduce((total, text) => total + Number(pattern.exec(text)?.[1] ?? 0) * 1024, 0);
  };
  return { resident: sum("Rss"), proportional: sum("Pss"), processes: pids.length };
}

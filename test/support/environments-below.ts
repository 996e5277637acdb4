import { readdirSync, readFileSync } from "node:fs";

/** The variables, as they were at their start, of a process and of all that descend from it. */
export function environmentsBelow(root: number): readonly string[] {
  const parents = new Map<number, number>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // Ended meanwhile.
    }
  }
  const below = (pid: number): boolean => pid === root || (parents.has(pid) && below(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(below).flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/environ`, "latin1")];
    } catch {
      return [];
    }
  });
}

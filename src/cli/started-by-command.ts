import { readFileSync } from "node:fs";
import { markerVariable } from "../core/exec/process/child-environment.ts";

const deepest = 64;

/** The variables a process was started with, and who started it; null where they cannot be read. */
function startOf(pid: number): { readonly marked: boolean; readonly parent: number } | null {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    return { marked: variables.some((line) => line.startsWith(`${markerVariable}=`)), parent };
  } catch {
    return null;
  }
}

/**
 * Whether this program was started by a command that came through the gateway: by the mark every such
 * command is given, in our own variables or, where they were cleaned, in those of whoever started us.
 */
export function isStartedByCommand(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (environment[markerVariable] !== undefined) return true;
  if (platform !== "linux") return false;
  let pid = process.ppid;
  for (let depth = 0; depth < deepest && pid > 1; depth++) {
    const start = startOf(pid);
    if (start === null) return false;
    if (start.marked) return true;
    pid = start.parent;
  }
  return false;
}

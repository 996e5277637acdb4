import { readFileSync } from "node:fs";
import { MARKER_VARIABLE } from "../../core/exec/process/child-environment.ts";

/** Longer chains of parents are not followed. */
const DEEPEST = 64;

/** What Linux says about a process. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks after boot. */
  readonly start: number;
  /** `/proc/<pid>/cgroup`; empty when it cannot be read. A process does not leave its own without help. */
  readonly cgroup: string;
  /** It was started with the mark that every command from the gateway is given. */
  readonly marked: boolean;
}

const readOr = <Other>(path: string, other: Other): string | Other => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return other;
  }
};

function factsOf(pid: number): ProcessFacts | null {
  const stat = readOr(`/proc/${pid}/stat`, null);
  if (stat === null) return null;
  // The name in parentheses may hold anything, so the fields begin after the last one (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const marked = readOr(`/proc/${pid}/environ`, "")
    .split("\0")
    .some((line) => line.startsWith(`${MARKER_VARIABLE}=`));
  const cgroup = readOr(`/proc/${pid}/cgroup`, "");
  return { pid, parent: Number(fields[1]), start: Number(fields[19]), cgroup, marked };
}

/** A process and its ancestors, itself first, as far as they can be seen. */
function lineOf(pid: number): readonly ProcessFacts[] {
  const line: ProcessFacts[] = [];
  for (let next = pid; next > 0 && line.length < DEEPEST; ) {
    const facts = factsOf(next);
    if (facts === null) break;
    line.push(facts);
    next = facts.parent;
  }
  return line;
}

/**
 * Whether a process came from a command of the node, judged by both ancestries: the mark or the node is among its
 * ancestors; or, when whoever started it has ended, what is left of its ancestry was adopted (by the first process, or
 * by one in another control group), is in the node's control group, and began after the node. Pure.
 */
export function descendsFromNode(own: readonly ProcessFacts[], node: readonly ProcessFacts[]): boolean {
  if (own.some(({ marked }) => marked)) return true;
  const [self] = node;
  if (self === undefined) return false;
  if (own.some(({ pid }) => pid === self.pid)) return true;
  const shared = own.findIndex(({ pid }) => node.some((ancestor) => ancestor.pid === pid));
  const adopter = own[shared];
  const branch = own[shared - 1];
  if (adopter === undefined || branch === undefined) return false;
  const adopted = adopter.pid === 1 || adopter.cgroup !== branch.cgroup;
  return adopted && branch.cgroup !== "" && branch.cgroup === self.cgroup && branch.start >= self.start;
}

/**
 * Whether this program was started by a command that came through the gateway. Outside Linux, only the mark in our own
 * variables tells.
 */
export function isStartedByCommand(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  nodePid: number | null,
): boolean {
  if (environment[MARKER_VARIABLE] !== undefined) return true;
  if (platform !== "linux") return false;
  return descendsFromNode(lineOf(process.pid), nodePid === null ? [] : lineOf(nodePid));
}

import { readFileSync, readlinkSync } from "node:fs";

/**
 * Which process this is, so that another can tell later whether it is still alive; null where the system does not say.
 */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks after boot; Linux, `/proc/<pid>/stat`, field 22 (proc_pid_stat(5)). */
  readonly startTime: string | null;
  readonly boot: string | null;
  /** Process ids mean something only inside their namespace: a container has its own. */
  readonly namespace: string | null;
}

/** The mark of this process. */
export function ownMark(): ProcessMark {
  return {
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    boot: bootId(),
    namespace: namespaceId(),
  };
}

/**
 * Whether the process of a mark is alive: `unknown` when its id is in use and nothing tells whether it is the same
 * process. A process id alone proves nothing: in a container it is 1 every time.
 */
export function lifeOf(mark: ProcessMark): "alive" | "gone" | "unknown" {
  if (mark.boot !== null && bootId() !== null && mark.boot !== bootId()) return "gone";
  if (mark.namespace !== null && mark.namespace !== namespaceId()) return "unknown";
  if (!isAlive(mark.pid)) return "gone";
  const startTime = startTimeOf(mark.pid);
  if (mark.startTime === null || startTime === null) return "unknown";
  return mark.startTime === startTime ? "alive" : "gone";
}

/** Whether some process has this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function startTimeOf(pid: number): string | null {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is a name in parentheses that may hold anything; 20 fields after it is the start time.
    return status.slice(status.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function bootId(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

function namespaceId(): string | null {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

import { randomUUID } from "node:crypto";
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { failure, type Result, success } from "./result.ts";

/** How long another process is waited for, and how often it is looked, milliseconds. */
const patienceMs = 2_000;
const stepMs = 10;
/** What is done under the lock takes milliseconds; older than this, its holder is gone or its id is another's. */
const abandonedMs = 10_000;

/** Why the step was not taken: another process is at it, or the system's own code. */
export interface ExclusiveFailure {
  readonly detail: string;
}

/**
 * Takes a step that reads a file, decides and writes it, while no other process of this program
 * takes one on the same file. Synchronous, so nothing of this process happens in between either;
 * waits up to two seconds for others. The lock is a file beside it, removed afterwards; one left
 * by a process that died is taken over. `act` may throw; its error is passed on.
 */
export function exclusively<Value>(path: string, act: () => Value): Result<Value, ExclusiveFailure> {
  const lock = `${path}.lock`;
  const mark = `${process.pid} ${randomUUID()}`;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const code = create(lock, mark);
    if (code === null) break;
    // Windows answers EPERM or EACCES while the former lock is being removed.
    const taken = code === "EEXIST" || (process.platform === "win32" && /^E(PERM|ACCES)$/.test(code));
    if (!taken) return failure({ detail: code });
    if (performance.now() > deadline) return failure({ detail: "another process is changing it" });
    removeAbandoned(lock);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stepMs);
  }
  try {
    return success(act());
  } finally {
    if (textOf(lock) === mark) remove(lock);
  }
}

/** Null when it was made; else the system's code. */
function create(lock: string, mark: string): string | null {
  try {
    const handle = openSync(lock, "wx", 0o600);
    try {
      writeSync(handle, mark);
    } finally {
      closeSync(handle);
    }
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
}

/** Moved aside before it is removed: of several that find it abandoned one moves it. */
function removeAbandoned(lock: string): void {
  const mark = textOf(lock);
  if (mark === null || !isAbandoned(lock, mark)) return;
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
    // Between the look and the move another may have taken it over: that one keeps it.
    if (textOf(aside) !== mark) linkSync(aside, lock);
  } catch {
    // Somebody else was quicker.
  }
  remove(aside);
}

function isAbandoned(lock: string, mark: string): boolean {
  try {
    if (Date.now() - statSync(lock).mtimeMs > abandonedMs) return true;
  } catch {
    return false;
  }
  const pid = Number.parseInt(mark, 10);
  return Number.isInteger(pid) && pid > 0 && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already.
  }
}

import { randomUUID } from "node:crypto";
import { closeSync, linkSync, openSync, renameSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRecord } from "../../shared/record.ts";
import { type Result, success } from "../../shared/result.ts";
import { removeLeftDrafts } from "./drafts.ts";
import { makeFolder } from "./make-folder.ts";
import { codeOf, type FileFailure, fileFailure, refused } from "./problem.ts";
import { lifeOf, ownMark, type ProcessMark } from "./process-mark.ts";
import { readOwnFile } from "./read.ts";

/** How long to wait for other processes, and how often to look, milliseconds. */
const PATIENCE = 3_000;
const STEP = 10;
/**
 * What is done under a lock takes milliseconds. One that stays the same for this long, while nothing proves that its
 * holder is alive, is abandoned; measured by our own monotonic clock, milliseconds.
 */
const ABANDONED_AFTER = 1_000;

/** The last step of this process on each path: its own steps wait for each other here. */
const lastSteps = new Map<string, Promise<unknown>>();

/**
 * Runs a step that reads a file, decides and writes it, while nobody else, in this process or another of Clawtray's,
 * runs one on the same file. The lock is a file beside it that names its holder; waiting for it never blocks the
 * process. `act` may reject; its error is passed on.
 */
export async function withLock<Value>(
  path: string,
  act: () => Promise<Value> | Value,
): Promise<Result<Value, FileFailure>> {
  const before = lastSteps.get(path) ?? Promise.resolve();
  const step = before.then(() => locked(path, act));
  const ended = step.catch(() => {});
  lastSteps.set(path, ended);
  try {
    return await step;
  } finally {
    if (lastSteps.get(path) === ended) lastSteps.delete(path);
  }
}

async function locked<Value>(
  path: string,
  act: () => Promise<Value> | Value,
): Promise<Result<Value, FileFailure>> {
  const lock = `${path}.lock`;
  const text = JSON.stringify({ ...ownMark(), mark: randomUUID() });
  const acquired = await acquire(path, lock, text);
  if (!acquired.ok) return acquired;
  try {
    return success(await act());
  } finally {
    if (textOf(lock) === text) remove(lock);
  }
}

async function acquire(path: string, lock: string, text: string): Promise<Result<void, FileFailure>> {
  const deadline = performance.now() + PATIENCE;
  const seen = { text: null as string | null, since: 0 };
  removeLeftDrafts(lock);
  for (;;) {
    const code = create(lock, text);
    if (code === null) return success(undefined);
    // Windows answers EPERM or EACCES while the previous lock is being removed.
    const taken = code === "EEXIST" || (process.platform === "win32" && /^E(PERM|ACCES)$/.test(code));
    if (!taken) return fileFailure(path, { code });
    const now = performance.now();
    const read = readOwnFile(lock);
    // A link, a folder or somebody else's file in the lock's place is not a lock, and stays until a person removes it.
    if (!read.ok && read.failure.problem !== "not-permitted") return read;
    const holder = read.ok ? read.value : null;
    if (holder !== seen.text) Object.assign(seen, { text: holder, since: now });
    if (holder !== null && isAbandoned(holder, now - seen.since)) takeAway(lock, holder);
    else if (now > deadline) return refused("being-changed", path, holderOf(holder));
    else await delay(STEP);
  }
}

/** A name under which whoever comes next removes it, should this process be killed before it does. */
const besideLock = (lock: string): string =>
  `${lock}.tmp-${process.pid}-${randomUUID().replaceAll("-", "").slice(0, 12)}`;

/**
 * Null when it was created; otherwise the system's code. The text is complete before the lock has its name, so that a
 * process killed on the way leaves no lock without a holder's name.
 */
function create(lock: string, text: string): string | null {
  const draft = besideLock(lock);
  try {
    makeFolder(dirname(lock));
    writeFileSync(draft, text, { flag: "wx", mode: 0o600 });
    linkSync(draft, lock);
    return null;
  } catch (error) {
    const code = codeOf(error);
    return isWithoutLinks(code) && textOf(draft) !== null ? createInPlace(lock, text) : code;
  } finally {
    remove(draft);
  }
}

/** FAT and some network file systems have no hard links. A lock left empty there is abandoned like any other. */
const isWithoutLinks = (code: string): boolean =>
  ["EPERM", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "EMLINK", "EXDEV"].includes(code);

function createInPlace(lock: string, text: string): string | null {
  try {
    const handle = openSync(lock, "wx", 0o600);
    try {
      writeSync(handle, text);
    } finally {
      closeSync(handle);
    }
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

function isAbandoned(text: string, unchangedFor: number): boolean {
  const holder = markOf(text);
  const life = holder === null ? "unknown" : lifeOf(holder);
  if (life === "gone") return true;
  return life === "unknown" && unchangedFor >= ABANDONED_AFTER;
}

/** Earlier versions wrote the process id and a random word. */
function markOf(text: string): ProcessMark | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value.pid !== "number") return null;
    const word = (name: string): string | null => {
      const found = value[name];
      return typeof found === "string" ? found : null;
    };
    return {
      pid: value.pid,
      startTime: word("startTime"),
      boot: word("boot"),
      namespace: word("namespace"),
    };
  } catch {
    return null;
  }
}

const holderOf = (text: string | null): string => String(markOf(text ?? "")?.pid ?? "unknown");

/** Moved aside before it is removed: of several that find it abandoned, only one moves it. */
function takeAway(lock: string, text: string): void {
  const aside = besideLock(lock);
  try {
    renameSync(lock, aside);
    // Between the look and the move another may have taken it over: that one keeps it.
    if (textOf(aside) !== text) linkSync(aside, lock);
  } catch {
    // Somebody else was quicker.
  }
  remove(aside);
}

/** Null when it is gone, or is not one of our files. */
function textOf(path: string): string | null {
  const read = readOwnFile(path);
  return read.ok ? read.value : null;
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already.
  }
}

import { renameSync } from "node:fs";
import { rename } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "./problem.ts";

/** How long a virus scanner, a search index or an editor may keep a file open, milliseconds. */
const PATIENCE = 1_000;

/** A sharing violation is EBUSY or EPERM, depending on the call; EACCES comes where a file is about to be deleted. */
const windowsCodes: readonly string[] = ["EBUSY", "EPERM", "EACCES"];

/**
 * Does something to a file; rejects with the system's error. On Windows a file that another program has open for a
 * moment answers EPERM, EACCES or EBUSY: tried again for a second.
 */
export async function withRetry<Value>(
  act: () => Promise<Value>,
  platform: string = process.platform,
): Promise<Value> {
  const pauses = pausesFor(platform);
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const pause = pauses(error);
      if (pause === null) throw error;
      await delay(pause);
    }
  }
}

/** Like `withRetry`, for what cannot wait any other way: the process stands still meanwhile, on Windows only. */
export function withRetrySync<Value>(
  act: () => Value,
  platform: string = process.platform,
  passingCodes: readonly string[] = windowsCodes,
): Value {
  const pauses = pausesFor(platform, passingCodes);
  const still = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      return act();
    } catch (error) {
      const pause = platform === "win32" ? pauses(error) : null;
      if (pause === null) throw error;
      Atomics.wait(still, 0, 0, pause);
    }
  }
}

/** How long to wait after an error, milliseconds; null when waiting does not help, or no longer does. */
function pausesFor(
  platform: string,
  passingCodes: readonly string[] = windowsCodes,
): (error: unknown) => number | null {
  const deadline = performance.now() + PATIENCE;
  let next = 5;
  return (error) => {
    const code = codeOf(error);
    const passing = code === "EBUSY" || (platform === "win32" && passingCodes.includes(code));
    if (!passing || performance.now() >= deadline) return null;
    const pause = next;
    next = Math.min(next * 2, 100);
    return pause;
  };
}

/** Renames, with `withRetry`; rejects with the system's error. */
export const renameWithRetry = (
  from: string,
  to: string,
  act: (from: string, to: string) => Promise<void> = rename,
  platform: string = process.platform,
): Promise<void> => withRetry(() => act(from, to), platform);

/** Renames, with `withRetrySync`; throws the system's error. */
export const renameWithRetrySync = (from: string, to: string): void =>
  withRetrySync(() => renameSync(from, to));

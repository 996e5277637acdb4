import { rename } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "./problem.ts";

/** How long a virus scanner or an editor may keep a file open, milliseconds. */
const patience = 1_000;

/**
 * Renames; rejects with the system's error. On Windows a file that another program has open for a
 * moment answers EPERM, EACCES or EBUSY: tried again for a second.
 */
export async function renameWithRetry(
  from: string,
  to: string,
  act: (from: string, to: string) => Promise<void> = rename,
  platform: string = process.platform,
): Promise<void> {
  const deadline = performance.now() + patience;
  for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
    try {
      return await act(from, to);
    } catch (error) {
      const passing = codeOf(error) === "EBUSY" || (platform === "win32" && isSharing(codeOf(error)));
      if (!passing || performance.now() >= deadline) throw error;
    }
    await delay(pause);
  }
}

const isSharing = (code: string): boolean => code === "EPERM" || code === "EACCES";

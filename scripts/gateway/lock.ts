import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { undoAtExit } from "./cleanup.ts";
import { waitFor } from "./wait.ts";

const longestWaitMs = 15 * 60_000;

/** Runs `work` while no other process on this machine runs it under the same lock file; waits for its turn. */
export async function withLock(
  file: string,
  report: (line: string) => void,
  work: () => Promise<void>,
): Promise<void> {
  let toldWhy = false;
  await waitFor(
    `the lock ${file}`,
    () => {
      if (take(file)) return true;
      const holder = holderOf(file);
      if (holder === null) rmSync(file, { force: true });
      else if (!toldWhy) {
        toldWhy = true;
        report(`process ${holder} is fetching the same thing; waiting for it`);
      }
      return null;
    },
    { timeoutMs: longestWaitMs, everyMs: 300 },
  );
  const release = () => rmSync(file, { force: true });
  const forget = undoAtExit({ undo: async () => release(), remnant: { kind: "path", path: file } });
  try {
    await work();
  } finally {
    release();
    forget();
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** The living process that holds the lock; null when its holder is gone. */
function holderOf(file: string): number | null {
  try {
    const holder = Number(readFileSync(file, "utf8"));
    if (!Number.isInteger(holder) || holder <= 0) return null;
    process.kill(holder, 0);
    return holder;
  } catch (error) {
    // Somebody else's process, but alive all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM" ? -1 : null;
  }
}

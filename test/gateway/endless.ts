import { existsSync, readFileSync } from "node:fs";
import { waitFor } from "../../scripts/gateway/wait.ts";

/** Shell text that runs with a child until it is ended, and writes down the numbers of both processes. */
export const endless = (pidFile: string): string => `sleep 600 & echo $$ $! > '${pidFile}'; wait`;

/** Both numbers, once they are written. */
export function pidsIn(pidFile: string): number[] | null {
  const found = existsSync(pidFile) ? readFileSync(pidFile, "utf8").trim().split(" ").map(Number) : [];
  return found.length === 2 ? found : null;
}

/** Resolves when none of these processes is left; rejects after ten seconds. */
export async function areGone(pids: readonly number[]): Promise<void> {
  const isGone = (pid: number) => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  await waitFor("both to be gone", () => (pids.every(isGone) ? true : null), { timeoutMs: 10_000 });
}

import { powerMonitor } from "electron";

/** Whether somebody could see that something is captured. */
export interface LockWatch {
  isLocked(): boolean;
  /** Works under a signal that is also aborted, with `reason`, when the computer is locked or goes to sleep. */
  unlocked<Value>(wanted: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
}

/** Longer than any computer idles, s: beyond it, only a locked one is not "active". */
const FOREVER = 2_147_483;
/** How often Linux is asked while something is captured, ms. */
const LOOK = 1_000;

/**
 * macOS and Windows report locking. Linux is polled while something is captured, if its desktop answers; otherwise it
 * counts as not locked.
 */
export function watchLock(reason: unknown): LockWatch {
  let told = false;
  const ending = new Set<() => void>();
  const lock = () => {
    for (const end of [...ending]) end();
  };
  const isLocked = () => told || powerMonitor.getSystemIdleState(FOREVER) === "locked";
  powerMonitor.on("lock-screen", () => {
    told = true;
    lock();
  });
  powerMonitor.on("unlock-screen", () => {
    told = false;
  });
  powerMonitor.on("suspend", lock);
  return {
    isLocked,
    async unlocked(wanted, work) {
      const locked = new AbortController();
      const end = () => locked.abort(reason);
      const timer = setInterval(() => {
        if (isLocked()) end();
      }, LOOK);
      ending.add(end);
      try {
        return await work(AbortSignal.any([wanted, locked.signal]));
      } finally {
        clearInterval(timer);
        ending.delete(end);
      }
    },
  };
}

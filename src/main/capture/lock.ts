import { powerMonitor } from "electron";

/** Whether somebody could see that something is captured. */
export interface LockWatch {
  isLocked(): boolean;
  /** Aborted when the computer is locked or goes to sleep; a fresh one after that. */
  signal(): AbortSignal;
}

/** Longer than any computer idles, s: then only a locked one is not "active". */
const FOREVER = 2_147_483;

/**
 * macOS and Windows tell of locking; Linux is asked, where its desktop answers, and is otherwise
 * taken as not locked.
 */
export function watchLock(reason: unknown): LockWatch {
  let told = false;
  let controller = new AbortController();
  const lock = () => {
    controller.abort(reason);
    controller = new AbortController();
  };
  powerMonitor.on("lock-screen", () => {
    told = true;
    lock();
  });
  powerMonitor.on("unlock-screen", () => {
    told = false;
  });
  powerMonitor.on("suspend", lock);
  return {
    isLocked: () => told || powerMonitor.getSystemIdleState(FOREVER) === "locked",
    signal: () => controller.signal,
  };
}

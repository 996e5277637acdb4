import type { Clock } from "../clock.ts";

/** A timer this late means that we slept, not the gateway: what waits in the socket is read first. */
const LATE_MS = 1_000;

export interface Watchdog {
  /** Something arrived. */
  heard(): void;
  stop(): void;
}

/**
 * Calls back once when nothing was heard for `limitMs`. Cheap while frames flow: one timer, looked at only
 * when it fires. After the machine slept there is one more second, for what may already lie in the socket.
 */
export function watchSilence(clock: Clock, limitMs: number, onSilence: () => void): Watchdog {
  let lastHeard = clock.now();
  let due = 0;
  let secondChance = false;
  let cancel = () => {};
  const look = () => {
    const now = clock.now();
    const silentMs = now - lastHeard;
    if (silentMs < limitMs) {
      // Also where the clock was set back.
      if (silentMs < 0) lastHeard = now;
      secondChance = false;
      arm(limitMs - Math.max(silentMs, 0));
    } else if (now - due > LATE_MS && !secondChance) {
      secondChance = true;
      arm(LATE_MS);
    } else {
      onSilence();
    }
  };
  const arm = (delayMs: number) => {
    due = clock.now() + delayMs;
    cancel = clock.after(delayMs, look);
  };
  arm(limitMs);
  return {
    heard() {
      lastHeard = clock.now();
    },
    stop() {
      cancel();
    },
  };
}

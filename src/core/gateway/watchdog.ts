import type { Clock } from "../time/clock.ts";

/** A timer this late means that we were held up, not the gateway: what is waiting in the socket is read first. */
const LATE_MS = 1_000;

export interface Watchdog {
  /** Something arrived. */
  heard(): void;
  /** When something last arrived, on the monotonic clock. */
  lastHeard(): number;
  stop(): void;
}

/**
 * Calls back once when nothing was heard for `limitMs`, whatever is done to the wall clock. Cheap while frames flow:
 * one timer, checked only when it fires. After a time in which we could not read there is one more second, for what may
 * already be in the socket.
 */
export function watchSilence(clock: Clock, limitMs: number, onSilence: () => void): Watchdog {
  let lastHeard = clock.monotonic();
  let due = 0;
  let secondChance = false;
  let cancel = () => {};
  const look = () => {
    const now = clock.monotonic();
    const silentMs = now - lastHeard;
    if (silentMs < limitMs) {
      secondChance = false;
      arm(limitMs - silentMs);
    } else if (now - due > LATE_MS && !secondChance) {
      secondChance = true;
      arm(LATE_MS);
    } else {
      onSilence();
    }
  };
  const arm = (delayMs: number) => {
    due = clock.monotonic() + delayMs;
    cancel = clock.after(delayMs, look);
  };
  arm(limitMs);
  return {
    heard() {
      lastHeard = clock.monotonic();
    },
    lastHeard: () => lastHeard,
    stop() {
      cancel();
    },
  };
}

import type { Clock } from "../../core/time/clock.ts";

/** How long what may wait is kept, ms: nobody sees it sooner, and an agent's calls follow one another faster. */
const LATER_MS = 100;

/** Tells of changes: of one at once, of what may wait together with whatever else has changed by then. */
export interface TellLater {
  /** Tells now, of what was waiting as well. */
  now(): void;
  /** Tells within a tenth of a second, once for all of it. */
  later(): void;
  /** What is waiting is not told any more. */
  stop(): void;
}

/** `tell` reads what it tells when it is called; it is never called within `later`. */
export function createTellLater(clock: Pick<Clock, "after">, tell: () => void): TellLater {
  let cancel: (() => void) | null = null;
  const stop = () => {
    cancel?.();
    cancel = null;
  };
  const now = () => {
    stop();
    tell();
  };
  return {
    now,
    later() {
      cancel ??= clock.after(LATER_MS, now);
    },
    stop,
  };
}

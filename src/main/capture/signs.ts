import type { Clock } from "../../core/time/clock.ts";
import type { CaptureSign } from "../../shared/bridge.ts";

/** What is being captured right now, for the person at this computer. */
export interface CaptureSigns {
  /** Each at most once, in a stable order. */
  now(): readonly CaptureSign[];
  subscribe(listener: () => void): () => void;
  /** The sign is shown while the work lasts, however it ends, and for a second at least. */
  during<Value>(sign: CaptureSign, work: () => Promise<Value>): Promise<Value>;
}

/** How long a person needs to see that a sign was there, ms. */
export const SIGN_MS = 1_000;

/** None is up. */
export function createCaptureSigns(clock: Pick<Clock, "after">): CaptureSigns {
  const running: Record<CaptureSign, number> = { camera: 0, screen: 0 };
  const listeners = new Set<() => void>();
  const change = (sign: CaptureSign, by: 1 | -1) => {
    running[sign] += by;
    for (const listener of [...listeners]) listener();
  };
  return {
    now: () => (["camera", "screen"] as const).filter((sign) => running[sign] > 0),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async during(sign, work) {
      change(sign, 1);
      let isOver = false;
      let wasSeen = false;
      clock.after(SIGN_MS, () => {
        wasSeen = true;
        if (isOver) change(sign, -1);
      });
      try {
        return await work();
      } finally {
        isOver = true;
        if (wasSeen) change(sign, -1);
      }
    },
  };
}

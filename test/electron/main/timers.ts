import { answerHost } from "./channel.ts";

/**
 * The timers of the app's process that are too long to wait for. The test may have them ring before their time, as
 * though nothing had happened until then; the clocks stay as they are.
 */

/** Shorter ones are the app's own business, ms. */
const LONG = 60_000;
const waiting = new Map<unknown, { readonly ms: number; readonly ring: () => void }>();

/** Call before the app is loaded. */
export function watchLongTimers(): void {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const watched = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const timer = set(() => {
      waiting.delete(timer);
      callback(...args);
    }, ms);
    if (ms >= LONG) waiting.set(timer, { ms, ring: () => callback(...args) });
    return timer;
  };
  // With what `node:util` finds there.
  Object.defineProperties(watched, Object.getOwnPropertyDescriptors(set));
  globalThis.setTimeout = watched as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    waiting.delete(timer);
    clear(timer);
  };
  answerHost("timers.ring", (ms: number): number => {
    const due = [...waiting].filter(([, timer]) => timer.ms === ms);
    for (const [timer, { ring }] of due) {
      globalThis.clearTimeout(timer as NodeJS.Timeout);
      ring();
    }
    return due.length;
  });
}

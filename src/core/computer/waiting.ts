import type { Clock } from "../time/clock.ts";

/** A promise as long as it is wanted: rejects with the signal's reason, or, given a bound, with what is late. */
export function raced<Value>(
  work: Promise<Value>,
  signal: AbortSignal,
  bound?: { readonly clock: Clock; readonly ms: number; readonly late: () => Error },
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stop();
      signal.removeEventListener("abort", abort);
      settle();
    };
    const abort = () => end(() => reject(signal.reason));
    const stop = bound?.clock.after(bound.ms, () => end(() => reject(bound.late()))) ?? (() => {});
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error)),
    );
  });
}

/** Waits, or until the signal is aborted; never rejects. */
export function waitOn(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stop();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const stop = clock.after(ms, end);
    if (signal.aborted) return end();
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Lets a limited number in at once, in order of arrival. */
export interface Semaphore {
  /** Resolves with the function that releases it again; null when too many are waiting or the signal was aborted. */
  acquire(signal: AbortSignal): Promise<(() => void) | null>;
}

export function createSemaphore(permits: number, maxWaiting: number): Semaphore {
  let free = permits;
  const waiting = new Set<() => void>();

  const release = () => {
    const [next] = waiting;
    if (next === undefined) free++;
    else next();
  };
  const once = () => {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      release();
    };
  };

  return {
    acquire(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (free > 0) {
        free--;
        return Promise.resolve(once());
      }
      if (waiting.size >= maxWaiting) return Promise.resolve(null);
      return new Promise((resolve) => {
        const begin = () => {
          waiting.delete(begin);
          signal.removeEventListener("abort", leave);
          resolve(once());
        };
        const leave = () => {
          waiting.delete(begin);
          resolve(null);
        };
        waiting.add(begin);
        signal.addEventListener("abort", leave, { once: true });
      });
    },
  };
}

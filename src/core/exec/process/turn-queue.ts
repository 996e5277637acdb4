/** Hands out a limited number of turns in the order they were asked for. */
export interface TurnQueue {
  /** Resolves with a function that gives the turn back; null when too many wait or the signal was aborted. */
  take(signal: AbortSignal): Promise<(() => void) | null>;
}

export function createTurnQueue(turns: number, longest: number): TurnQueue {
  let free = turns;
  const waiting = new Set<() => void>();

  const giveBack = () => {
    const [next] = waiting;
    if (next === undefined) free++;
    else next();
  };
  const once = () => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      giveBack();
    };
  };

  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (free > 0) {
        free--;
        return Promise.resolve(once());
      }
      if (waiting.size >= longest) return Promise.resolve(null);
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

import type { Clock } from "../../src/core/time/clock.ts";

interface Alarm {
  readonly due: number;
  readonly callback: () => void;
}

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #alarms = new Set<Alarm>();

  /** How far the wall clock was set away from the true time, ms. */
  #step = 0;

  now(): number {
    return this.#now + this.#step;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Somebody sets the wall clock; nothing rings for that. */
  setBy(ms: number): void {
    this.#step += ms;
  }

  after(delayMs: number, callback: () => void): () => void {
    const alarm = { due: this.#now + delayMs, callback };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Every alarm rings at its time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.due);
      this.#alarms.delete(next);
      next.callback();
    }
    this.#now = end;
  }

  /** The machine sleeps: time jumps, and what was due rings late, once. */
  sleepThrough(ms: number): void {
    this.#now += ms;
    this.advance(0);
  }

  #next(end: number): Alarm | undefined {
    return [...this.#alarms].filter((alarm) => alarm.due <= end).sort((a, b) => a.due - b.due)[0];
  }
}

/** Real time, but faster: a minute of the node's patience passes in 60 000 / `factor` ms. */
export function fastClock(factor: number): Clock {
  const begin = Date.now();
  return {
    now: () => begin + (Date.now() - begin) * factor,
    monotonic: () => (Date.now() - begin) * factor,
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs / factor);
      return () => clearTimeout(timer);
    },
  };
}

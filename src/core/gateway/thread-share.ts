import { performance } from "node:perf_hooks";
import { type Clock, systemClock } from "../time/clock.ts";

/** The part of the thread that one connection may use while another one has something to do. */
const PART = 0.15;
/** How long is measured before somebody is held, ms. */
const PERIOD = 5;
/** For how long a connection counts as having something to do after it was last heard of, ms. */
const RECENT = 500;
/** Nobody is held longer, ms: the gateway's own signs of life have to be heard. */
const LONGEST_HOLD = 2_000;

/** What a connection may use of the thread that it shares with the others of this process. */
export interface ThreadShare {
  /** Does this at once, and counts its time. */
  spend<Value>(work: () => Value): Value;
  /** True while this connection has had its part, and others are to be heard. */
  isHeld(): boolean;
  /** Calls back once when it is held no longer; only while it is held. */
  onceFree(callback: () => void): void;
  /** There is more to do than is done now: whoever does one thing after the other is never held. */
  hasMore(): void;
  /** True when another connection had something to do lately. */
  hasCompany(): boolean;
}

/** That of a connection which shares with nobody. */
export const wholeThread: ThreadShare = {
  spend: (work) => work(),
  isHeld: () => false,
  onceFree: (callback) => callback(),
  hasMore() {},
  hasCompany: () => false,
};

/**
 * Divides the thread among the connections of a process. What a connection's frames cost at once is measured; what they
 * set off later (promises, timers, the collection of garbage) is not known by connection, so the whole time in which
 * the event loop was busy is put down to the connections by what each cost at once. One that had more to do than was
 * done, and used more than its part while another had something to do, is held until it is down to its part again: its
 * socket is not read, so a flood waits at the gateway that sends it. Alone, a connection is never held.
 */
export class ThreadShares {
  readonly #clock: Clock;
  readonly #busyMs: () => number;
  readonly #recent = new Set<Account>();
  #period: { readonly began: number; readonly busy: number } | null = null;
  #isSpending = false;

  /** `busyMs`: for how long the event loop has been busy so far, ms. */
  constructor(clock: Clock, busyMs: () => number) {
    this.#clock = clock;
    this.#busyMs = busyMs;
  }

  /** For a connection, whichever sessions it has. */
  join(): ThreadShare {
    return new Account({
      clock: this.#clock,
      spend: (account, work) => this.#spend(account, work),
      hasCompany: (account) => this.#hasCompany(account),
    });
  }

  #spend<Value>(account: Account, work: () => Value): Value {
    // Work within work is counted with it.
    if (this.#isSpending) return work();
    const began = this.#clock.monotonic();
    this.#recent.add(account);
    account.heardAt = began;
    this.#measure(began);
    this.#isSpending = true;
    try {
      return work();
    } finally {
      this.#isSpending = false;
      const took = this.#clock.monotonic() - began;
      account.spent += took;
      if (took >= PERIOD) account.hasMore();
    }
  }

  #hasCompany(account: Account): boolean {
    const since = this.#clock.monotonic() - RECENT;
    for (const other of this.#recent) if (other !== account && other.heardAt >= since) return true;
    return false;
  }

  /** A process with one connection measures nothing. */
  #measure(now: number): void {
    if (this.#period !== null || this.#recent.size < 2) return;
    this.#period = { began: now, busy: this.#busyMs() };
    this.#clock.after(PERIOD, () => this.#settle());
  }

  #settle(): void {
    const period = this.#period;
    if (period === null) return;
    this.#period = null;
    const now = this.#clock.monotonic();
    const took = now - period.began;
    const busy = this.#busyMs() - period.busy;
    const accounts = [...this.#recent];
    const total = accounts.reduce((sum, { spent }) => sum + spent, 0);
    for (const account of accounts) {
      const used = total === 0 ? 0 : (busy * account.spent) / total;
      const greedy = account.greedy;
      account.startPeriod();
      if (greedy && used > took * PART && this.#hasCompany(account))
        account.hold(Math.min(LONGEST_HOLD, used / PART - took));
      if (account.heardAt < now - RECENT) this.#recent.delete(account);
    }
  }
}

interface Ledger {
  readonly clock: Clock;
  readonly hasCompany: (account: Account) => boolean;
  spend<Value>(account: Account, work: () => Value): Value;
}

class Account implements ThreadShare {
  /** Since the period began, ms. */
  spent = 0;
  heardAt = 0;
  /** Whether there was more to do than was done, since the period began. */
  greedy = false;
  readonly #ledger: Ledger;
  #held = false;
  #waiting: (() => void)[] = [];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  spend<Value>(work: () => Value): Value {
    return this.#ledger.spend(this, work);
  }

  isHeld(): boolean {
    return this.#held;
  }

  onceFree(callback: () => void): void {
    if (this.#held) this.#waiting.push(callback);
    else callback();
  }

  hasMore(): void {
    this.greedy = true;
  }

  startPeriod(): void {
    this.spent = 0;
    this.greedy = false;
  }

  hasCompany(): boolean {
    return this.#ledger.hasCompany(this);
  }

  hold(ms: number): void {
    if (this.#held || ms < 1) return;
    this.#held = true;
    this.#ledger.clock.after(ms, () => {
      this.#held = false;
      for (const callback of this.#waiting.splice(0)) callback();
    });
  }
}

/**
 * How long a process has been busy, ms: what its event loop says, or its processor time where that says nothing. The loop
 * of Electron's main process is Chromium's, and Node's figures of it are zeros (measured, Electron 25.1.1).
 */
export const busyMs = (loopActive: number, { user, system }: NodeJS.CpuUsage): number =>
  loopActive > 0 ? loopActive : (user + system) / 1_000;

/** Those of this process. */
export const threadShares = new ThreadShares(systemClock, () =>
  busyMs(performance.eventLoopUtilization().active, process.cpuUsage()),
);

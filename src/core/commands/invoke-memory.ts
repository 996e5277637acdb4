import type { Clock } from "../clock.ts";
import type { InvokeRequest } from "./invoke-frames.ts";

/** How an invoke ended, as its caller is told. */
export type InvokeOutcome =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/** A result that was ready, and that no gateway has taken yet. */
export interface UndeliveredResult {
  readonly id: string;
  readonly command: string;
  /** When it was ready, milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: InvokeOutcome;
}

/**
 * What outlives a connection: which keys have run, and which results nobody took. Belongs to one
 * gateway. A gateway that sends an invoke again under the same `idempotencyKey` (its caller tried again, or
 * the line was cut) gets the same answer, and nothing runs twice.
 */
export interface InvokeMemory {
  /** Null for the first time; otherwise the outcome of that first time, now or when it ends. */
  repeated(request: InvokeRequest): Promise<InvokeOutcome> | null;
  /** The outcome of the first time; what did not begin is forgotten with null. */
  settle(request: InvokeRequest, outcome: InvokeOutcome | null): void;
  /** A result that could not be delivered; the oldest are given up where too many wait. */
  keep(result: UndeliveredResult): void;
  /** Every result that waits; they are the caller's now. */
  takeUndelivered(): readonly UndeliveredResult[];
  /** Another gateway: nothing of this belongs to it. */
  forget(): void;
}

/** As long as a gateway's caller is likely to try again, ms. */
const REMEMBERED = 10 * 60_000;
const MOST_KEYS = 512;
const MOST_RESULTS = 64;
/** Of all results together, characters of JSON. */
const MOST_KEPT = 8 * 1024 * 1024;

interface Known {
  readonly since: number;
  readonly outcome: Promise<InvokeOutcome>;
  readonly resolve: (outcome: InvokeOutcome) => void;
  running: boolean;
  size: number;
}

const notKept: InvokeOutcome = {
  ok: false,
  error: {
    code: "UNAVAILABLE",
    message: "this ran before under the same key; its result is too large to be kept",
  },
};

export function createInvokeMemory(clock: Clock, onLost: (result: UndeliveredResult) => void): InvokeMemory {
  let known = new Map<string, Known>();
  let results: { readonly result: UndeliveredResult; readonly size: number }[] = [];

  /** The oldest go first, and never what still runs. */
  function tidy(): void {
    let size = [...known.values()].reduce((sum, entry) => sum + entry.size, 0);
    for (const [key, entry] of known) {
      const old = clock.monotonic() - entry.since > REMEMBERED;
      if (entry.running || !(old || known.size > MOST_KEYS || size > MOST_KEPT)) continue;
      size -= entry.size;
      known.delete(key);
    }
  }

  return {
    repeated(request) {
      const key = keyOf(request);
      if (key === null) return null;
      tidy();
      const before = known.get(key);
      if (before !== undefined) return before.outcome;
      let resolve: (outcome: InvokeOutcome) => void = () => {};
      const outcome = new Promise<InvokeOutcome>((settle) => {
        resolve = settle;
      });
      known.set(key, { since: clock.monotonic(), outcome, resolve, running: true, size: 0 });
      return null;
    },
    settle(request, outcome) {
      const key = keyOf(request);
      const entry = key === null ? undefined : known.get(key);
      if (key === null || entry === undefined || !entry.running) return;
      entry.running = false;
      if (outcome === null) {
        known.delete(key);
        entry.resolve(notBegun);
        return;
      }
      const size = sizeOf(outcome);
      // Whoever waits gets all of it; what is kept for later is bounded.
      entry.resolve(outcome);
      entry.size = size;
      if (size > MOST_KEPT / 2) known.set(key, { ...entry, outcome: Promise.resolve(notKept), size: 0 });
      tidy();
    },
    keep(result) {
      results.push({ result, size: sizeOf(result.outcome) });
      const tooMuch = () =>
        results.length > MOST_RESULTS || results.reduce((sum, each) => sum + each.size, 0) > MOST_KEPT;
      while (tooMuch()) {
        const oldest = results.shift();
        if (oldest !== undefined) onLost(oldest.result);
      }
    },
    takeUndelivered() {
      const taken = results.map(({ result }) => result);
      results = [];
      return taken;
    },
    forget() {
      for (const { result } of results) onLost(result);
      results = [];
      known = new Map();
    },
  };
}

const notBegun: InvokeOutcome = {
  ok: false,
  error: { code: "UNAVAILABLE", message: "the first invoke of this key was not begun; send it again" },
};

/** The same key with another command or other parameters is another wish: a gateway prepares and runs under one. */
function keyOf({ idempotencyKey, command, paramsDigest }: InvokeRequest): string | null {
  return idempotencyKey === null ? null : `${idempotencyKey}\n${command}\n${paramsDigest}`;
}

function sizeOf(outcome: InvokeOutcome): number {
  try {
    return JSON.stringify(outcome)?.length ?? 0;
  } catch {
    return 0; // What is no JSON is answered with an error, and costs nothing here.
  }
}

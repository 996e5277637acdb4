import type { InvokeOutcome } from "../gateway/contract.ts";
import type { InvokeRequest } from "../gateway/invoke-request.ts";
import type { Clock } from "../time/clock.ts";

/** A result that was ready, but that no gateway has accepted yet. */
export interface UndeliveredResult {
  readonly id: string;
  readonly command: string;
  /** When it was ready, milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: InvokeOutcome;
}

/** A result that nobody is waiting for any more. */
export interface LostResult extends UndeliveredResult {
  /** The gateway said that it does not want it, or never said that it has it: it may well have. */
  readonly why: "refused" | "unconfirmed";
}

/**
 * What outlives a connection: which keys have run, and which results nobody took. Belongs to one gateway. A gateway
 * that sends an invoke again under the same `idempotencyKey` (its caller tried again, or the connection was cut) gets
 * the same answer, and nothing runs twice.
 */
export interface InvokeMemory {
  /** Null the first time, which is known from then on; after that the outcome of the first time, now or when it ends. */
  begin(request: InvokeRequest): Promise<InvokeOutcome> | null;
  /** The outcome of the first time; with null, an invoke that did not begin is forgotten. */
  settle(request: InvokeRequest, outcome: InvokeOutcome | null): void;
  /** A result that could not be delivered; the oldest are dropped when too many are waiting. */
  keep(result: UndeliveredResult): void;
  /** Every waiting result; they are the caller's now. */
  takeUndelivered(): readonly UndeliveredResult[];
  /** Another gateway: none of this belongs to it. */
  forget(): void;
}

/** As long as a gateway's caller is likely to try again, ms. */
const REMEMBERED = 10 * 60_000;
const MAX_KEYS = 512;
const MAX_RESULTS = 64;
/** For all results together, characters of JSON. */
const MAX_KEPT = 8 * 1024 * 1024;

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
    message: "this already ran under the same key; its result was too large to keep",
  },
};

export function createInvokeMemory(clock: Clock, onLost: (result: LostResult) => void): InvokeMemory {
  let known = new Map<string, Known>();
  let results: { readonly result: UndeliveredResult; readonly size: number }[] = [];

  /** The oldest go first, but never one that is still running. */
  function tidy(): void {
    let size = [...known.values()].reduce((sum, entry) => sum + entry.size, 0);
    for (const [key, entry] of known) {
      const old = clock.monotonic() - entry.since > REMEMBERED;
      if (entry.running || !(old || known.size > MAX_KEYS || size > MAX_KEPT)) continue;
      size -= entry.size;
      known.delete(key);
    }
  }

  return {
    begin(request) {
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
      // A waiting caller gets all of it; what is kept for later is limited.
      entry.resolve(outcome);
      entry.size = size;
      if (size > MAX_KEPT / 2) known.set(key, { ...entry, outcome: Promise.resolve(notKept), size: 0 });
      tidy();
    },
    keep(result) {
      results.push({ result, size: sizeOf(result.outcome) });
      const tooMuch = () =>
        results.length > MAX_RESULTS || results.reduce((sum, each) => sum + each.size, 0) > MAX_KEPT;
      while (tooMuch()) {
        const oldest = results.shift();
        if (oldest !== undefined) onLost({ ...oldest.result, why: "unconfirmed" });
      }
    },
    takeUndelivered() {
      const taken = results.map(({ result }) => result);
      results = [];
      return taken;
    },
    forget() {
      for (const { result } of results) onLost({ ...result, why: "unconfirmed" });
      results = [];
      known = new Map();
    },
  };
}

const notBegun: InvokeOutcome = {
  ok: false,
  error: { code: "UNAVAILABLE", message: "the first invoke of this key was not begun; send it again" },
};

/**
 * The same key with another command or other parameters is a different request: a gateway prepares and runs under one.
 */
function keyOf({ idempotencyKey, command, paramsDigest }: InvokeRequest): string | null {
  return idempotencyKey === null ? null : `${idempotencyKey}\n${command}\n${paramsDigest}`;
}

function sizeOf(outcome: InvokeOutcome): number {
  try {
    return JSON.stringify(outcome)?.length ?? 0;
  } catch {
    return 0; // Anything that is not JSON is answered with an error, and costs nothing here.
  }
}

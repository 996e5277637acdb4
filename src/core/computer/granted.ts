import type { Result } from "../../shared/result.ts";
import type { Clock } from "../time/clock.ts";
import type {
  Caller,
  ComputerScope,
  ConsentAnswer,
  SessionDesk,
  SessionLock,
  SessionParts,
} from "./computer-use.ts";
import type { ComputerDriver, DriverProblem } from "./driver.ts";
import { createFrames, type Frames } from "./frames.ts";
import { driverError, type EndReason, refusals } from "./refusals.ts";
import { raced, waitOn } from "./waiting.ts";

/** Without a call for this long a session is over, ms: its agent was killed, or has forgotten it. */
export const IDLE_MS = 3 * 60_000;
/**
 * Without a call for this long it makes way for another run that wants to begin, ms. openclaw 2026.9.6 does not always
 * close an execution that was aborted between two calls, and nothing else tells.
 */
export const MAKE_WAY_MS = 75_000;
/** Hands leave the mouse after an answer: nothing is done until they have been still for this long, ms. */
export const SETTLE_MS = 1_500;
/** Hands that never rest do not mean to let it go on, ms. */
export const MAX_SETTLE_MS = 10_000;

type Grant = Extract<ConsentAnswer, { kind: "granted" }>;
type Run<Value> = (desk: SessionDesk) => Promise<Result<Value, DriverProblem>>;

interface GrantedParts extends Pick<SessionParts, "clock" | "lock"> {
  readonly caller: Caller;
  readonly driver: ComputerDriver;
  readonly grant: Grant;
  /** It was paused, goes on, or is over. */
  readonly onChange: () => void;
}

/** What a person has allowed one execution: acts within it, one after the other, until it is over. */
export class GrantedSession {
  readonly caller: Caller;
  readonly scope: ComputerScope;
  /** When it is over; milliseconds since the epoch. */
  readonly until: number;
  readonly #clock: Clock;
  readonly #lock: SessionLock;
  readonly #driver: ComputerDriver;
  readonly #onChange: () => void;
  readonly #frames: Frames = createFrames();
  readonly #stops: readonly (() => void)[];
  /** Aborted by a pause and by the end; a new one when it goes on. */
  #turn = new AbortController();
  #paused: "touched" | "by-person" | null = null;
  #ended: EndReason | null = null;
  /** Nothing is done before; monotonic, ms. */
  #settledAt = 0;
  #settleLimit = 0;
  #tail: Promise<unknown> = Promise.resolve();
  #stopIdle = () => {};
  #isSilent = false;

  constructor({ clock, lock, caller, driver, grant, onChange }: GrantedParts) {
    this.caller = caller;
    this.scope = grant.scope;
    this.until = clock.now() + grant.durationMs;
    this.#clock = clock;
    this.#lock = lock;
    this.#driver = driver;
    this.#onChange = onChange;
    this.#settle();
    this.#awaitCalls();
    this.#stops = [
      clock.after(grant.durationMs, () => this.end("time")),
      lock.watch(() => this.end("locked")),
      driver.onTouch(() => this.#touched()),
    ];
    caller.note(`begins (${grant.scope}, at most ${Math.round(grant.durationMs / 60_000)} minutes)`);
  }

  get isPaused(): boolean {
    return this.#paused !== null;
  }

  /** Whether another run may have its place: its own has asked nothing for a while, and was not told to wait. */
  get isForsaken(): boolean {
    return this.#isSilent && this.#paused === null;
  }

  get ended(): EndReason | null {
    return this.#ended;
  }

  /** Does this in its turn, or throws what keeps it from being done. */
  async work<Value>(needs: ComputerScope, wanted: AbortSignal, run: Run<Value>): Promise<Value> {
    this.#check(needs);
    this.#awaitCalls();
    const before = this.#tail;
    const mine = raced(before, wanted).then(() => this.#inTurn(needs, wanted, run));
    this.#tail = Promise.allSettled([before, mine]);
    try {
      return await mine;
    } finally {
      if (this.#ended === null) this.#awaitCalls();
    }
  }

  pause(why: "touched" | "by-person"): void {
    if (this.#paused !== null || this.#ended !== null) return;
    this.#paused = why;
    this.#turn.abort();
    void this.#driver.release();
    this.caller.note(why === "touched" ? "pauses: mouse or keyboard was touched" : "pauses");
    this.#onChange();
  }

  resume(): void {
    if (this.#paused === null || this.#ended !== null) return;
    this.#paused = null;
    this.#turn = new AbortController();
    this.#settle();
    this.#awaitCalls();
    this.caller.note("goes on");
    this.#onChange();
  }

  end(why: EndReason): void {
    if (this.#ended !== null) return;
    this.#ended = why;
    this.#turn.abort();
    this.#stopIdle();
    for (const stop of this.#stops) stop();
    void this.#driver.release().finally(() => this.#driver.dispose());
    this.caller.note(`ends: ${why}`);
    this.#onChange();
  }

  #settle(): void {
    this.#settledAt = this.#clock.monotonic() + SETTLE_MS;
    this.#settleLimit = this.#clock.monotonic() + MAX_SETTLE_MS;
  }

  #awaitCalls(): void {
    this.#stopIdle();
    this.#isSilent = false;
    const stops = [
      this.#clock.after(IDLE_MS, () => this.end("idle")),
      this.#clock.after(MAKE_WAY_MS, () => {
        this.#isSilent = true;
      }),
    ];
    this.#stopIdle = () => {
      for (const stop of stops) stop();
    };
  }

  /** Whoever is only watched may go on working. */
  #touched(): void {
    if (this.scope === "view" || this.#paused !== null) return;
    const now = this.#clock.monotonic();
    const isSettling = now < this.#settledAt;
    if (isSettling && now + SETTLE_MS <= this.#settleLimit) this.#settledAt = now + SETTLE_MS;
    else if (!isSettling) this.pause("touched");
  }

  /** Throws what keeps a call from being done now. */
  #check(needs: ComputerScope): void {
    if (this.#ended === null && this.#lock.isLocked()) this.end("locked");
    if (this.#ended !== null) throw refusals.ended(this.#ended);
    if (this.#paused !== null) throw refusals.paused(this.#paused === "touched");
    if (needs === "control" && this.scope === "view") throw refusals.viewOnly();
  }

  async #untilSettled(signal: AbortSignal): Promise<void> {
    while (this.scope === "control" && !signal.aborted) {
      const left = this.#settledAt - this.#clock.monotonic();
      if (left <= 0) return;
      await waitOn(this.#clock, left, signal);
    }
  }

  async #inTurn<Value>(needs: ComputerScope, wanted: AbortSignal, run: Run<Value>): Promise<Value> {
    const turn = this.#turn.signal;
    const signal = AbortSignal.any([wanted, turn]);
    await this.#untilSettled(signal);
    this.#check(needs);
    if (wanted.aborted) throw wanted.reason;
    try {
      const done = await run({ driver: this.#driver, frames: this.#frames, signal });
      // An action that was done stays done; what was seen is not handed out any more.
      if (done.ok && (needs === "control" || !turn.aborted)) return done.value;
      if (!done.ok) {
        // The driver felt it before it told of it.
        if (done.failure.kind === "interrupted" && !signal.aborted) this.pause("touched");
        if (done.failure.kind === "unavailable") this.end("driver");
        if (!turn.aborted) throw driverError(done.failure);
      }
    } catch (error) {
      if (!turn.aborted) throw error;
    }
    this.#check(needs);
    // Paused and let go on meanwhile: it was interrupted all the same.
    throw refusals.paused(true);
  }
}

import { CommandError } from "../commands/command.ts";
import type { Caller, ComputerSession, ComputerUse, SessionCall, SessionParts } from "./computer-use.ts";
import type { ComputerDriver } from "./driver.ts";
import { GrantedSession } from "./granted.ts";
import { driverError, type EndReason, refusals } from "./refusals.ts";
import { raced } from "./waiting.ts";

/** After a no, the same gateway's next run does not ask at once, ms. */
export const QUIET_MS = 60_000;
/** Of a call's time, kept to say that the person is still being asked, ms. */
const RESERVE_MS = 2_000;
/** How many executions are remembered that the person refused. */
const MAX_REFUSED = 100;

interface Asking {
  readonly caller: Caller;
  readonly abort: AbortController;
  readonly outcome: Promise<GrantedSession>;
  /** Nobody wants to know any more. */
  why: EndReason | null;
}

type Whose = Pick<Caller, "owner" | "executionId">;

const isOf = ({ caller }: { readonly caller: Caller }, { owner, executionId }: Whose): boolean =>
  caller.owner === owner && caller.executionId === executionId;

/**
 * Whether the gateway itself wants this call no more: its run was stopped. Measured with openclaw 2026.9.6: a run that
 * is aborted while the person is asked is not closed, only its call is cancelled.
 */
const isTakenBack = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof CommandError && reason.code === "CANCELLED";

/** Builds it idle; nothing of the desktop is opened before an agent asks. */
export const createComputerSession = (parts: SessionParts): ComputerSession => new OneSession(parts);

class OneSession implements ComputerSession {
  readonly #parts: SessionParts;
  readonly #refused = new Map<string, "no" | "ended">();
  readonly #quietUntil = new WeakMap<object, number>();
  readonly #listeners = new Set<() => void>();
  #asking: Asking | null = null;
  #granted: GrantedSession | null = null;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  now(): ComputerUse {
    const granted = this.#granted;
    if (granted !== null) {
      const { scope, caller, until } = granted;
      return { phase: granted.isPaused ? "paused" : "active", scope, owner: caller.owner, until };
    }
    const asking = this.#asking;
    return asking === null ? { phase: "idle" } : { phase: "asking", owner: asking.caller.owner };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  work: ComputerSession["work"] = async (caller, needs, call, run) => {
    try {
      const granted = await this.#enter(caller, call);
      return await granted.work(needs, call.signal, run);
    } catch (error) {
      if (isTakenBack(call.signal)) this.close(caller.owner, caller.executionId);
      throw error;
    }
  };

  close(owner: object, executionId: string): void {
    const now = this.#granted ?? this.#asking;
    if (now !== null && isOf(now, { owner, executionId })) this.end("closed");
  }

  pause(): void {
    this.#granted?.pause("by-person");
  }

  resume(): void {
    this.#granted?.resume();
  }

  end(why: EndReason): void {
    const now = this.#granted ?? this.#asking;
    if (now === null) return;
    if (why === "person") this.#refuse(now.caller, "ended");
    // Before it began, that is a no.
    if (why === "person" && this.#granted === null) this.#quiet(now.caller);
    this.#granted?.end(why);
    if (this.#asking === null) return;
    this.#asking.why ??= why;
    this.#asking.abort.abort();
  }

  endOf(owner: object, why: EndReason): void {
    if ((this.#granted ?? this.#asking)?.caller.owner === owner) this.end(why);
  }

  #changed(): void {
    if (this.#granted !== null && this.#granted.ended !== null) this.#granted = null;
    for (const listener of [...this.#listeners]) listener();
  }

  #refuse({ executionId }: Caller, why: "no" | "ended"): void {
    this.#refused.set(executionId, why);
    for (const oldest of [...this.#refused.keys()].slice(0, -MAX_REFUSED)) this.#refused.delete(oldest);
  }

  #quiet({ owner }: Caller): void {
    this.#quietUntil.set(owner, this.#parts.clock.monotonic() + QUIET_MS);
  }

  /** Throws what keeps this execution out at once. */
  #admit(caller: Caller): void {
    const { clock, lock } = this.#parts;
    const before = this.#refused.get(caller.executionId);
    if (before !== undefined) throw before === "no" ? refusals.no() : refusals.ended("person");
    if (lock.isLocked()) {
      this.end("locked");
      throw refusals.ended("locked");
    }
    if (this.#granted?.isForsaken && !isOf(this.#granted, caller)) this.end("idle");
    const now = this.#granted ?? this.#asking;
    if (now !== null && !isOf(now, caller)) throw refusals.busy();
    const isQuiet = (this.#quietUntil.get(caller.owner) ?? 0) > clock.monotonic();
    if (now === null && isQuiet) throw refusals.no();
  }

  async #enter(caller: Caller, call: SessionCall): Promise<GrantedSession> {
    call.signal.throwIfAborted();
    this.#admit(caller);
    if (this.#granted !== null) return this.#granted;
    const asking = this.#asking ?? this.#ask(caller);
    call.stepAside();
    const ms = Math.max(500, call.timeoutMs - RESERVE_MS);
    return raced(asking.outcome, call.signal, { clock: this.#parts.clock, ms, late: refusals.asking });
  }

  #ask(caller: Caller): Asking {
    const outcome: Promise<GrantedSession> = Promise.resolve().then(() => this.#begin(asking));
    const asking: Asking = { caller, abort: new AbortController(), why: null, outcome };
    this.#asking = asking;
    // Whoever asked may have given up.
    outcome.catch(() => {});
    this.#changed();
    return asking;
  }

  async #begin(asking: Asking): Promise<GrantedSession> {
    const { caller, abort } = asking;
    const { clock, lock, openDriver } = this.#parts;
    let unused: ComputerDriver | null = null;
    try {
      const opened = await openDriver();
      if (!opened.ok) throw driverError(opened.failure);
      const driver = opened.value;
      unused = driver;
      const grant = asking.why === null ? await caller.ask(abort.signal) : null;
      if (asking.why !== null || grant === null) throw refusals.ended(asking.why ?? "closed");
      if (lock.isLocked()) throw refusals.ended("locked");
      if (grant.kind === "nobody") throw refusals.nobody();
      if (grant.kind === "no") {
        this.#refuse(caller, "no");
        this.#quiet(caller);
        throw refusals.no();
      }
      const onChange = () => this.#changed();
      this.#granted = new GrantedSession({ clock, lock, caller, driver, grant, onChange });
      unused = null;
      return this.#granted;
    } finally {
      this.#asking = null;
      unused?.dispose();
      this.#changed();
    }
  }
}

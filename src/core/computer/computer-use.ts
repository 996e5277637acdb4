import type { Result } from "../../shared/result.ts";
import type { Clock } from "../time/clock.ts";
import type { ComputerDriver, DriverProblem } from "./driver.ts";
import type { Frames } from "./frames.ts";
import type { EndReason } from "./refusals.ts";

export type ComputerScope = "view" | "control";

/** What the person answered. */
export type ConsentAnswer =
  | { readonly kind: "granted"; readonly scope: ComputerScope; readonly durationMs: number }
  | { readonly kind: "no" }
  | { readonly kind: "nobody" };

/** What the person at this computer sees of it. */
export type ComputerUse =
  | { readonly phase: "idle" }
  | {
      readonly phase: "asking";
      /** Which connection it is for. */
      readonly owner: object;
    }
  | {
      readonly phase: "active" | "paused";
      readonly scope: ComputerScope;
      readonly owner: object;
      /** When the time that was allowed is over, also while paused; milliseconds since the epoch. */
      readonly until: number;
    };

/** Who calls: one execution of one gateway. */
export interface Caller {
  readonly owner: object;
  readonly executionId: string;
  /** Asks the person; aborted when nobody wants to know any more. */
  ask(signal: AbortSignal): Promise<ConsentAnswer>;
  /** Begin and end of the session, for the owner's log. */
  note(what: string): void;
}

/** One call within a session. */
export interface SessionCall {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  stepAside(): void;
}

/** What a call of a session may use, while it has its turn. */
export interface SessionDesk {
  readonly driver: ComputerDriver;
  readonly frames: Frames;
  /** Aborted when the call is, and when the person takes over. */
  readonly signal: AbortSignal;
}

/** Whether somebody could see what happens. */
export interface SessionLock {
  isLocked(): boolean;
  /** Calls back when it becomes locked; the returned function ends that. */
  watch(onLocked: () => void): () => void;
}

export interface SessionParts {
  readonly clock: Clock;
  readonly lock: SessionLock;
  openDriver(): Promise<Result<ComputerDriver, DriverProblem>>;
}

/** The one session of this computer, whichever gateway it is for. */
export interface ComputerSession {
  now(): ComputerUse;
  subscribe(listener: () => void): () => void;
  /**
   * Does something for an execution, one call after the other: asks the person first when there is no session, and
   * refuses with a code while another execution has it, while the person has paused it, or when the person said no.
   */
  work<Value>(
    caller: Caller,
    needs: ComputerScope,
    call: SessionCall,
    run: (desk: SessionDesk) => Promise<Result<Value, DriverProblem>>,
  ): Promise<Value>;
  /** The gateway says that an execution is over; of another one nothing happens. */
  close(owner: object, executionId: string): void;
  pause(): void;
  /** Goes on once mouse and keyboard are left alone. */
  resume(): void;
  end(why: EndReason): void;
  /** Ends it if it is this gateway's. */
  endOf(owner: object, why: EndReason): void;
}

import { failure, type Result, success } from "../../../shared/result.ts";
import type { DriverProblem } from "../driver.ts";

/** One action, while it is its turn. */
export interface Turn {
  /** Throws when the turn is over: a person touched something, or the signal was aborted. */
  check(): void;
  /** Waits, in milliseconds; rejects as soon as the turn is over. */
  pause(ms: number): Promise<void>;
}

export interface Turns {
  /**
   * Waits for the turns before it, then runs. The result comes at once when the turn is ended, even while the action
   * still waits for an answer; from then on `check` throws, so that it does nothing more.
   */
  take<Value>(
    signal: AbortSignal,
    action: (turn: Turn) => Promise<Value>,
  ): Promise<Result<Value, DriverProblem>>;
  /** Ends the turn that is on, with this reason. */
  end(problem: DriverProblem): void;
  /** Ends it, and every later one as it begins. */
  close(problem: DriverProblem): void;
}

/** An action that cannot be done. */
export class CannotAct extends Error {
  readonly problem: DriverProblem;
  constructor(problem: DriverProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** `afterwards` runs at the end of every turn, before its result is known; `isDone` when it came to its own end. */
export function createTurns(afterwards: (isDone: boolean) => void): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let endCurrent: (problem: DriverProblem) => void = () => {};
  let closed: DriverProblem | null = null;

  async function run<Value>(
    signal: AbortSignal,
    action: (turn: Turn) => Promise<Value>,
  ): Promise<Result<Value, DriverProblem>> {
    let over: CannotAct | null = null;
    let end: (problem: DriverProblem) => void = () => {};
    const ended = new Promise<never>((_, reject) => {
      end = (problem) => {
        over ??= new CannotAct(problem);
        reject(over);
      };
    });
    ended.catch(() => {});
    const abort = () => end({ kind: "interrupted" });
    endCurrent = end;
    signal.addEventListener("abort", abort, { once: true });
    if (closed) end(closed);
    if (signal.aborted) abort();
    let isDone = false;
    const check = () => {
      if (over) throw over;
    };
    try {
      check();
      const acted = action({ check, pause: (ms) => Promise.race([paused(ms), ended]) });
      acted.catch(() => {});
      const value = await Promise.race([acted, ended]);
      isDone = true;
      return success(value);
    } catch (error) {
      if (error instanceof CannotAct) return failure(error.problem);
      return failure({ kind: "unavailable", detail: error instanceof Error ? error.message : String(error) });
    } finally {
      over ??= new CannotAct({ kind: "interrupted" });
      signal.removeEventListener("abort", abort);
      endCurrent = () => {};
      afterwards(isDone);
    }
  }

  return {
    take(signal, action) {
      const turn = last.then(() => run(signal, action));
      last = turn;
      return turn;
    },
    end: (problem) => endCurrent(problem),
    close(problem) {
      closed ??= problem;
      endCurrent(closed);
    },
  };
}

const paused = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

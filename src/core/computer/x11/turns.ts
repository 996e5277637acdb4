import { failure, type Result, success } from "../../../shared/result.ts";
import type { DriverProblem } from "../driver.ts";

/** One action, while it is its turn. */
export interface Turn {
  /** Throws when the turn is over: a person touched something, or the signal was aborted. */
  check(): void;
  /** Waits for this; rejects as soon as the turn is over. */
  until<Value>(waiting: Promise<Value>): Promise<Value>;
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
  /** Looks at something, whosever turn it is; nothing ends that but the end of the connection. */
  look<Value>(looking: () => Promise<Value>): Promise<Result<Value, DriverProblem>>;
  /** Ends the turn that is on with this reason, and those that wait for it as they begin. */
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
  /** The action itself, which may have to put things back after its result is known. */
  let cleared: Promise<unknown> = Promise.resolve();
  let endCurrent: (problem: DriverProblem) => void = () => {};
  let closed: DriverProblem | null = null;
  let ends = 0;

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
    const until = <Waited>(waiting: Promise<Waited>) => Promise.race([waiting, ended]);
    try {
      check();
      const acted = action({ check, until, pause: (ms) => until(paused(ms)) });
      cleared = acted.catch(() => {});
      const value = await Promise.race([acted, ended]);
      isDone = true;
      return success(value);
    } catch (error) {
      return failure(problemOf(error));
    } finally {
      over ??= new CannotAct({ kind: "interrupted" });
      signal.removeEventListener("abort", abort);
      endCurrent = () => {};
      afterwards(isDone);
    }
  }

  return {
    take(signal, action) {
      const asked = ends;
      const turn = last.then(() => (asked === ends ? run(signal, action) : interrupted));
      last = turn.then(() => cleared);
      return unlessAborted(signal, turn);
    },
    async look(looking) {
      if (closed) return failure(closed);
      try {
        return success(await looking());
      } catch (error) {
        return failure(problemOf(error));
      }
    },
    end(problem) {
      ends += 1;
      endCurrent(problem);
    },
    close(problem) {
      closed ??= problem;
      endCurrent(closed);
    },
  };
}

function problemOf(error: unknown): DriverProblem {
  if (error instanceof CannotAct) return error.problem;
  return { kind: "unavailable", detail: error instanceof Error ? error.message : String(error) };
}

const interrupted = failure<DriverProblem>({ kind: "interrupted" });

/** The turn's result, or that it is interrupted as soon as the signal is aborted. */
function unlessAborted<Value>(
  signal: AbortSignal,
  turn: Promise<Result<Value, DriverProblem>>,
): Promise<Result<Value, DriverProblem>> {
  return new Promise((resolve) => {
    // A turn that is on is ended by it as well, and has let go of everything before it is told.
    const abort = () => void setImmediate(resolve, interrupted);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    void turn.then((result) => {
      signal.removeEventListener("abort", abort);
      resolve(result);
    });
  });
}

const paused = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

import type { Caller, ConsentAnswer, SessionCall } from "../../../src/core/computer/computer-use.ts";
import type { ComputerDisplay, ComputerDriver, DriverProblem } from "../../../src/core/computer/driver.ts";
import { createComputerSession } from "../../../src/core/computer/session.ts";
import { failure, type Result, success } from "../../../src/shared/result.ts";
import { ManualClock } from "../../support/clock.ts";

export const display: ComputerDisplay = { index: 0, x: 0, y: 0, width: 2560, height: 1440, primary: true };

/** Lets everything happen that waits for nothing but its turn. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A driver that notes what is asked of it; `hang` keeps an action going until it is interrupted. */
export class FakeDriver {
  readonly did: string[] = [];
  displays: readonly ComputerDisplay[] = [display];
  problem: DriverProblem | null = null;
  hang = false;
  disposed = 0;
  released = 0;
  #touch: (() => void) | null = null;

  touch(): void {
    this.#touch?.();
  }

  get isListening(): boolean {
    return this.#touch !== null;
  }

  driver(): ComputerDriver {
    const act = (name: string, ...told: readonly unknown[]): Promise<Result<void, DriverProblem>> => {
      const signal = told.at(-1) as AbortSignal;
      this.did.push([name, ...told.slice(0, -1)].map((one) => JSON.stringify(one)).join(" "));
      if (this.problem !== null) return Promise.resolve(failure(this.problem));
      if (signal.aborted) return Promise.resolve(failure({ kind: "interrupted" }));
      if (!this.hang) return Promise.resolve(success(undefined));
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(failure({ kind: "interrupted" })), { once: true });
      });
    };
    return {
      displays: async () => success(this.displays),
      cursor: async () => success({ x: 0, y: 0, display: 0 }),
      move: (...told) => act("move", ...told),
      click: (...told) => act("click", ...told),
      press: (...told) => act("press", ...told),
      drag: (...told) => act("drag", ...told),
      scroll: (...told) => act("scroll", ...told),
      type: (...told) => act("type", ...told),
      key: (...told) => act("key", ...told),
      hold: (...told) => act("hold", ...told),
      onTouch: (listener) => {
        this.#touch = listener;
        return () => {
          this.#touch = null;
        };
      },
      release: async () => {
        this.released += 1;
      },
      dispose: () => {
        this.disposed += 1;
      },
    };
  }
}

export const CONTROL: ConsentAnswer = { kind: "granted", scope: "control", durationMs: 900_000 };
export const VIEW: ConsentAnswer = { kind: "granted", scope: "view", durationMs: 900_000 };

/** A session over a fake desktop, whose person answers as `answer` says; `null`: not yet. */
export function someSession(answer: ConsentAnswer | null = CONTROL) {
  const clock = new ManualClock();
  const fake = new FakeDriver();
  const lock = { locked: false, tell: new Set<() => void>() };
  const opened: { failure: DriverProblem | null; times: number } = { failure: null, times: 0 };
  const session = createComputerSession({
    clock,
    lock: {
      isLocked: () => lock.locked,
      watch(onLocked) {
        lock.tell.add(onLocked);
        return () => lock.tell.delete(onLocked);
      },
    },
    async openDriver() {
      opened.times += 1;
      return opened.failure === null ? success(fake.driver()) : failure(opened.failure);
    },
  });
  const asked: { answer: (answer: ConsentAnswer) => void; signal: AbortSignal }[] = [];
  const notes: string[] = [];
  const owner = {};
  const caller = (executionId = "one", whose: object = owner): Caller => ({
    owner: whose,
    executionId,
    ask: (signal) =>
      new Promise((resolve) => {
        asked.push({ answer: resolve, signal });
        signal.addEventListener("abort", () => resolve({ kind: "nobody" }), { once: true });
        if (answer !== null) resolve(answer);
      }),
    note: (what) => notes.push(what),
  });
  const call = (signal = new AbortController().signal): SessionCall => ({
    signal,
    timeoutMs: 30_000,
    stepAside() {},
  });
  /** A click of this execution; how it ended, once it has. */
  const click = (by = caller(), needs: "view" | "control" = "control", signal?: AbortSignal) =>
    session
      .work(by, needs, call(signal), ({ driver, signal }) => driver.click(0, null, "left", 1, [], signal))
      .then(
        () => "done",
        (error: Error & { code?: string }) => error.code ?? error.message,
      );
  /** The same, with the time that hands are given to leave the mouse. */
  const clickAfter = async (by = caller(), needs: "view" | "control" = "control") => {
    const ended = click(by, needs);
    await settled();
    clock.advance(1_500);
    return ended;
  };
  return { session, clock, fake, lock, opened, asked, notes, owner, caller, call, click, clickAfter };
}

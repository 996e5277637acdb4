import type { Clock } from "../time/clock.ts";
import type { RpcResult } from "./rpc.ts";

interface Waiting {
  readonly resolve: (result: RpcResult) => void;
  readonly cancelLimit: () => void;
}

/** Requests waiting for their answers: each gets exactly one; late and unknown answers are dropped. */
export class PendingRequests {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many are waiting now. */
  get waiting(): number {
    return this.#waiting.size;
  }

  nextId(): string {
    this.#count += 1;
    return String(this.#count);
  }

  /** Resolves with the answer, or after `timeoutMs` with `onTimeout(timeoutMs)`. */
  wait(id: string, timeoutMs: number, onTimeout: (waitedMs: number) => RpcResult): Promise<RpcResult> {
    return new Promise((resolve) => {
      const cancelLimit = this.#clock.after(timeoutMs, () => this.answer(id, onTimeout(timeoutMs)));
      this.#waiting.set(id, { resolve, cancelLimit });
    });
  }

  answer(id: string, result: RpcResult): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancelLimit();
    waiting.resolve(result);
  }

  answerAll(result: RpcResult): void {
    for (const id of [...this.#waiting.keys()]) this.answer(id, result);
  }
}

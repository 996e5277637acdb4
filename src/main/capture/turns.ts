import type { CaptureProblem } from "../../core/commands/capture.ts";
import type { Clock } from "../../core/time/clock.ts";
import { failure, type Result } from "../../shared/result.ts";

/** How long a gateway's capture waits for another gateway's to end, ms; after that it is told that the device is in use. */
export const MAX_WAIT = 10_000;

/** What this computer has one of, shared between its gateways: one has it at a time, and they take turns. */
export interface Turns {
  /** Works as soon as no other owner has it; several works of one owner go together, as long as nobody else waits. */
  during<Value>(
    owner: object,
    wanted: AbortSignal,
    work: () => Promise<Result<Value, CaptureProblem>>,
  ): Promise<Result<Value, CaptureProblem>>;
}

interface Waiting {
  readonly owner: object;
  readonly go: () => void;
}

/** Builds the turns of one device. */
export function createTurns(clock: Pick<Clock, "after">): Turns {
  let holder: object | null = null;
  let works = 0;
  const queue: Waiting[] = [];

  const mayGo = (owner: object) => holder === null || (holder === owner && queue.length === 0);

  /** The next one's, and of those behind it what is the same owner's. */
  function handOn(): void {
    holder = null;
    while (queue[0] !== undefined && (holder === null || queue[0].owner === holder)) {
      const next = queue.shift();
      holder = next?.owner ?? null;
      next?.go();
    }
  }

  /** False when the time was over, or nobody wants it any more. */
  function turnOf(owner: object, wanted: AbortSignal): Promise<boolean> {
    if (mayGo(owner)) {
      holder = owner;
      works += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const end = (mine: boolean) => {
        stop();
        wanted.removeEventListener("abort", giveUp);
        resolve(mine);
      };
      const entry: Waiting = {
        owner,
        go() {
          works += 1;
          end(true);
        },
      };
      const giveUp = () => {
        const at = queue.indexOf(entry);
        if (at !== -1) queue.splice(at, 1);
        end(false);
      };
      const stop = clock.after(MAX_WAIT, giveUp);
      wanted.addEventListener("abort", giveUp, { once: true });
      queue.push(entry);
    });
  }

  return {
    async during(owner, wanted, work) {
      const mine = !wanted.aborted && (await turnOf(owner, wanted));
      if (!mine)
        return failure(wanted.aborted ? { kind: "failed", detail: "no longer wanted" } : { kind: "in-use" });
      try {
        return await work();
      } finally {
        works -= 1;
        if (works === 0) handOn();
      }
    },
  };
}

import { waitFor } from "../../../scripts/gateway/wait.ts";
import type { NodeState } from "../../../src/shared/state.ts";
import type { WindowsComputer, WindowsOptions, WindowsProcess } from "./computer.ts";

/** `clawtray run --json` on a Windows computer. */
export interface WindowsNode {
  readonly process: WindowsProcess;
  /** Every state so far, oldest first. */
  states(): readonly NodeState[];
  /** Resolves with the first state from the `after`-th on that `accepts`; rejects with what was said instead. */
  waitFor<S extends NodeState>(
    what: string,
    accepts: (state: NodeState) => state is S,
    after?: number,
  ): Promise<S>;
}

/** Under Wine, on a busy machine, behind a real gateway. */
const maxWaitMs = 60_000;

export function startWindowsNode(
  computer: WindowsComputer,
  words: readonly string[],
  options?: WindowsOptions,
): WindowsNode {
  const process_ = computer.startCli(["run", "--json", ...words], options);
  const ending = { ended: false };
  void process_.exited.then(() => {
    ending.ended = true;
  });
  const states = () =>
    process_
      .stdout()
      .split("\n")
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { state: NodeState }).state);
  return {
    process: process_,
    states,
    waitFor: <S extends NodeState>(what: string, accepts: (state: NodeState) => state is S, after = 0) =>
      waitFor(
        `the node on Windows to be ${what}`,
        () => {
          const found = states().slice(after).find(accepts);
          if (found === undefined && ending.ended) {
            throw new Error(`the node ended before it was ${what}: ${process_.stderr().slice(-1000)}`);
          }
          return found ?? null;
        },
        { timeoutMs: maxWaitMs, everyMs: 100 },
      ).catch((error: Error) => {
        const seen = states().map((state) => `${state.phase} ${"reason" in state ? state.reason : ""}`);
        throw new Error(`${error.message}; states: ${seen.join(", ")}; ${process_.stderr().slice(-1000)}`);
      }),
  };
}

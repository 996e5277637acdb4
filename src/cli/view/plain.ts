import type { NodeState } from "../../shared/state.ts";
import { linesOf } from "./lines.ts";

/** A state as a block of plain lines. Pure. */
export function blockOf(state: NodeState): string {
  const { title, sentence, remedy, facts, warnings } = linesOf(state);
  return [
    sentence.startsWith(title) ? sentence : `${title}. ${sentence}`,
    ...facts.map((fact) => `  ${fact.label}: ${fact.value}`),
    ...(remedy === null ? [] : [`  ${remedy}`]),
    ...warnings.map((warning) => `  Note: ${warning}`),
  ].join("\n");
}

/**
 * For an output that is no terminal: a block of lines whenever something a person would notice has
 * changed, never a line for every attempt.
 */
export function plainView(write: (text: string) => void): (state: NodeState) => void {
  let last = "";
  return (state) => {
    // The attempt that follows a failure is no news: why it failed stands there already.
    if (state.phase === "connecting" && state.lastFailure !== null && last !== "") return;
    const now = blockOf(state);
    if (now === last) return;
    last = now;
    write(`${now}\n`);
  };
}

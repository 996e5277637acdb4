import type { NodeState } from "../../shared/state.ts";
import { isolate } from "../../shared/text/isolate.ts";
import { linesOf } from "./lines.ts";

/** A state as a block of plain lines. Pure. */
export function blockOf(state: NodeState): string {
  const { title, sentence, remedy, facts, warnings } = linesOf(state);
  return [
    sentence.startsWith(title) ? sentence : `${title}. ${sentence}`,
    ...facts.map((fact) => `  ${fact.label}: ${isolate(fact.value)}`),
    ...(remedy === null ? [] : [`  ${remedy}`]),
    ...warnings.map((warning) => `  Note: ${warning}`),
  ].join("\n");
}

/**
 * For output that is not a terminal: a block of lines whenever something a person would notice has
 * changed, never a line for every attempt.
 */
export function plainView(write: (text: string) => void): (state: NodeState) => void {
  let last = "";
  return (state) => {
    // The attempt that follows a failure is not news: the reason for the failure is already shown.
    if (state.phase === "connecting" && state.lastFailure !== null && last !== "") return;
    const now = blockOf(state);
    if (now === last) return;
    last = now;
    write(`${now}\n`);
  };
}

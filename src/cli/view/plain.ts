import type { NodeState } from "../../shared/state.ts";
import { linesOf } from "./lines.ts";

/**
 * For an output that is no terminal: a block of lines whenever something a person would notice has
 * changed, never a line for every attempt.
 */
export function plainView(write: (text: string) => void): (state: NodeState) => void {
  let last = "";
  return (state) => {
    const { title, sentence, remedy, facts, warnings } = linesOf(state);
    const now = [
      `${title}. ${sentence}`,
      ...facts.map((fact) => `  ${fact.label}: ${fact.value}`),
      ...(remedy === null ? [] : [`  ${remedy}`]),
      ...warnings.map((warning) => `  Note: ${warning}`),
    ].join("\n");
    if (now === last) return;
    last = now;
    write(`${now}\n`);
  };
}

import type { NodeState } from "../../shared/state.ts";
import { linesOf } from "./lines.ts";

/** How often a long outage is mentioned again, ms. */
const REMINDER = 60 * 60 * 1_000;

/** A state as one line of a service's log. Pure. */
function eventOf(state: NodeState): string {
  const { title, sentence, remedy, facts, warnings } = linesOf(state);
  const shown = state.phase === "awaiting-approval" || state.phase === "connected" ? facts : [];
  return [
    sentence.startsWith(title) ? sentence : `${title}. ${sentence}`,
    ...(remedy === null ? [] : [remedy]),
    ...shown.filter(({ label }) => label !== "Short form").map(({ label, value }) => `${label}: ${value}.`),
    ...warnings.map((warning) => `Note: ${warning}`),
  ].join(" ");
}

/**
 * For a service: one line whenever something a person would notice has changed, with its time. The
 * attempts of an outage are one event, told again every hour with how often it was tried.
 */
export function eventView(
  tell: (at: number, line: string) => void,
  now: () => number,
): (state: NodeState) => void {
  let last = "";
  let toldAt = 0;
  let attempts = 0;
  return (state) => {
    const at = now();
    // Every outage alternates between an attempt and a wait: the attempt itself is no event.
    if (state.phase === "connecting") {
      attempts += 1;
      if (last !== "") return;
    }
    const line = eventOf(state);
    const isNew = line !== last;
    if (!isNew && at - toldAt < REMINDER) return;
    tell(at, isNew ? line : `${line} (still so, after ${attempts} attempts)`);
    if (isNew) attempts = 0;
    last = line;
    toldAt = at;
  };
}

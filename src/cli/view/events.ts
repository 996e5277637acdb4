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
 * attempts of an outage are one event, told again every hour with how often it was tried; so are reasons that
 * take turns.
 */
export function eventView(
  tell: (at: number, line: string) => void,
  now: () => number,
): (state: NodeState) => void {
  /** What was told of this outage, and when. */
  let told = new Map<string, number>();
  let attempts = 0;
  return (state) => {
    const at = now();
    // Every outage alternates between an attempt and a wait: the attempt itself is no event.
    if (state.phase === "connecting") {
      attempts += 1;
      if (told.size > 0) return;
    }
    const line = eventOf(state);
    const before = told.get(line);
    if (before !== undefined && at - before < REMINDER) return;
    tell(at, before === undefined ? line : `${line} (still so, after ${attempts} attempts)`);
    if (before === undefined) attempts = 0;
    if (state.phase !== "waiting") told = new Map();
    told.set(line, at);
  };
}

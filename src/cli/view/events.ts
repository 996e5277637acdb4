import type { NodeState } from "../../shared/state.ts";
import { linesOf } from "./lines.ts";

/** How often a long outage is mentioned again, ms. */
const REMINDER = 60 * 60 * 1_000;

/** A state as one line of a service's log. Pure. */
function eventOf(state: NodeState): string {
  const { title, sentence, remedy, facts, warnings } = linesOf(state);
  const awaited = state.phase === "awaiting-approval" || state.phase === "connected";
  const shown = awaited ? facts : facts.filter(({ label }) => label === "Certificate");
  return [
    sentence.startsWith(title) ? sentence : `${title}. ${sentence}`,
    ...(remedy === null ? [] : [remedy]),
    ...shown.map(({ label, value }) => `${label}: ${value}.`),
    ...warnings.map((warning) => `Note: ${warning}`),
  ].join(" ");
}

/**
 * For a service: one line, with its time, whenever something a person would notice has changed. The attempts of an
 * outage are one event, repeated every hour with the number of attempts; so are reasons that alternate.
 */
export function eventView(
  tell: (at: number, line: string) => void,
  now: () => number,
): (state: NodeState) => void {
  /** What was reported about this outage, and when. */
  let told = new Map<string, number>();
  let last = "";
  let attempts = 0;
  return (state) => {
    const at = now();
    // Every outage alternates between an attempt and a wait: the attempt itself is not an event.
    if (state.phase === "connecting") {
      attempts += 1;
      if (told.size > 0) return;
    }
    const line = eventOf(state);
    if (state.phase === "connected" && line === last) return;
    // The end of an outage is news, even if the same state was reported before it.
    const before = state.phase === "connected" ? undefined : told.get(line);
    if (before !== undefined && at - before < REMINDER) return;
    tell(at, before === undefined ? line : `${line} (still failing after ${attempts} attempts)`);
    if (before === undefined) attempts = 0;
    if (state.phase !== "waiting") told = new Map();
    told.set(line, at);
    last = line;
  };
}

import { isPassing, lookOf } from "../../shared/standing.ts";
import type { NodeState, Phase } from "../../shared/state.ts";

/**
 * How much a state wants a person: what they must do comes before what they can look at, and that before what goes its
 * way. Of several that want nothing, one that can be called is worth showing before one that is on its way.
 */
const order: readonly Phase[] = [
  "blocked",
  "awaiting-approval",
  "waiting",
  "connected",
  "connecting",
  "paused",
  "unconfigured",
];

const rankOf = (state: NodeState): number => {
  const passes = state.phase === "waiting" && isPassing(state.reason);
  return order.indexOf(passes ? "connecting" : lookOf(state));
};

/** The icon of several connections: the worst state that needs a person. Pure. */
export function worstLook(states: readonly NodeState[]): Phase {
  const [worst] = [...states].sort((one, other) => rankOf(one) - rankOf(other));
  return worst === undefined ? "unconfigured" : lookOf(worst);
}

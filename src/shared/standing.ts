import type { NodeState, Phase, WaitingReason } from "./state.ts";

/** A phase, as far as a person is concerned: connected while nothing may be called yet is still waiting. */
export type Standing = Phase | "awaiting-surface";

/**
 * What every front end shows of a state, in shape, colour and title. A surface that was only widened counts as
 * connected: what was approved before can be called meanwhile. Pure.
 */
export function standingOf(state: NodeState): Standing {
  if (state.phase !== "connected") return state.phase;
  const { surface } = state;
  return surface.status === "pending" && surface.requestId !== null ? "awaiting-surface" : "connected";
}

/** The icon and the colour of a state. */
export const lookOf = (state: NodeState): Phase => lookOfStanding(standingOf(state));

/** The icon and the colour of a standing: one for each phase, and both approvals are waited for alike. */
export function lookOfStanding(standing: Standing): Phase {
  return standing === "awaiting-surface" ? "awaiting-approval" : standing;
}

/** Reasons that pass by themselves; for every other reason to wait there is something a person can check. */
const passingReasons = [
  "gateway-starting",
  "rate-limited",
  "connection-lost",
] as const satisfies readonly WaitingReason[];

export type PassingReason = (typeof passingReasons)[number];

/** True when there is nothing to do but wait. */
export const isPassing = (reason: string): reason is PassingReason =>
  (passingReasons as readonly string[]).includes(reason);

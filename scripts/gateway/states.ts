import type { AwaitingApproval, Blocked, Connected, NodeState } from "../../src/shared/state.ts";

/** What tests and the demo wait for, as predicates over the node's own state. */
export const isAwaitingApproval = (state: NodeState): state is AwaitingApproval & { requestId: string } =>
  state.phase === "awaiting-approval" && state.requestId !== null;

export const isConnected = (state: NodeState): state is Connected => state.phase === "connected";

export const isReady = (state: NodeState): state is Connected =>
  state.phase === "connected" && state.surface.status === "approved";

export const isAwaitingSurface = (
  state: NodeState,
): state is Connected & { surface: { status: "pending"; requestId: string } } =>
  state.phase === "connected" && state.surface.status === "pending" && state.surface.requestId !== null;

export const isBlocked = (state: NodeState): state is Blocked => state.phase === "blocked";

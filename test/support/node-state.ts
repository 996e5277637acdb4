import type { NodeState } from "../../src/shared/state.ts";

/** A state for tests that carry one about without reading it. */
export function someState(since = 1): NodeState {
  return {
    phase: "unconfigured",
    deviceId: null,
    fingerprint: null,
    shortFingerprint: null,
    displayName: null,
    gateway: null,
    since,
    warnings: [],
    capabilities: [],
  };
}

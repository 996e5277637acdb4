import type { Blocked, BlockedReason } from "../shared/state.ts";

/** A blocked state for what fails before there is a node. */
export function blockedState(reason: BlockedReason, detail: Readonly<Record<string, string>>): Blocked {
  return {
    phase: "blocked",
    reason,
    detail,
    deviceId: null,
    fingerprint: null,
    shortFingerprint: null,
    displayName: null,
    gateway: null,
    since: Date.now(),
    warnings: [],
  };
}

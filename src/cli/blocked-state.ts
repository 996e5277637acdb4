import type { Blocked, BlockedReason, Unconfigured } from "../shared/state.ts";

/** What is known before there is a node: nothing. */
const nothing = {
  deviceId: null,
  fingerprint: null,
  shortFingerprint: null,
  displayName: null,
  gateway: null,
  warnings: [],
  capabilities: [],
} as const;

/** A blocked state for what fails before there is a node. */
export function blockedState(reason: BlockedReason, detail: Readonly<Record<string, string>>): Blocked {
  return { phase: "blocked", reason, detail, since: Date.now(), ...nothing };
}

/** What others are told between the claim of the state folder and the first state of the node. */
export function startingState(): Unconfigured {
  return { phase: "unconfigured", since: Date.now(), ...nothing };
}

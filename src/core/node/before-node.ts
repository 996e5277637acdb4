import type { BlockedCause } from "../../shared/blocked.ts";
import type { Blocked, Connecting, Unconfigured } from "../../shared/state.ts";

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

/** A blocked state for what fails before there is a node; `since` in milliseconds since the epoch. */
export function blockedState(cause: BlockedCause, since: number = Date.now()): Blocked {
  return { phase: "blocked", ...cause, since, ...nothing };
}

/** What others are told between the claim of the state folder and the first state of the node. */
export function startingState(): Unconfigured {
  return { phase: "unconfigured", since: Date.now(), ...nothing };
}

/** What a window shows until there is a node; `since` in milliseconds since the epoch. */
export function connectingState(since: number): Connecting {
  return { phase: "connecting", lastFailure: null, since, ...nothing };
}

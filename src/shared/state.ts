import type { BlockedCause } from "./blocked.ts";
import type { CapabilityStatus } from "./capability.ts";

/**
 * The one snapshot every front end draws: tray, window, terminal and `--json`. Values only; it crosses process
 * boundaries by structured clone.
 */

/** What every phase has in common. `deviceId` and `fingerprint` are set as soon as an identity exists. */
interface NodeStateBase {
  /** Lower-case hex SHA-256 of the raw public key, as the gateway computes it. */
  readonly deviceId: string | null;
  /** The device id as the gateway's own list writes it: what an administrator compares. */
  readonly fingerprint: string | null;
  /** The first 16 hex digits of the device id, for short lines; too few to compare. */
  readonly shortFingerprint: string | null;
  /** The name this node shows at the gateway. */
  readonly displayName: string | null;
  /** The gateway this node belongs to; null until one was chosen. */
  readonly gateway: GatewayInfo | null;
  /** When this phase began, milliseconds since the epoch. */
  readonly since: number;
  /** True things a person should know that do not stop the node. */
  readonly warnings: readonly Warning[];
  /** What this node may do, one entry per capability; empty only while there is no node yet. */
  readonly capabilities: readonly CapabilityStatus[];
}

export interface GatewayInfo {
  /** Normalised `ws://`, `wss://` or `ssh://` address. */
  readonly url: string;
  /** As the gateway named itself in its last hello; null before the first one. */
  readonly version: string | null;
  /** Protocol negotiated in the last hello; null before the first one. */
  readonly protocol: number | null;
  /** What the person wrote, and `url` is what it was taken for; absent once a gateway was reached there. */
  readonly typed?: string;
  /** The proxy this connection goes through, without its name and password. */
  readonly proxy?: string;
}

export type Warning =
  /** The gateway's device token could not be written to the vault; it is kept in memory and tried again. */
  | "token-not-saved"
  /** Settings could not be written; the node continues with what it has in memory. */
  | "settings-not-saved"
  /** A damaged settings file was set aside; its last good copy is used. */
  | "settings-recovered"
  /** A damaged settings file was set aside, and there was no good copy: everything is off. */
  | "settings-lost"
  /** What ran could not be written to the owner's log. */
  | "activity-newer"
  | "activity-not-saved"
  /** Tools are switched on, and this gateway does not know what a node's tools are. */
  | "gateway-without-tools"
  /** Skills are published, and this gateway does not know what a node's skills are. */
  | "gateway-without-skills"
  /** The gateway takes presence only once an administrator has approved it. */
  | "presence-not-approved"
  /** The owner's rules cannot be read or understood: nothing runs. */
  | "rules-unreadable";

export interface Unconfigured extends NodeStateBase {
  readonly phase: "unconfigured";
}

export interface Connecting extends NodeStateBase {
  readonly phase: "connecting";
  /** Why the attempt before this one failed; null for the first one, and after a good connection. */
  readonly lastFailure: WaitingReason | null;
}

/** The gateway has asked an administrator; this node keeps asking automatically. */
export interface AwaitingApproval extends NodeStateBase {
  readonly phase: "awaiting-approval";
  /** Null only when a gateway named none. */
  readonly requestId: string | null;
  /** When the gateway will drop the request unless asked again (it is asked again long before), ms since the epoch. */
  readonly expiresAt: number;
  /** What the administrator types on the gateway. */
  readonly adminCommand: string;
  /**
   * `repair` when a device known to the gateway asks again; `stale` when the gateway holds an entry for this device
   * that it can neither use nor replace: it must be removed there before the node can ask.
   */
  readonly kind: "new-device" | "repair" | "stale";
  readonly nextAttemptAt: number;
}

/** The declared caps and commands: the second approval. */
export type Surface =
  | { readonly status: "unknown" }
  | { readonly status: "approved" }
  | {
      readonly status: "pending";
      /**
       * Null when more is offered than was approved before: no gateway names that request, or says whether its
       * configuration allowed it to be made.
       */
      readonly requestId: string | null;
      /** What the administrator types on the gateway. */
      readonly adminCommand: string;
    };

export interface Connected extends NodeStateBase {
  readonly phase: "connected";
  readonly surface: Surface;
  /** The commands this gateway has called in this version, once each: it lets these through. */
  readonly called?: readonly string[];
  /** What was added to what was approved before, and may be waiting for approval; absent when nothing was added. */
  readonly added?: readonly string[];
}

/** The gateway cannot be reached or is not ready; retried automatically and forever. */
export interface Waiting extends NodeStateBase {
  readonly phase: "waiting";
  readonly reason: WaitingReason;
  /** Next attempt, ms since the epoch. */
  readonly retryAt: number;
  /** Consecutive failures so far. */
  readonly attempt: number;
}

export type WaitingReason =
  | "name-not-found"
  | "refused"
  | "unreachable"
  | "timeout"
  /** The proxy that is set for the gateway cannot be reached. */
  | "proxy-unreachable"
  /** The connection is established, but nothing is said on it. */
  | "silent"
  | "not-a-gateway"
  | "gateway-starting"
  | "rate-limited"
  | "connection-lost"
  | "protocol-error"
  | "gateway-error"
  /** A proxy in front of the gateway answers that it cannot reach it. */
  | "bad-gateway"
  | "ssh-refused"
  | "ssh-no-gateway"
  | "ssh-failed";

export interface Paused extends NodeStateBase {
  readonly phase: "paused";
}

/** A person must act. Never retried into a lock-out. */
export type Blocked = NodeStateBase & { readonly phase: "blocked" } & BlockedCause;

export type NodeState = Unconfigured | Connecting | AwaitingApproval | Connected | Waiting | Paused | Blocked;

export type Phase = NodeState["phase"];

import type { CapabilityStatus } from "./capability.ts";

/**
 * The one snapshot every front end draws: tray, window, terminal and `--json`.
 * Values only; it crosses process borders by structured clone.
 */

/** What is true of every phase. `deviceId` and `fingerprint` are set as soon as an identity exists. */
interface NodeStateBase {
  /** Lower-case hex SHA-256 of the raw public key, as the gateway computes it. */
  readonly deviceId: string | null;
  /** The device id in groups of four, for reading aloud. */
  readonly fingerprint: string | null;
  /** The first 16 hex digits of the device id, for short lines. */
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
  /** Normalised `ws://` or `wss://` address. */
  readonly url: string;
  /** As the gateway named itself in its last hello; null before the first one. */
  readonly version: string | null;
  /** Protocol negotiated in the last hello; null before the first one. */
  readonly protocol: number | null;
}

export type Warning =
  /** The gateway's device token could not be written to the vault; it is kept in memory and tried again. */
  | "token-not-saved"
  /** Settings could not be written; the node goes on with what it has in memory. */
  | "settings-not-saved"
  /** A damaged settings file was put aside; its last good copy is used. */
  | "settings-recovered"
  /** A damaged settings file was put aside, and there was no good copy: everything is off. */
  | "settings-lost"
  /** What ran could not be written to the owner's log. */
  | "activity-not-saved"
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

/** The gateway has asked an administrator; this node keeps asking by itself. */
export interface AwaitingApproval extends NodeStateBase {
  readonly phase: "awaiting-approval";
  /** Null only when a gateway named none. */
  readonly requestId: string | null;
  /** When the gateway will drop the request unless asked again (it is asked again long before), ms since the epoch. */
  readonly expiresAt: number;
  /** What the administrator types on the gateway. */
  readonly adminCommand: string;
  /**
   * `repair` when a device known to the gateway asks again; `stale` when the gateway holds an entry of
   * this device that it can neither use nor replace: it must be removed there before it can be asked.
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
       * Null when more is offered than was approved before: no gateway names that request, or says
       * whether its configuration let it make one.
       */
      readonly requestId: string | null;
      /** What the administrator types on the gateway. */
      readonly adminCommand: string;
    };

export interface Connected extends NodeStateBase {
  readonly phase: "connected";
  readonly surface: Surface;
}

/** The gateway cannot be reached or is not ready; retried by itself for ever. */
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
  /** The connection stands and nothing is said on it. */
  | "silent"
  | "not-a-gateway"
  | "gateway-starting"
  | "rate-limited"
  | "connection-lost"
  | "protocol-error"
  | "gateway-error";

export interface Paused extends NodeStateBase {
  readonly phase: "paused";
}

/** A person must act. Never retried into a lock-out. */
export interface Blocked extends NodeStateBase {
  readonly phase: "blocked";
  readonly reason: BlockedReason;
  /** Values the sentence for this reason needs, never a secret. */
  readonly detail: Readonly<Record<string, string>>;
}

export type BlockedReason =
  // the vault
  | "keychain-locked"
  | "keychain-unavailable"
  | "keychain-timeout"
  | "keychain-corrupt"
  | "key-file-unsafe"
  | "key-file-unreadable"
  | "identity-missing"
  | "identity-mismatch"
  | "settings-unreadable"
  | "settings-newer"
  | "settings-unwritable"
  | "state-folder-unusable"
  | "state-folder-copied"
  | "control-socket-unusable"
  | "disk-full"
  | "held-by-another-process"
  // the gateway's answer
  | "credential-missing"
  | "credential-rejected"
  | "identity-refused"
  | "clock-skew"
  /** Issued by itself or by nobody known here; `detail.problem` says which. */
  | "certificate-untrusted"
  | "certificate-expired"
  | "certificate-not-yet-valid"
  | "certificate-other-name"
  | "certificate-changed"
  | "insecure-address"
  | "address-invalid"
  | "protocol-too-old"
  | "protocol-too-new"
  | "pairing-paused"
  | "access-denied";

export type NodeState = Unconfigured | Connecting | AwaitingApproval | Connected | Waiting | Paused | Blocked;

export type Phase = NodeState["phase"];

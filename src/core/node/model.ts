import type { CapabilityStatus } from "../../shared/capability.ts";
import { fingerprintOf, shortFingerprintOf } from "../../shared/fingerprint.ts";
import type { BlockedReason, NodeState, Surface, WaitingReason, Warning } from "../../shared/state.ts";
import type { GatewayFailure, Hello, SignatureVersion } from "../gateway/contract.ts";

/** The phase and what only this phase knows. */
export type Step =
  | { readonly phase: "unconfigured" | "paused" }
  | { readonly phase: "connecting"; readonly lastFailure: WaitingReason | null }
  | { readonly phase: "awaiting-approval"; readonly expiresAt: number; readonly nextAttemptAt: number }
  | { readonly phase: "connected"; readonly surface: Surface }
  | { readonly phase: "waiting"; readonly reason: WaitingReason; readonly retryAt: number }
  | {
      readonly phase: "blocked";
      readonly reason: BlockedReason;
      readonly detail: Readonly<Record<string, string>>;
    };

/** What is known of the gateway in use. */
export interface KnownGateway {
  readonly url: string;
  readonly version: string | null;
  readonly protocol: number | null;
  /** Null until the gateway accepted one. */
  readonly signatureVersion: SignatureVersion | null;
}

/** A pairing request this gateway holds for us. */
export interface Pairing {
  readonly requestId: string | null;
  readonly kind: "new-device" | "repair" | "stale";
  /** On the monotonic clock. */
  readonly startedAt: number;
  /** Attempts made since it began. */
  readonly asked: number;
}

/**
 * Everything `transition` decides from. Immutable; the public snapshot is drawn from it. Times that
 * only decide are on the monotonic clock, times that are shown on the wall's.
 */
export interface Model {
  readonly deviceId: string | null;
  readonly displayName: string | null;
  readonly gateway: KnownGateway | null;
  readonly warnings: readonly Warning[];
  readonly capabilities: readonly CapabilityStatus[];
  readonly step: Step;
  readonly since: number;
  /** When this phase began, on the monotonic clock. */
  readonly enteredAt: number;
  /** Serial of the attempt or session in being; what belongs to an older one is ignored. */
  readonly attempt: number;
  /** When attempts were made in the last minute, on the monotonic clock. */
  readonly attemptTimes: readonly number[];
  /** When the next attempt is due, on the monotonic clock; null while none is planned. */
  readonly dueAt: number | null;
  /** True while the port of the gateway is shut and looked at between attempts. */
  readonly looking: boolean;
  /** Failures in a row since the last good connection. */
  readonly failures: number;
  /** Answers in a row of something that is there and not ready. */
  readonly notReady: number;
  /** When the last good connection was lost, on the monotonic clock; null before the first failure. */
  readonly awaySince: number | null;
  /** Looks in a row from `blocked`. */
  readonly gentleLooks: number;
  /** How many others this gateway had when it last let us in; 0 when it did not say. */
  readonly crowd: number;
  /** The gateway was last known to hold our surface back: connects cost more there. */
  readonly surfaceWaits: boolean;
  /** When it let us in while the surface waited, in the last minute, on the monotonic clock. */
  readonly connectsWhileSurfaceWaits: readonly number[];
  /** A new connect is wanted of a session that goes on until one is allowed. */
  readonly renewalDue: boolean;
  readonly pairing: Pairing | null;
  /** Tried in this round because the other one was refused. */
  readonly otherSignatureTried: boolean;
  /** The device token was refused and is not sent in this round; it is kept until another is issued. */
  readonly deviceTokenSetAside: boolean;
}

export type NodeEvent =
  | { readonly kind: "identity-ready"; readonly deviceId: string }
  | {
      readonly kind: "identity-failed";
      readonly reason: BlockedReason;
      readonly detail: Readonly<Record<string, string>>;
    }
  | { readonly kind: "gateway-chosen"; readonly gateway: KnownGateway }
  | {
      readonly kind: "address-refused";
      readonly reason: "address-invalid" | "insecure-address";
      readonly detail: Readonly<Record<string, string>>;
    }
  | { readonly kind: "attempt-failed"; readonly attempt: number; readonly failure: GatewayFailure }
  | {
      readonly kind: "vault-failed";
      readonly attempt: number;
      readonly reason: BlockedReason;
      readonly detail: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "connected";
      readonly attempt: number;
      readonly hello: Hello;
      readonly signatureVersion: SignatureVersion;
    }
  | { readonly kind: "surface"; readonly attempt: number; readonly surface: Surface }
  | { readonly kind: "session-ended"; readonly attempt: number; readonly failure: GatewayFailure }
  /** What is declared has changed, or an approved surface takes effect only at a new connect. */
  | { readonly kind: "renew-session"; readonly attempt: number }
  | { readonly kind: "retry-due" }
  /** The port was looked at, and nothing sent. */
  | { readonly kind: "looked"; readonly attempt: number; readonly open: boolean }
  | { readonly kind: "world-changed"; readonly what: WorldChange }
  | { readonly kind: "warning"; readonly warning: Warning; readonly present: boolean }
  | { readonly kind: "capabilities"; readonly capabilities: readonly CapabilityStatus[] }
  | { readonly kind: "renamed"; readonly displayName: string }
  | { readonly kind: "reconnect" }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "forgotten" };

/** What changed around the node: another network, awake again, the session unlocked (the keychain often with it). */
export type WorldChange = "network" | "wake" | "unlock";

/** What the driver must do; in this order. */
export type Effect =
  | { readonly kind: "establish-identity" }
  | {
      readonly kind: "connect";
      readonly attempt: number;
      readonly signatureVersion: SignatureVersion;
      /** False while the device token is set aside. */
      readonly withDeviceToken: boolean;
    }
  /** Open the gateway's port and shut it again, sending nothing. */
  | { readonly kind: "look"; readonly attempt: number }
  /** Find out now whether the session in being still lives. */
  | { readonly kind: "check-session" }
  | { readonly kind: "drop-connection" }
  | { readonly kind: "wake-after"; readonly delayMs: number }
  | { readonly kind: "cancel-wake" }
  | { readonly kind: "remember-gateway"; readonly gateway: KnownGateway };

export function initialModel(
  now: { readonly at: number; readonly mono: number },
  gateway: KnownGateway | null,
  displayName: string | null,
  paused: boolean,
  capabilities: readonly CapabilityStatus[] = [],
): Model {
  return {
    deviceId: null,
    displayName,
    gateway,
    warnings: [],
    capabilities,
    step: paused
      ? { phase: "paused" }
      : gateway === null
        ? { phase: "unconfigured" }
        : { phase: "connecting", lastFailure: null },
    since: now.at,
    enteredAt: now.mono,
    attempt: 0,
    attemptTimes: [],
    dueAt: null,
    looking: false,
    failures: 0,
    notReady: 0,
    awaySince: null,
    gentleLooks: 0,
    crowd: 0,
    surfaceWaits: false,
    connectsWhileSurfaceWaits: [],
    renewalDue: false,
    pairing: null,
    otherSignatureTried: false,
    deviceTokenSetAside: false,
  };
}

/** What the administrator types to admit the device. Source: openclaw 2026.9.6, docs/cli/devices.md. */
const deviceApproval = (requestId: string | null): string =>
  requestId === null ? "openclaw devices list" : `openclaw devices approve ${requestId}`;

/** A gateway upgraded in place from 2026.1.29 can only be asked again once its old entry is gone (measured, 2026.9.6). */
const approvalCommand = ({ pairing, deviceId }: Model): string =>
  pairing?.kind === "stale" && deviceId !== null
    ? `openclaw devices remove ${deviceId}`
    : deviceApproval(pairing?.requestId ?? null);

/** What the administrator types to admit the surface. Source: openclaw 2026.9.6, docs/gateway/pairing.md. */
export const surfaceApproval = (requestId: string | null): string =>
  requestId === null ? "openclaw nodes pending" : `openclaw nodes approve ${requestId}`;

/** The public snapshot of a model. Pure. */
export function snapshot(model: Model): NodeState {
  const base = {
    deviceId: model.deviceId,
    fingerprint: model.deviceId === null ? null : fingerprintOf(model.deviceId),
    shortFingerprint: model.deviceId === null ? null : shortFingerprintOf(model.deviceId),
    displayName: model.displayName,
    gateway:
      model.gateway === null
        ? null
        : { url: model.gateway.url, version: model.gateway.version, protocol: model.gateway.protocol },
    since: model.since,
    warnings: model.warnings,
    capabilities: model.capabilities,
  };
  const step = model.step;
  switch (step.phase) {
    case "unconfigured":
    case "paused":
      return { phase: step.phase, ...base };
    case "connecting":
      return { phase: step.phase, ...base, lastFailure: step.lastFailure };
    case "awaiting-approval":
      return {
        phase: step.phase,
        ...base,
        requestId: model.pairing?.requestId ?? null,
        kind: model.pairing?.kind ?? "new-device",
        expiresAt: step.expiresAt,
        nextAttemptAt: step.nextAttemptAt,
        adminCommand: approvalCommand(model),
      };
    case "connected":
      return { phase: step.phase, ...base, surface: step.surface };
    case "waiting":
      return {
        phase: step.phase,
        ...base,
        reason: step.reason,
        retryAt: step.retryAt,
        attempt: model.failures,
      };
    case "blocked":
      return { phase: step.phase, ...base, reason: step.reason, detail: step.detail };
  }
}

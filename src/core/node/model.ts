import type { CapabilityStatus } from "../../shared/capability.ts";
import { fingerprintOf, shortFingerprintOf } from "../../shared/fingerprint.ts";
import type { BlockedReason, NodeState, Surface, WaitingReason, Warning } from "../../shared/state.ts";
import type { GatewayFailure, Hello, SignatureVersion } from "../gateway/contract.ts";

/** The phase and what only this phase knows. */
export type Step =
  | { readonly phase: "unconfigured" | "connecting" | "paused" }
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
  readonly kind: "new-device" | "repair";
  readonly startedAt: number;
  /** Attempts made since it began. */
  readonly asked: number;
}

/** Everything `transition` decides from. Immutable; the public snapshot is drawn from it. */
export interface Model {
  readonly deviceId: string | null;
  readonly displayName: string | null;
  readonly gateway: KnownGateway | null;
  readonly warnings: readonly Warning[];
  readonly capabilities: readonly CapabilityStatus[];
  readonly step: Step;
  readonly since: number;
  /** Serial of the attempt or session in being; what belongs to an older one is ignored. */
  readonly attempt: number;
  /** When attempts were made in the last minute, ms since the epoch. */
  readonly attemptTimes: readonly number[];
  /** Failures in a row since the last good connection. */
  readonly failures: number;
  readonly pairing: Pairing | null;
  /** Tried in this round because the other one was refused. */
  readonly otherSignatureTried: boolean;
  /** A device token was refused and forgotten in this round. */
  readonly deviceTokenForgotten: boolean;
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
  /** The network changed or the machine woke up. */
  | { readonly kind: "world-changed" }
  | { readonly kind: "warning"; readonly warning: Warning; readonly present: boolean }
  | { readonly kind: "capabilities"; readonly capabilities: readonly CapabilityStatus[] }
  | { readonly kind: "renamed"; readonly displayName: string }
  | { readonly kind: "reconnect" }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "forgotten" };

/** What the driver must do; in this order. */
export type Effect =
  | { readonly kind: "establish-identity" }
  | { readonly kind: "connect"; readonly attempt: number; readonly signatureVersion: SignatureVersion }
  | { readonly kind: "drop-connection" }
  | { readonly kind: "wake-at"; readonly at: number }
  | { readonly kind: "cancel-wake" }
  | { readonly kind: "forget-device-token" }
  | { readonly kind: "remember-gateway"; readonly gateway: KnownGateway };

export function initialModel(
  now: number,
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
    step: { phase: paused ? "paused" : gateway === null ? "unconfigured" : "connecting" },
    since: now,
    attempt: 0,
    attemptTimes: [],
    failures: 0,
    pairing: null,
    otherSignatureTried: false,
    deviceTokenForgotten: false,
  };
}

/** What the administrator types to admit the device. Source: openclaw 2026.9.6, docs/cli/devices.md. */
const deviceApproval = (requestId: string | null): string =>
  requestId === null ? "openclaw devices list" : `openclaw devices approve ${requestId}`;

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
    case "connecting":
    case "paused":
      return { phase: step.phase, ...base };
    case "awaiting-approval":
      return {
        phase: step.phase,
        ...base,
        requestId: model.pairing?.requestId ?? null,
        kind: model.pairing?.kind ?? "new-device",
        expiresAt: step.expiresAt,
        nextAttemptAt: step.nextAttemptAt,
        adminCommand: deviceApproval(model.pairing?.requestId ?? null),
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

import type { BlockedCause } from "../../shared/blocked.ts";
import type { CapabilityStatus } from "../../shared/capability.ts";
import { shortFingerprintOf } from "../../shared/fingerprint.ts";
import type { Connected, NodeState, Surface, WaitingReason, Warning } from "../../shared/state.ts";
import type { DeclaredSurface, GatewayFailure, Hello, SignatureVersion } from "../gateway/contract.ts";
import type { GatewaySettings } from "../settings/settings.ts";
import {
  NO_WAIT,
  type SurfaceEffect,
  type SurfaceEvent,
  type SurfaceWait,
  type SurfaceWatch,
} from "./surface.ts";

/** The phase and what only this phase knows. */
export type Step =
  | { readonly phase: "unconfigured" | "paused" }
  | { readonly phase: "connecting"; readonly lastFailure: WaitingReason | null }
  | { readonly phase: "awaiting-approval"; readonly expiresAt: number; readonly nextAttemptAt: number }
  | { readonly phase: "connected"; readonly surface: Surface }
  | { readonly phase: "waiting"; readonly reason: WaitingReason; readonly retryAt: number }
  | { readonly phase: "blocked"; readonly cause: BlockedCause };

/** What is known of the gateway in use. */
export interface KnownGateway {
  readonly url: string;
  readonly version: string | null;
  readonly protocol: number | null;
  /** Null until the gateway accepted one. */
  readonly signatureVersion: SignatureVersion | null;
  /** The commands it has called in this version, once each: it lets these through. */
  readonly called: readonly string[];
  /** What the person wrote, where no scheme was written. */
  readonly typed?: string;
  /** The proxy of the last connection, safe to show. */
  readonly proxy?: string | null;
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
 * Everything `transition` decides from. Immutable; the public snapshot is derived from it. Times that only decide are
 * on the monotonic clock, times that are shown on the wall clock.
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
  /** Serial of the current attempt or session; what belongs to an older one is ignored. */
  readonly attempt: number;
  /** When attempts were made in the last minute, on the monotonic clock. */
  readonly attemptTimes: readonly number[];
  /** When the next attempt is due, on the monotonic clock; null while none is planned. */
  readonly dueAt: number | null;
  /** True while the gateway's port is closed and checked between attempts. */
  readonly looking: boolean;
  /** Failures in a row since the last good connection. */
  readonly failures: number;
  /** Answers in a row from something that is there but not ready. */
  readonly notReady: number;
  /** When the last good connection was lost, on the monotonic clock; null before the first failure. */
  readonly awaySince: number | null;
  /** Looks in a row from `blocked`. */
  readonly gentleLooks: number;
  /** How many others this gateway had when it last let us in; 0 when it did not say. */
  readonly crowd: number;
  /** What is known about the surface in the current session; null without one. */
  readonly surfaceWatch: SurfaceWatch | null;
  readonly surfaceWait: SurfaceWait;
  /** The gateway was last known to hold our surface back: connects cost more there. */
  readonly surfaceWaits: boolean;
  /** When it admitted us while the surface was waiting, in the last minute, on the monotonic clock. */
  readonly connectsWhileSurfaceWaits: readonly number[];
  /** A new connect is wanted; the session continues until one is allowed. */
  readonly renewalDue: boolean;
  readonly pairing: Pairing | null;
  /** Tried in this round because the other one was refused. */
  readonly otherSignatureTried: boolean;
  /** The device token was refused and is not sent in this round; it is kept until another is issued. */
  readonly deviceTokenSetAside: boolean;
}

export type NodeEvent =
  | { readonly kind: "identity-ready"; readonly deviceId: string }
  | { readonly kind: "identity-failed"; readonly cause: BlockedCause }
  | { readonly kind: "gateway-chosen"; readonly gateway: KnownGateway }
  | { readonly kind: "address-refused"; readonly cause: BlockedCause }
  | { readonly kind: "attempt-failed"; readonly attempt: number; readonly failure: GatewayFailure }
  | { readonly kind: "vault-failed"; readonly attempt: number; readonly cause: BlockedCause }
  | {
      readonly kind: "connected";
      readonly attempt: number;
      readonly hello: Hello;
      /** The proxy it goes through, safe to show; null or absent for a direct connection. */
      readonly proxy?: string | null;
      readonly signatureVersion: SignatureVersion;
      /** What was declared at this connect. */
      readonly declared: DeclaredSurface;
      /** What an administrator was known to have approved before; null when nothing. */
      readonly approvedSurface: Pick<DeclaredSurface, "caps" | "commands"> | null;
    }
  | (SurfaceEvent & { readonly attempt: number })
  | { readonly kind: "session-ended"; readonly attempt: number; readonly failure: GatewayFailure }
  /** What is declared has changed, or an approved surface takes effect only at a new connect. */
  | { readonly kind: "renew-session"; readonly attempt: number }
  | { readonly kind: "retry-due" }
  /** The port was probed, and nothing sent. */
  | { readonly kind: "looked"; readonly attempt: number; readonly open: boolean }
  | { readonly kind: "world-changed"; readonly what: WorldChange }
  | { readonly kind: "warning"; readonly warning: Warning; readonly present: boolean }
  | { readonly kind: "capabilities"; readonly capabilities: readonly CapabilityStatus[] }
  | { readonly kind: "renamed"; readonly displayName: string }
  | { readonly kind: "reconnect" }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "forgotten" };

/** What changed around the node: another network, awake again, the session unlocked (often the keychain with it). */
export type WorldChange = "network" | "wake" | "unlock";

/** What the driver must do, in this order. */
export type Effect =
  | { readonly kind: "establish-identity" }
  | {
      readonly kind: "connect";
      readonly attempt: number;
      readonly signatureVersion: SignatureVersion;
      /** False while the device token is set aside. */
      readonly withDeviceToken: boolean;
    }
  /** Open the gateway's port and close it again, sending nothing. */
  | { readonly kind: "look"; readonly attempt: number }
  /** Find out now whether the current session is still alive. */
  | { readonly kind: "check-session" }
  /** The gateway said hello: begin the work of this session. */
  | { readonly kind: "start-session" }
  /** The gateway issued one with this hello. */
  | { readonly kind: "keep-device-token"; readonly token: string }
  | SurfaceEffect
  /** What an administrator approved belongs to the pairing and goes with it. */
  | { readonly kind: "forget-surface" }
  | { readonly kind: "drop-connection" }
  | { readonly kind: "wake-after"; readonly delayMs: number }
  | { readonly kind: "cancel-wake" }
  | { readonly kind: "remember-gateway"; readonly gateway: KnownGateway };

/** What the settings know about the current gateway. */
export const knownGateway = (gateway: GatewaySettings): KnownGateway => ({
  url: gateway.url,
  ...(gateway.typed === undefined ? {} : { typed: gateway.typed }),
  version: gateway.lastVersion,
  protocol: gateway.lastProtocol,
  signatureVersion: gateway.signatureVersion,
  called: gateway.called ?? [],
});

export function initialModel(
  now: { readonly at: number; readonly mono: number },
  gateway: KnownGateway | null,
  displayName: string | null,
  { paused }: { readonly paused: boolean },
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
    surfaceWatch: null,
    surfaceWait: NO_WAIT,
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

/** Until a gateway was reached there: then it is no longer in question. */
const typedOf = ({ typed, version }: KnownGateway): { readonly typed?: string } =>
  typed === undefined || version !== null ? {} : { typed };

const proxyOf = ({ step, gateway }: Model): { readonly proxy?: string } =>
  step.phase === "connected" && typeof gateway?.proxy === "string" ? { proxy: gateway.proxy } : {};

/** A waiting surface without a name is one that was widened. */
function addedOf({ step, surfaceWatch }: Model): Pick<Connected, "added"> {
  const waits =
    step.phase === "connected" && step.surface.status === "pending" && step.surface.requestId === null;
  const added = surfaceWatch?.provingCommands ?? null;
  return waits && added !== null ? { added } : {};
}

/** The public snapshot of a model. Pure. */
export function snapshot(model: Model): NodeState {
  const base = {
    deviceId: model.deviceId,
    fingerprint: model.deviceId,
    shortFingerprint: model.deviceId === null ? null : shortFingerprintOf(model.deviceId),
    displayName: model.displayName,
    gateway:
      model.gateway === null
        ? null
        : {
            url: model.gateway.url,
            version: model.gateway.version,
            protocol: model.gateway.protocol,
            ...typedOf(model.gateway),
            ...proxyOf(model),
          },
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
      return {
        phase: step.phase,
        ...base,
        surface: step.surface,
        called: model.gateway?.called ?? [],
        ...addedOf(model),
      };
    case "waiting":
      return {
        phase: step.phase,
        ...base,
        reason: step.reason,
        retryAt: step.retryAt,
        attempt: model.failures,
      };
    case "blocked":
      return { phase: step.phase, ...base, ...step.cause };
  }
}

import type { BlockedReason } from "../../shared/state.ts";
import type { SignatureVersion } from "../gateway/contract.ts";
import { type Effect, initialModel, type Model, type NodeEvent, type Step } from "./model.ts";
import { backOff, notTooOften, pairingInterval, REQUEST_LIFETIME, recentAttempts } from "./pace.ts";
import { judge, type Verdict } from "./verdict.ts";

/** The world as `transition` may see it. */
export interface Now {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** In [0, 1). */
  readonly random: number;
}

export interface Next {
  readonly model: Model;
  readonly effects: readonly Effect[];
}

/** A session this long, ms, was a good one. */
const GOOD_SESSION = 5_000;
/** How often an absent keychain service is looked for, ms. Never asks a person anything. */
const KEYCHAIN_RECHECK = 15_000;

const CANCEL: Effect = { kind: "cancel-wake" };
const DROP: Effect = { kind: "drop-connection" };

const stay = (model: Model): Next => ({ model, effects: [] });

/** The phase begins now, unless it only goes on. */
function enter(model: Model, step: Step, now: Now): Model {
  const same = model.step.phase === step.phase && blockedReason(model.step) === blockedReason(step);
  return { ...model, step, since: same ? model.since : now.at };
}

const blockedReason = (step: Step): string | null => (step.phase === "blocked" ? step.reason : null);

/**
 * The whole behaviour of the node: what was, what happened, what is next, what to do. Pure; the
 * driver carries out the effects.
 */
export function transition(model: Model, event: NodeEvent, now: Now): Next {
  switch (event.kind) {
    case "identity-ready":
      return proceed({ ...model, deviceId: event.deviceId }, now);
    case "identity-failed":
      return blocked(model, event.reason, event.detail, now);
    case "gateway-chosen":
      return proceed(
        {
          ...freshRound(model),
          gateway: event.gateway,
          pairing: null,
          step: { phase: "connecting" },
          since: now.at,
        },
        now,
        [DROP],
      );
    case "address-refused":
      return {
        model: enter(
          { ...model, attempt: model.attempt + 1 },
          { phase: "blocked", reason: event.reason, detail: event.detail },
          now,
        ),
        effects: [DROP, CANCEL],
      };
    case "attempt-failed":
      return event.attempt === model.attempt ? afterFailure(model, judge(event.failure), now) : stay(model);
    case "vault-failed":
      return event.attempt === model.attempt
        ? afterFailure(model, { kind: "block", reason: event.reason, detail: event.detail }, now)
        : stay(model);
    case "connected":
      return event.attempt === model.attempt ? afterHello(model, event, now) : stay(model);
    case "surface":
      return event.attempt === model.attempt && model.step.phase === "connected"
        ? stay({ ...model, step: { phase: "connected", surface: event.surface } })
        : stay(model);
    case "session-ended":
      return event.attempt === model.attempt ? afterSession(model, judge(event.failure), now) : stay(model);
    case "renew-session":
      return event.attempt === model.attempt && model.step.phase === "connected"
        ? attempt(model, now, [DROP], { keepStep: true })
        : stay(model);
    case "retry-due":
      return afterWake(model, now);
    case "world-changed":
      return model.step.phase === "waiting" ? attempt({ ...model, failures: 0 }, now, [CANCEL]) : stay(model);
    case "warning":
      return stay({ ...model, warnings: withWarning(model, event.warning, event.present) });
    case "capabilities":
      return stay({ ...model, capabilities: event.capabilities });
    case "renamed":
      return model.step.phase === "connected"
        ? attempt({ ...model, displayName: event.displayName }, now, [DROP], { keepStep: true })
        : stay({ ...model, displayName: event.displayName });
    case "reconnect":
      return model.step.phase === "paused"
        ? stay(model)
        : proceed(freshRound(model), now, [DROP, CANCEL], true);
    case "pause":
      return {
        model: enter({ ...model, attempt: model.attempt + 1 }, { phase: "paused" }, now),
        effects: [DROP, CANCEL],
      };
    case "resume":
      return model.step.phase === "paused"
        ? proceed({ ...freshRound(model), step: { phase: "connecting" }, since: now.at }, now)
        : stay(model);
    case "forgotten":
      return {
        model: {
          ...initialModel(now.at, null, model.displayName, false, model.capabilities),
          attempt: model.attempt + 1,
        },
        effects: [DROP, CANCEL],
      };
  }
}

function withWarning(model: Model, warning: Model["warnings"][number], present: boolean): Model["warnings"] {
  const others = model.warnings.filter((known) => known !== warning);
  return present ? [...others, warning] : others;
}

const freshRound = (model: Model): Model => ({
  ...model,
  failures: 0,
  otherSignatureTried: false,
  deviceTokenForgotten: false,
});

/** From wherever we stand towards a connection: first an identity, then a gateway, then an attempt. */
function proceed(model: Model, now: Now, before: readonly Effect[] = [], asked = false): Next {
  if (model.step.phase === "paused") return { model, effects: before };
  if (model.deviceId === null)
    return { model: towards(model, now), effects: [...before, { kind: "establish-identity" }] };
  if (model.gateway === null) {
    // A refused address stays on show until another one is given.
    if (model.step.phase === "blocked" && !asked) return { model, effects: before };
    return { model: enter(model, { phase: "unconfigured" }, now), effects: before };
  }
  return attempt(model, now, before);
}

const towards = (model: Model, now: Now): Model =>
  enter(model, { phase: model.gateway === null ? "unconfigured" : "connecting" }, now);

/** One attempt now, or as soon as the bound of attempts a minute allows. */
function attempt(
  model: Model,
  now: Now,
  before: readonly Effect[] = [],
  how: { keepStep?: boolean } = {},
): Next {
  const recent = recentAttempts(model.attemptTimes, now.at);
  const at = notTooOften(recent, now.at);
  if (at > now.at) {
    return {
      model: { ...rescheduled(model, at, now), attempt: model.attempt + 1 },
      effects: [...before, { kind: "wake-at", at }],
    };
  }
  const serial = model.attempt + 1;
  // While an approval is awaited, each attempt is part of the waiting and not a phase of its own.
  const step: Step =
    how.keepStep || model.step.phase === "awaiting-approval" ? model.step : { phase: "connecting" };
  const next = enter({ ...model, attempt: serial, attemptTimes: [...recent, now.at] }, step, now);
  return {
    model: next,
    effects: [...before, CANCEL, { kind: "connect", attempt: serial, signatureVersion: signatureFor(model) }],
  };
}

/** The bound of attempts put us off: say so in the phase we are in. */
function rescheduled(model: Model, at: number, now: Now): Model {
  if (model.step.phase === "awaiting-approval")
    return { ...model, step: { ...model.step, nextAttemptAt: at } };
  return enter(model, { phase: "waiting", reason: "rate-limited", retryAt: at }, now);
}

/** v3 unless this gateway accepted v2 before; the other one when it was just refused. */
function signatureFor(model: Model): SignatureVersion {
  const first = model.gateway?.signatureVersion ?? "v3";
  if (!model.otherSignatureTried) return first;
  return first === "v3" ? "v2" : "v3";
}

function afterHello(model: Model, event: Extract<NodeEvent, { kind: "connected" }>, now: Now): Next {
  if (model.gateway === null) return stay(model);
  const gateway = {
    ...model.gateway,
    version: event.hello.serverVersion,
    protocol: event.hello.protocol,
    signatureVersion: event.signatureVersion,
  };
  const surface = model.step.phase === "connected" ? model.step.surface : ({ status: "unknown" } as const);
  const next = enter(
    { ...freshRound(model), failures: model.failures, gateway, pairing: null },
    { phase: "connected", surface },
    now,
  );
  return { model: next, effects: [{ kind: "remember-gateway", gateway }] };
}

/**
 * A connection ended: come back at once, once; then by back-off. One that did not last counts as
 * a failure, so that a gateway that drops us after each hello is not met with a storm.
 */
function afterSession(model: Model, verdict: Verdict, now: Now): Next {
  if (verdict.kind !== "wait") return afterFailure(model, verdict, now);
  const lasted = model.step.phase === "connected" && now.at - model.since >= GOOD_SESSION;
  return lasted ? attempt({ ...model, failures: 0 }, now, [DROP]) : afterFailure(model, verdict, now);
}

/** The time we waited for has come. */
function afterWake(model: Model, now: Now): Next {
  const { step } = model;
  if (step.phase === "waiting" || step.phase === "awaiting-approval" || step.phase === "connecting")
    return attempt(model, now);
  if (step.phase !== "blocked" || step.reason !== "keychain-unavailable") return stay(model);
  // A keychain service that comes up later (after login) is found without a person's help.
  return model.deviceId === null ? { model, effects: [{ kind: "establish-identity" }] } : attempt(model, now);
}

function afterFailure(model: Model, verdict: Verdict, now: Now): Next {
  switch (verdict.kind) {
    case "ignore":
      return stay(model);
    case "wait": {
      const failures = model.failures + 1;
      const wanted =
        now.at +
        Math.max(
          verdict.afterMs ?? 0,
          verdict.reason === "gateway-starting" ? 0 : backOff(failures, now.random),
        );
      const retryAt = notTooOften(recentAttempts(model.attemptTimes, now.at), wanted);
      const step: Step = { phase: "waiting", reason: verdict.reason, retryAt };
      // A gateway that starts is no failure of ours: its own advice is followed, the back-off does not grow.
      const counted = verdict.reason === "gateway-starting" ? model.failures : failures;
      return {
        model: enter({ ...model, failures: counted }, step, now),
        effects: [{ kind: "wake-at", at: retryAt }],
      };
    }
    case "ask-approval": {
      const known = model.pairing;
      const pairing = {
        requestId: verdict.requestId ?? known?.requestId ?? null,
        kind: verdict.repair ? ("repair" as const) : ("new-device" as const),
        startedAt: known?.startedAt ?? now.at,
        asked: (known?.asked ?? 0) + 1,
      };
      const wanted = now.at + Math.max(verdict.afterMs ?? 0, pairingInterval(now.at - pairing.startedAt));
      const nextAttemptAt = notTooOften(recentAttempts(model.attemptTimes, now.at), wanted);
      const step: Step = { phase: "awaiting-approval", expiresAt: now.at + REQUEST_LIFETIME, nextAttemptAt };
      return {
        model: enter({ ...model, pairing, failures: 0 }, step, now),
        effects: [{ kind: "wake-at", at: nextAttemptAt }],
      };
    }
    case "forget-device-token":
      if (model.deviceTokenForgotten)
        return blocked(model, "access-denied", { detail: "device token refused" }, now);
      return attempt({ ...model, deviceTokenForgotten: true }, now, [{ kind: "forget-device-token" }]);
    case "try-other-signature":
      if (model.otherSignatureTried)
        return blocked(model, "identity-refused", { detail: "device signature invalid" }, now);
      return attempt({ ...model, otherSignatureTried: true }, now);
    case "block":
      return blocked(model, verdict.reason, verdict.detail, now);
  }
}

function blocked(
  model: Model,
  reason: BlockedReason,
  detail: Readonly<Record<string, string>>,
  now: Now,
): Next {
  const healsByItself = reason === "keychain-unavailable";
  return {
    model: enter(model, { phase: "blocked", reason, detail }, now),
    effects: [DROP, healsByItself ? { kind: "wake-at", at: now.at + KEYCHAIN_RECHECK } : CANCEL],
  };
}

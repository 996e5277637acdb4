import type { WaitingReason } from "../../shared/state.ts";
import type { SignatureVersion } from "../gateway/contract.ts";
import type { Effect, Model, Step } from "./model.ts";
import { allowedAt, lookInterval, recentAttempts } from "./pace.ts";

/** The world as `transition` may see it. */
export interface Now {
  /** Milliseconds since the epoch, for display. */
  readonly at: number;
  /** Milliseconds on a clock that only goes forward, for decisions. */
  readonly mono: number;
  /** In [0, 1). */
  readonly random: number;
}

export interface Next {
  readonly model: Model;
  readonly effects: readonly Effect[];
}

export const CANCEL: Effect = { kind: "cancel-wake" };
export const DROP: Effect = { kind: "drop-connection" };

export const stay = (model: Model): Next => ({ model, effects: [] });
export const wakeAfter = (delayMs: number): Effect => ({ kind: "wake-after", delayMs: Math.max(0, delayMs) });

/** The phase begins now, unless it merely continues. */
export function enter(model: Model, step: Step, now: Now): Model {
  const same = model.step.phase === step.phase && blockedReason(model.step) === blockedReason(step);
  return same ? { ...model, step } : { ...model, step, since: now.at, enteredAt: now.mono };
}

const blockedReason = (step: Step): string | null => (step.phase === "blocked" ? step.cause.reason : null);

/** Why the last attempt failed, as far as the phase still knows. */
function lastFailure(step: Step): WaitingReason | null {
  if (step.phase === "waiting") return step.reason;
  return step.phase === "connecting" ? step.lastFailure : null;
}

export const freshRound = (model: Model): Model => ({
  ...model,
  failures: 0,
  notReady: 0,
  awaySince: null,
  gentleLooks: 0,
  otherSignatureTried: false,
  deviceTokenSetAside: false,
});

/** From wherever we are towards a connection: first an identity, then a gateway, then an attempt. */
export function proceed(
  model: Model,
  now: Now,
  before: readonly Effect[] = [],
  { asked = false }: { readonly asked?: boolean } = {},
): Next {
  if (model.step.phase === "paused") return { model, effects: before };
  if (model.deviceId === null)
    return { model: towards(model, now), effects: [...before, { kind: "establish-identity" }] };
  if (model.gateway === null) {
    // A refused address stays visible until another one is given.
    if (model.step.phase === "blocked" && !asked) return { model, effects: before };
    return { model: enter(model, { phase: "unconfigured" }, now), effects: before };
  }
  return attempt(model, now, before);
}

function towards(model: Model, now: Now): Model {
  if (model.gateway === null) return enter(model, { phase: "unconfigured" }, now);
  return enter(model, { phase: "connecting", lastFailure: lastFailure(model.step) }, now);
}

/** One attempt now, or as soon as the limit of attempts per minute allows. */
export function attempt(
  model: Model,
  now: Now,
  before: readonly Effect[] = [],
  how: { keepStep?: boolean } = {},
): Next {
  const at = allowedAt(model, now.mono, now.mono);
  if (at > now.mono) {
    const later = { ...rescheduled(model, at, now, how), attempt: model.attempt + 1 };
    return { model: later, effects: [...before, wakeAfter(at - now.mono)] };
  }
  const serial = model.attempt + 1;
  // While waiting for an approval, each attempt is part of the waiting, not a phase of its own.
  const step: Step =
    how.keepStep || model.step.phase === "awaiting-approval"
      ? model.step
      : { phase: "connecting", lastFailure: lastFailure(model.step) };
  const attemptTimes = [...recentAttempts(model.attemptTimes, now.mono), now.mono];
  const begun = { ...model, attempt: serial, attemptTimes, dueAt: null, looking: false, renewalDue: false };
  const connect: Effect = {
    kind: "connect",
    attempt: serial,
    signatureVersion: signatureFor(model),
    withDeviceToken: !model.deviceTokenSetAside,
  };
  return { model: enter(begun, step, now), effects: [...before, CANCEL, connect] };
}

/** The limit of attempts put us off: say so in the current phase. */
function rescheduled(model: Model, due: number, now: Now, how: { keepStep?: boolean }): Model {
  const put = { ...model, dueAt: due, looking: false };
  const shown = now.at + (due - now.mono);
  if (model.step.phase === "awaiting-approval")
    return { ...put, step: { ...model.step, nextAttemptAt: shown } };
  if (how.keepStep && model.step.phase === "blocked") return put;
  const reason = lastFailure(model.step) ?? "rate-limited";
  return enter(put, { phase: "waiting", reason, retryAt: shown }, now);
}

/** A new connect to change what is declared: the session continues until one is allowed. */
export function renew(model: Model, now: Now): Next {
  const at = allowedAt(model, now.mono, now.mono);
  if (at > now.mono) return { model: { ...model, renewalDue: true }, effects: [wakeAfter(at - now.mono)] };
  return attempt(model, now, [DROP], { keepStep: true });
}

/** v3 unless this gateway accepted v2 before; the other one when it was just refused. */
function signatureFor(model: Model): SignatureVersion {
  const first = model.gateway?.signatureVersion ?? "v3";
  if (!model.otherSignatureTried) return first;
  return first === "v3" ? "v2" : "v3";
}

/** How long until the next look, or until the attempt itself if that is sooner, ms. */
export function untilLook(model: Model, now: Now): number {
  const interval = lookInterval(now.mono - (model.awaySince ?? now.mono), model.crowd, now.random);
  return Math.min(interval, (model.dueAt ?? now.mono) - now.mono);
}

export function waitUntil(
  model: Model,
  reason: WaitingReason,
  due: number,
  now: Now,
  before: readonly Effect[] = [],
): Next {
  const step: Step = { phase: "waiting", reason, retryAt: now.at + (due - now.mono) };
  const next = enter({ ...model, dueAt: due }, step, now);
  return {
    model: next,
    effects: [...before, wakeAfter(model.looking ? untilLook(next, now) : due - now.mono)],
  };
}

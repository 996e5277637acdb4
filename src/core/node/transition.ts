import type { BlockedReason, WaitingReason } from "../../shared/state.ts";
import type { SignatureVersion } from "../gateway/contract.ts";
import { healingOf, isWorthALook } from "./healing.ts";
import {
  type Effect,
  initialModel,
  type Model,
  type NodeEvent,
  type Pairing,
  type Step,
  type WorldChange,
} from "./model.ts";
import {
  allowedAt,
  arrivalPause,
  backOff,
  gentleInterval,
  LEAST_BETWEEN_LOOKS,
  lookInterval,
  notReadyPause,
  pairingInterval,
  REQUEST_LIFETIME,
  recentAttempts,
  STALE_PAIRING_INTERVAL,
  spreadOf,
} from "./pace.ts";
import { judge, type Verdict } from "./verdict.ts";

/** The world as `transition` may see it. */
export interface Now {
  /** Milliseconds since the epoch: for what is shown. */
  readonly at: number;
  /** Milliseconds on a clock that only goes forward: for what is decided. */
  readonly mono: number;
  /** In [0, 1). */
  readonly random: number;
}

export interface Next {
  readonly model: Model;
  readonly effects: readonly Effect[];
}

/** A session this long, ms, was a good one. */
const GOOD_SESSION = 5_000;
/** How often an absent keychain service, or space on a full disk, is looked for, ms. Never asks a person anything. */
const SOON_RECHECK = 15_000;
/** How often a file that could not be used is looked at, ms. */
const FILE_RECHECK = 60_000;
/** An attempt this old, ms, was made in another world when the network changes or the machine wakes. */
const STALE_ATTEMPT = 2_000;
/** A crowd that needs longer than this to be let in, ms, does not come back at once. */
const CROWD_PAUSE = 1_000;

const CANCEL: Effect = { kind: "cancel-wake" };
const DROP: Effect = { kind: "drop-connection" };

const stay = (model: Model): Next => ({ model, effects: [] });
const wakeAfter = (delayMs: number): Effect => ({ kind: "wake-after", delayMs: Math.max(0, delayMs) });

/** The phase begins now, unless it only goes on. */
function enter(model: Model, step: Step, now: Now): Model {
  const same = model.step.phase === step.phase && blockedReason(model.step) === blockedReason(step);
  return same ? { ...model, step } : { ...model, step, since: now.at, enteredAt: now.mono };
}

const blockedReason = (step: Step): string | null => (step.phase === "blocked" ? step.reason : null);

/** Why the last attempt failed, as far as the phase still knows. */
function lastFailure(step: Step): WaitingReason | null {
  if (step.phase === "waiting") return step.reason;
  return step.phase === "connecting" ? step.lastFailure : null;
}

/**
 * The whole behaviour of the node: what was, what happened, what is next, what to do. Pure; the
 * driver carries out the effects.
 */
export function transition(model: Model, event: NodeEvent, now: Now): Next {
  switch (event.kind) {
    case "attempt-failed":
    case "vault-failed":
    case "connected":
    case "surface":
    case "session-ended":
    case "renew-session":
    case "looked":
      // A late answer of an older attempt.
      return event.attempt === model.attempt ? ofConnection(model, event, now) : stay(model);
    case "retry-due":
      return afterWake(model, now);
    case "world-changed":
      return afterChange(model, event.what, now);
    default:
      return ofOwner(model, event, now);
  }
}

type OfConnection = Extract<NodeEvent, { readonly attempt: number }>;

/** What an attempt or a session brought. */
function ofConnection(model: Model, event: OfConnection, now: Now): Next {
  switch (event.kind) {
    case "attempt-failed":
      return afterFailure(model, judge(event.failure), now);
    case "vault-failed":
      return blocked(model, event.reason, event.detail, now);
    case "connected":
      return afterHello(model, event, now);
    case "surface":
      return model.step.phase === "connected" ? afterSurface(model, event.surface) : stay(model);
    case "session-ended":
      return afterSession(model, judge(event.failure), now);
    case "renew-session":
      return model.step.phase === "connected" ? renew(model, now) : stay(model);
    case "looked":
      return afterLook(model, event.open, now);
  }
}

type OfOwner = Exclude<NodeEvent, OfConnection | { readonly kind: "retry-due" | "world-changed" }>;

/** What the owner wants, or what is known of this computer. */
function ofOwner(model: Model, event: OfOwner, now: Now): Next {
  switch (event.kind) {
    case "identity-ready":
      return proceed({ ...model, deviceId: event.deviceId }, now);
    case "identity-failed":
      return blocked(model, event.reason, event.detail, now);
    case "gateway-chosen": {
      const step: Step = { phase: "connecting", lastFailure: null };
      const chosen = {
        ...freshRound(model),
        gateway: event.gateway,
        pairing: null,
        crowd: 0,
        surfaceWaits: false,
      };
      return proceed({ ...chosen, step, since: now.at, enteredAt: now.mono }, now, [DROP]);
    }
    case "address-refused": {
      const step: Step = { phase: "blocked", reason: event.reason, detail: event.detail };
      return { model: enter({ ...model, attempt: model.attempt + 1 }, step, now), effects: [DROP, CANCEL] };
    }
    case "warning":
      return stay({ ...model, warnings: withWarning(model, event.warning, event.present) });
    case "capabilities":
      return stay({ ...model, capabilities: event.capabilities });
    case "renamed": {
      const renamed = { ...model, displayName: event.displayName };
      return model.step.phase === "connected" ? renew(renamed, now) : stay(renamed);
    }
    case "reconnect":
      return model.step.phase === "paused"
        ? stay(model)
        : proceed(freshRound(model), now, [DROP, CANCEL], true);
    case "pause":
      return {
        model: enter({ ...model, attempt: model.attempt + 1 }, { phase: "paused" }, now),
        effects: [DROP, CANCEL],
      };
    case "resume": {
      if (model.step.phase !== "paused") return stay(model);
      const step: Step = { phase: "connecting", lastFailure: null };
      return proceed({ ...freshRound(model), step, since: now.at, enteredAt: now.mono }, now);
    }
    case "forgotten": {
      const blank = initialModel(now, null, model.displayName, false, model.capabilities);
      return { model: { ...blank, attempt: model.attempt + 1 }, effects: [DROP, CANCEL] };
    }
  }
}

function withWarning(model: Model, warning: Model["warnings"][number], present: boolean): Model["warnings"] {
  const others = model.warnings.filter((known) => known !== warning);
  return present ? [...others, warning] : others;
}

const freshRound = (model: Model): Model => ({
  ...model,
  failures: 0,
  notReady: 0,
  awaySince: null,
  gentleLooks: 0,
  otherSignatureTried: false,
  deviceTokenSetAside: false,
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

function towards(model: Model, now: Now): Model {
  if (model.gateway === null) return enter(model, { phase: "unconfigured" }, now);
  return enter(model, { phase: "connecting", lastFailure: lastFailure(model.step) }, now);
}

/** One attempt now, or as soon as the bound of attempts a minute allows. */
function attempt(
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
  // While an approval is awaited, each attempt is part of the waiting and not a phase of its own.
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

/** The bound of attempts put us off: say so in the phase we are in. */
function rescheduled(model: Model, due: number, now: Now, how: { keepStep?: boolean }): Model {
  const put = { ...model, dueAt: due, looking: false };
  const shown = now.at + (due - now.mono);
  if (model.step.phase === "awaiting-approval")
    return { ...put, step: { ...model.step, nextAttemptAt: shown } };
  if (how.keepStep && model.step.phase === "blocked") return put;
  const reason = lastFailure(model.step) ?? "rate-limited";
  return enter(put, { phase: "waiting", reason, retryAt: shown }, now);
}

/** A new connect for the sake of what is declared: the session goes on until one is allowed. */
function renew(model: Model, now: Now): Next {
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

function afterHello(model: Model, event: Extract<NodeEvent, { kind: "connected" }>, now: Now): Next {
  if (model.gateway === null) return stay(model);
  const gateway = {
    ...model.gateway,
    version: event.hello.serverVersion,
    protocol: event.hello.protocol,
    signatureVersion: event.signatureVersion,
  };
  const surface = model.step.phase === "connected" ? model.step.surface : ({ status: "unknown" } as const);
  // A device that was just admitted has a surface that waits.
  const surfaceWaits = model.surfaceWaits || model.pairing !== null;
  const waiting = recentAttempts(model.connectsWhileSurfaceWaits, now.mono);
  const known = {
    ...freshRound(model),
    failures: model.failures,
    gateway,
    pairing: null,
    crowd: event.hello.crowd,
    surfaceWaits,
    connectsWhileSurfaceWaits: surfaceWaits ? [...waiting, now.mono] : waiting,
  };
  return {
    model: enter(known, { phase: "connected", surface }, now),
    effects: [{ kind: "remember-gateway", gateway }],
  };
}

function afterSurface(model: Model, surface: Extract<Step, { phase: "connected" }>["surface"]): Next {
  const surfaceWaits = surface.status === "unknown" ? model.surfaceWaits : surface.status === "pending";
  return stay({ ...model, surfaceWaits, step: { phase: "connected", surface } });
}

/**
 * A connection ended: come back at once, once; then by back-off. One that did not last counts as
 * a failure, so that a gateway that drops us after each hello is not met with a storm.
 */
function afterSession(model: Model, verdict: Verdict, now: Now): Next {
  if (verdict.kind !== "wait") return afterFailure(model, verdict, now);
  const lasted = model.step.phase === "connected" && now.mono - model.enteredAt >= GOOD_SESSION;
  if (!lasted) return afterFailure(model, { ...verdict, sign: "none" }, now);
  const lost: Model = { ...model, failures: 0, notReady: 0, awaySince: now.mono };
  if (spreadOf(model.crowd) > CROWD_PAUSE) {
    const due = now.mono + arrivalPause(model.crowd, now.random);
    return waitUntil({ ...lost, looking: true }, verdict.reason, due, now, [DROP]);
  }
  return attempt(enter(lost, { phase: "connecting", lastFailure: verdict.reason }, now), now, [DROP]);
}

/** The time we waited for has come. */
function afterWake(model: Model, now: Now): Next {
  switch (model.step.phase) {
    case "waiting":
      if (model.looking && model.dueAt !== null && now.mono < model.dueAt)
        return { model, effects: [{ kind: "look", attempt: model.attempt }] };
      return attempt(model, now);
    case "awaiting-approval":
    case "connecting":
      return attempt(model, now);
    case "connected":
      return model.renewalDue ? renew(model, now) : stay(model);
    case "blocked":
      // Looking may raise a question: not by a timer.
      return healingOf(model) === "unlock" ? stay(model) : heal(model, now);
    default:
      return stay(model);
  }
}

/** What blocks may be over: find out, and stay on show until that is known. */
function heal(model: Model, now: Now): Next {
  switch (healingOf(model)) {
    case "establish":
    case "unlock":
      if (model.deviceId === null) return { model, effects: [{ kind: "establish-identity" }] };
      return attempt(model, now, [], { keepStep: true });
    case "connect": {
      const looks = model.gentleLooks + 1;
      const again = { ...model, gentleLooks: looks, otherSignatureTried: false, deviceTokenSetAside: false };
      return attempt(again, now, [], { keepStep: true });
    }
    default:
      return stay(model);
  }
}

/** The port was looked at: open is the time to come, soon but not all at once. */
function afterLook(model: Model, open: boolean, now: Now): Next {
  if (model.step.phase !== "waiting" || !model.looking || model.dueAt === null) return stay(model);
  if (!open) return { model, effects: [wakeAfter(untilLook(model, now))] };
  const due = Math.min(model.dueAt, now.mono + arrivalPause(model.crowd, now.random));
  return waitUntil({ ...model, looking: false }, model.step.reason, due, now);
}

/** How long until the next look, or until the attempt itself where that is sooner, ms. */
function untilLook(model: Model, now: Now): number {
  const interval = lookInterval(now.mono - (model.awaySince ?? now.mono), model.crowd, now.random);
  return Math.min(interval, (model.dueAt ?? now.mono) - now.mono);
}

function waitUntil(
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

/** Another network, awake again, unlocked: what was true of the world before may not be true now. */
function afterChange(model: Model, what: WorldChange, now: Now): Next {
  const lastAttempt = model.attemptTimes.at(-1) ?? Number.NEGATIVE_INFINITY;
  switch (model.step.phase) {
    case "waiting":
      // To a gateway that limits us we are the same as before, unless by another network.
      if (
        model.step.reason === "rate-limited" &&
        (what !== "network" || now.mono - lastAttempt < LEAST_BETWEEN_LOOKS)
      )
        return stay(model);
      return attempt({ ...model, failures: 0, notReady: 0, awaySince: now.mono }, now, [CANCEL]);
    case "connecting":
      return model.deviceId !== null && now.mono - lastAttempt > STALE_ATTEMPT
        ? attempt(model, now, [DROP])
        : stay(model);
    case "awaiting-approval":
      return now.mono - lastAttempt > STALE_ATTEMPT ? attempt(model, now, [CANCEL]) : stay(model);
    case "connected":
      return { model, effects: [{ kind: "check-session" }] };
    case "blocked": {
      const healing = healingOf(model);
      if (healing === null || !isWorthALook(healing, what)) return stay(model);
      if (healing === "connect" && now.mono - lastAttempt < LEAST_BETWEEN_LOOKS) return stay(model);
      return heal(model, now);
    }
    default:
      return stay(model);
  }
}

function afterFailure(model: Model, verdict: Verdict, now: Now): Next {
  switch (verdict.kind) {
    case "ignore":
      return stay(model);
    case "wait":
      return comeBackLater(model, verdict, now);
    case "ask-approval":
      return awaitApproval(model, verdict, now);
    case "set-device-token-aside": {
      if (model.deviceTokenSetAside)
        return blocked(model, "access-denied", { detail: "device token refused" }, now);
      const aside = { ...model, deviceTokenSetAside: true };
      // A look at whether the token is good again: it is not, and what is missing is missing still.
      const { step } = model;
      if (step.phase === "blocked" && step.reason.startsWith("credential-"))
        return blocked(aside, step.reason, step.detail, now);
      return attempt(aside, now);
    }
    case "try-other-signature":
      if (model.otherSignatureTried)
        return blocked(model, "identity-refused", { detail: "device signature invalid" }, now);
      return attempt({ ...model, otherSignatureTried: true }, now, [], {
        keepStep: model.step.phase === "blocked",
      });
    case "block":
      return blocked(model, verdict.reason, verdict.detail, now);
  }
}

function comeBackLater(model: Model, verdict: Extract<Verdict, { kind: "wait" }>, now: Now): Next {
  const starting = verdict.reason === "gateway-starting";
  const awaySince = model.awaySince ?? now.mono;
  // A gateway that starts is no failure of ours, and following its advice uses nothing up.
  const failures = starting ? model.failures : model.failures + 1;
  const attemptTimes = starting ? model.attemptTimes.slice(0, -1) : model.attemptTimes;
  const notReady = verdict.sign === "answer" ? model.notReady + 1 : 0;
  const away = now.mono - awaySince;
  const { crowd } = model;
  const pause =
    verdict.sign === "answer"
      ? notReadyPause(notReady, verdict.afterMs, away, crowd, now.random)
      : Math.max((verdict.afterMs ?? 0) + spreadOf(crowd) * now.random, backOff(failures, now.random));
  const next = { ...model, awaySince, failures, attemptTimes, notReady, looking: verdict.sign === "port" };
  return waitUntil(next, verdict.reason, allowedAt(next, now.mono + pause, now.mono), now);
}

function awaitApproval(model: Model, verdict: Extract<Verdict, { kind: "ask-approval" }>, now: Now): Next {
  const known = model.pairing;
  const pairing: Pairing = {
    requestId: verdict.requestId ?? (known?.kind === verdict.pairing ? known.requestId : null),
    kind: verdict.pairing,
    startedAt: known?.startedAt ?? now.mono,
    asked: (known?.asked ?? 0) + 1,
  };
  const interval =
    verdict.pairing === "stale" ? STALE_PAIRING_INTERVAL : pairingInterval(now.mono - pairing.startedAt);
  const next = { ...model, pairing, failures: 0, notReady: 0, looking: false };
  const due = allowedAt(next, now.mono + Math.max(verdict.afterMs ?? 0, interval), now.mono);
  const step: Step = {
    phase: "awaiting-approval",
    expiresAt: now.at + REQUEST_LIFETIME,
    nextAttemptAt: now.at + (due - now.mono),
  };
  return { model: enter({ ...next, dueAt: due }, step, now), effects: [wakeAfter(due - now.mono)] };
}

function blocked(
  model: Model,
  reason: BlockedReason,
  detail: Readonly<Record<string, string>>,
  now: Now,
): Next {
  const next = enter({ ...model, dueAt: null, looking: false }, { phase: "blocked", reason, detail }, now);
  const pause = nextLook(next, reason, now);
  return { model: next, effects: [DROP, pause === null ? CANCEL : wakeAfter(pause)] };
}

/** When to look by ourselves at whether it is over, ms from now; null for never. */
function nextLook(model: Model, reason: BlockedReason, now: Now): number | null {
  switch (healingOf(model)) {
    case "connect":
      return gentleInterval(model.gentleLooks, now.random);
    case "establish":
      return reason === "keychain-unavailable" || reason === "disk-full" ? SOON_RECHECK : FILE_RECHECK;
    default:
      return null;
  }
}

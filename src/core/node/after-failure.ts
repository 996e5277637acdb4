import type { BlockedCause, BlockedReason } from "../../shared/blocked.ts";
import { attempt, CANCEL, DROP, enter, type Next, type Now, stay, waitUntil, wakeAfter } from "./attempts.ts";
import { healingOf, isAboutCredential } from "./healing.ts";
import type { Model, Pairing, Step } from "./model.ts";
import {
  allowedAt,
  arrivalPause,
  backOff,
  gentleInterval,
  notReadyPause,
  pairingInterval,
  REQUEST_LIFETIME,
  STALE_PAIRING_INTERVAL,
  spreadOf,
} from "./pace.ts";
import type { Verdict } from "./verdict.ts";

/** A session that lasted this long, ms, was a good one. */
const GOOD_SESSION = 5_000;
/** How often to check for a missing keychain service, or for space on a full disk, ms. Never asks a person anything. */
const SOON_RECHECK = 15_000;
/** How often a file that could not be used is checked, ms. */
const FILE_RECHECK = 60_000;
/** A crowd that takes longer than this to be admitted, ms, does not come back all at once. */
const CROWD_PAUSE = 1_000;

/**
 * A connection ended: come back at once, but only once; then with back-off. One that did not last counts as a failure,
 * so that a gateway that drops us after each hello is not met with a storm.
 */
export function afterSession(model: Model, verdict: Verdict, now: Now): Next {
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

export function afterFailure(model: Model, verdict: Verdict, now: Now): Next {
  switch (verdict.kind) {
    case "ignore":
      return stay(model);
    case "wait":
      return comeBackLater(model, verdict, now);
    case "ask-approval":
      return awaitApproval(model, verdict, now);
    case "set-device-token-aside": {
      if (model.deviceTokenSetAside)
        return blocked(model, refusedWith("access-denied", "AUTH_DEVICE_TOKEN_MISMATCH"), now);
      const aside = { ...model, deviceTokenSetAside: true };
      // This checked whether the token is valid again: it is not, and what is missing is still missing.
      const { step } = model;
      if (step.phase === "blocked" && isAboutCredential(step.cause.reason))
        return blocked(aside, step.cause, now);
      return attempt(aside, now);
    }
    case "try-other-signature":
      if (model.otherSignatureTried)
        return blocked(model, refusedWith("identity-refused", "DEVICE_AUTH_SIGNATURE_INVALID"), now);
      return attempt({ ...model, otherSignatureTried: true }, now, [], {
        keepStep: model.step.phase === "blocked",
      });
    case "block":
      return blocked(model, verdict.cause, now);
  }
}

function comeBackLater(model: Model, verdict: Extract<Verdict, { kind: "wait" }>, now: Now): Next {
  const starting = verdict.reason === "gateway-starting";
  const awaySince = model.awaySince ?? now.mono;
  // A gateway that is starting is not our failure, and following its advice uses nothing up.
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

/** What both signatures, or both credentials, were refused with; the gateway said no more. */
const refusedWith = (reason: "access-denied" | "identity-refused", code: string): BlockedCause => ({
  reason,
  detail: { code, said: code },
});

export function blocked(model: Model, cause: BlockedCause, now: Now): Next {
  const next = enter({ ...model, dueAt: null, looking: false }, { phase: "blocked", cause }, now);
  const pause = nextLook(next, cause.reason, now);
  return { model: next, effects: [DROP, pause === null ? CANCEL : wakeAfter(pause)] };
}

/** When to check by ourselves whether it is over, ms from now; null for never. */
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

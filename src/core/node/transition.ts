import { afterFailure, afterSession, blocked } from "./after-failure.ts";
import {
  attempt,
  CANCEL,
  DROP,
  enter,
  freshRound,
  type Next,
  type Now,
  proceed,
  renew,
  stay,
  untilLook,
  waitUntil,
  wakeAfter,
} from "./attempts.ts";
import { healingOf, isWorthALook } from "./healing.ts";
import {
  type Effect,
  initialModel,
  type Model,
  type NodeEvent,
  type Step,
  type WorldChange,
} from "./model.ts";
import { arrivalPause, MIN_BETWEEN_LOOKS, recentAttempts } from "./pace.ts";
import { beginSurface, NO_WAIT, type SurfaceEvent, type SurfaceStep, surfaceStep } from "./surface.ts";
import { judge } from "./verdict.ts";

/** An attempt this old, ms, is outdated when the network changes or the machine wakes up. */
const STALE_ATTEMPT = 2_000;
/**
 * The whole behaviour of the node: the state before, what happened, what comes next, what to do. Pure; the driver
 * carries out the effects.
 */
export function transition(model: Model, event: NodeEvent, now: Now): Next {
  switch (event.kind) {
    case "attempt-failed":
    case "vault-failed":
    case "connected":
    case "surface-answered":
    case "surface-resolved":
    case "surface-due":
    case "invoked":
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
      return event.failure.kind === "pairing-required"
        ? withoutApproval(afterFailure(model, judge(event.failure), now))
        : afterFailure(model, judge(event.failure), now);
    case "vault-failed":
      return blocked(model, event.cause, now);
    case "connected":
      return afterHello(model, event, now);
    case "surface-answered":
    case "surface-resolved":
    case "surface-due":
      return ofSurface(model, event, now);
    case "invoked":
      return ofInvoke(model, event, now);
    case "session-ended":
      return afterSession(model, judge(event.failure), now);
    case "renew-session":
      return model.step.phase === "connected" ? renew(model, now) : stay(model);
    case "looked":
      return afterLook(model, event.open, now);
  }
}

type OfOwner = Exclude<NodeEvent, OfConnection | { readonly kind: "retry-due" | "world-changed" }>;

/** What the owner wants, or what is known about this computer. */
function ofOwner(model: Model, event: OfOwner, now: Now): Next {
  switch (event.kind) {
    case "identity-ready":
      return proceed({ ...model, deviceId: event.deviceId }, now);
    case "identity-failed":
      return blocked(model, event.cause, now);
    case "gateway-chosen": {
      const step: Step = { phase: "connecting", lastFailure: null };
      const chosen = {
        ...freshRound(model),
        gateway: event.gateway,
        pairing: null,
        crowd: 0,
        surfaceWatch: null,
        surfaceWait: NO_WAIT,
        surfaceWaits: false,
      };
      return proceed({ ...chosen, step, since: now.at, enteredAt: now.mono }, now, [DROP]);
    }
    case "address-refused": {
      const step: Step = { phase: "blocked", cause: event.cause };
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
        : proceed(freshRound(model), now, [DROP, CANCEL], { asked: true });
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
      const blank = initialModel(now, null, model.displayName, { paused: false }, model.capabilities);
      return { model: { ...blank, attempt: model.attempt + 1 }, effects: [DROP, CANCEL] };
    }
  }
}

function withWarning(model: Model, warning: Model["warnings"][number], present: boolean): Model["warnings"] {
  const others = model.warnings.filter((known) => known !== warning);
  return present ? [...others, warning] : others;
}

function afterHello(model: Model, event: Extract<NodeEvent, { kind: "connected" }>, now: Now): Next {
  if (model.gateway === null) return stay(model);
  const gateway = {
    ...model.gateway,
    version: event.hello.serverVersion,
    protocol: event.hello.protocol,
    signatureVersion: event.signatureVersion,
    proxy: event.proxy ?? null,
    // Another version may withhold what this one let through.
    called: model.gateway.version === event.hello.serverVersion ? model.gateway.called : [],
  };
  const surface = model.step.phase === "connected" ? model.step.surface : ({ status: "unknown" } as const);
  // A device that was just admitted has a surface waiting for approval.
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
  const { deviceToken } = event.hello;
  const keepToken: readonly Effect[] =
    deviceToken === null ? [] : [{ kind: "keep-device-token", token: deviceToken }];
  const begun = enter(known, { phase: "connected", surface }, now);
  const { hello, declared, approvedSurface } = event;
  const step = beginSurface(hello, declared, approvedSurface, model.surfaceWait, now.mono);
  return withSurface(begun, step, now, [
    { kind: "remember-gateway", gateway },
    ...keepToken,
    { kind: "start-session" },
  ]);
}

/** An invoke says something of the surface, and that the gateway lets this command through. */
function ofInvoke(model: Model, event: Extract<SurfaceEvent, { kind: "invoked" }>, now: Now): Next {
  const { gateway } = model;
  // Only what is declared: a gateway may name anything.
  const declared = model.capabilities.some(({ commands }) => commands.includes(event.command));
  if (gateway === null || !declared || gateway.called.includes(event.command))
    return ofSurface(model, event, now);
  const known = { ...gateway, called: [...gateway.called, event.command] };
  const { model: next, effects } = ofSurface({ ...model, gateway: known }, event, now);
  return { model: next, effects: [{ kind: "remember-gateway", gateway: known }, ...effects] };
}

function ofSurface(model: Model, event: SurfaceEvent, now: Now): Next {
  if (model.step.phase !== "connected" || model.surfaceWatch === null) return stay(model);
  const step = surfaceStep(model.surfaceWatch, model.surfaceWait, event, model.deviceId, now.mono);
  return withSurface(model, step, now, []);
}

/** Takes over what is known about the surface, and shows it if it has changed. */
function withSurface(model: Model, next: SurfaceStep, now: Now, before: readonly Effect[]): Next {
  const known = { ...model, surfaceWatch: next.watch, surfaceWait: next.wait };
  const { shown } = next;
  const effects = [...before, ...next.effects];
  if (next.renew) {
    const renewed = renew(known, now);
    return { ...renewed, effects: [...effects, ...renewed.effects] };
  }
  if (shown === undefined) return { model: known, effects };
  const surfaceWaits = shown.status === "unknown" ? model.surfaceWaits : shown.status === "pending";
  return { model: { ...known, surfaceWaits, step: { phase: "connected", surface: shown } }, effects };
}

/** What was approved went with the pairing. */
const withoutApproval = ({ model, effects }: Next): Next => ({
  model: {
    ...model,
    gateway: model.gateway === null ? null : { ...model.gateway, called: [] },
    surfaceWait: NO_WAIT,
  },
  effects: [...effects, { kind: "forget-surface" }],
});

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
      // Looking may raise a question: never from a timer.
      return healingOf(model) === "unlock" ? stay(model) : heal(model, now);
    default:
      return stay(model);
  }
}

/** The cause of the block may be gone: find out, and keep showing the block until that is known. */
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

/** The port was probed: when open it is time to come, soon but not all at once. */
function afterLook(model: Model, open: boolean, now: Now): Next {
  if (model.step.phase !== "waiting" || !model.looking || model.dueAt === null) return stay(model);
  if (!open) return { model, effects: [wakeAfter(untilLook(model, now))] };
  const due = Math.min(model.dueAt, now.mono + arrivalPause(model.crowd, now.random));
  return waitUntil({ ...model, looking: false }, model.step.reason, due, now);
}

/** Another network, awake again, unlocked: what was true before may not be true now. */
function afterChange(model: Model, what: WorldChange, now: Now): Next {
  const lastAttempt = model.attemptTimes.at(-1) ?? Number.NEGATIVE_INFINITY;
  switch (model.step.phase) {
    case "waiting":
      // To a gateway that limits us we are the same as before, unless we come from another network.
      if (
        model.step.reason === "rate-limited" &&
        (what !== "network" || now.mono - lastAttempt < MIN_BETWEEN_LOOKS)
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
      if (healing === "connect" && now.mono - lastAttempt < MIN_BETWEEN_LOOKS) return stay(model);
      return heal(model, now);
    }
    default:
      return stay(model);
  }
}

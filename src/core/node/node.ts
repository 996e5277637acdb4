import type { Intent } from "../../shared/intent.ts";
import type { NodeState, Warning } from "../../shared/state.ts";
import { createInvokeMemory } from "../commands/invoke-memory.ts";
import type { FileFailure } from "../files/problem.ts";
import { parseGatewayAddress } from "../gateway/address.ts";
import type { DeclaredSurface, GatewaySession, Hello, SignatureVersion } from "../gateway/contract.ts";
import type { Identity } from "../identity/identity.ts";
import type { Result } from "../result.ts";
import { chooseGateway } from "../settings/choose-gateway.ts";
import type { GatewaySettings } from "../settings/settings.ts";
import { vaultReason } from "../vault/blocked-reason.ts";
import { addressReason } from "./address-detail.ts";
import { approvedBefore, isNewlyDeclared } from "./approved-before.ts";
import { type LiveSession, runSession } from "./live-session.ts";
import { createMemory } from "./memory.ts";
import {
  type Effect,
  initialModel,
  type KnownGateway,
  type NodeEvent,
  snapshot,
  type WorldChange,
} from "./model.ts";
import { createPurse } from "./purse.ts";
import { transition } from "./transition.ts";
import type { NodeWorld } from "./world.ts";

export type IntentOutcome =
  | {
      readonly ok: true;
      /** It holds, and could not be saved: at the next start it is as it was before. */
      readonly unsaved?: FileFailure;
    }
  | {
      readonly ok: false;
      readonly problem: "address-invalid" | "insecure-address" | "not-forgotten";
      /** Values for the sentence, never a secret. */
      readonly detail: Readonly<Record<string, string>>;
    };

export interface Node {
  state(): NodeState;
  /** Calls the listener with every later state; the returned function stops that. */
  subscribe(listener: (state: NodeState) => void): () => void;
  intend(intent: Intent): Promise<IntentOutcome>;
  /** Sends an event of this node to the gateway; dropped when not connected. */
  emit(event: string, payload: unknown): void;
  /** Names of the programs the skills of the connected gateway use; none when not connected. */
  skillPrograms(): Promise<readonly string[]>;
  /** The network changed, the machine woke or was unlocked (the default): try now rather than at the end of a pause. */
  worldChanged(what?: WorldChange): void;
  /** Writes the settings again: their folder was lost. */
  saveAgain(): void;
  /** Something runs here for the gateway, or waits to: no moment for a restart. */
  busy(): boolean;
  /** Something true that does not stop the node, noticed outside it; told in the state. */
  warn(warning: Warning, present: boolean): void;
  /**
   * Ends the connection cleanly, and what runs with it; nothing happens after. Resolves within about a
   * second, or a few when something that runs does not want to end.
   */
  close(): Promise<void>;
}

/** A vault or a socket that does not answer does not hold up the end of the program longer, ms. */
const LONGEST_CLOSE = 900;
/** As long as it takes to end programs that take no notice at first, ms (`endProcessTree`). */
const LONGEST_ENDING = 4_000;

/** One connection in being. */
interface Live {
  readonly abort: AbortController;
  /** Null until the gateway said hello. */
  session: LiveSession | null;
}

/**
 * The driver: takes events in, asks `transition` what is next, carries out its effects, and tells
 * every subscriber the one snapshot. Decides nothing itself.
 */
export function createNode(world: NodeWorld): Node {
  const { clock, settings, log } = world;
  const remembered = settings.read();
  const purse = createPurse({
    vault: world.vault,
    clock,
    log,
    sharedCredential: () => world.sharedCredential(),
    onSaved: (done) => warn("token-not-saved", !done),
  });
  const invokes = createInvokeMemory(clock, (result) => world.onLostResult?.(result));
  const warn = (warning: Warning, present: boolean): void => dispatch({ kind: "warning", warning, present });
  const memory = createMemory(settings, clock, (done) => warn("settings-not-saved", !done));
  let model = initialModel(
    { at: clock.now(), mono: clock.monotonic() },
    remembered.gateway === null ? null : knownGateway(remembered.gateway),
    remembered.displayName ?? world.defaultDisplayName,
    remembered.paused,
    world.registry.capabilities(),
  );
  let state = snapshot(model);
  let identity: Identity | null = null;
  let establishing = false;
  let live: Live | null = null;
  let closing: Promise<unknown> = Promise.resolve();
  /** The end of everything that ran in connections that are no more. */
  let workEnding: Promise<unknown> = Promise.resolve();
  let cancelWake = (): void => {};
  const lookAbort = new AbortController();
  let lastFailure = "";
  let closed = false;
  const listeners = new Set<(state: NodeState) => void>();
  const queue: NodeEvent[] = [];
  let draining = false;

  function dispatch(event: NodeEvent): void {
    if (closed) return;
    queue.push(event);
    if (draining) return;
    draining = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) step(next);
    draining = false;
  }

  function step(event: NodeEvent): void {
    const next = transition(model, event, {
      at: clock.now(),
      mono: clock.monotonic(),
      random: world.random(),
    });
    model = next.model;
    publish();
    for (const effect of next.effects) carryOut(effect);
  }

  function publish(): void {
    const now = snapshot(model);
    if (JSON.stringify(now) === JSON.stringify(state)) return;
    state = now;
    for (const listener of [...listeners]) {
      try {
        listener(state);
      } catch (error) {
        log.log("error", "a listener failed", { error });
      }
    }
  }

  function carryOut(effect: Effect): void {
    switch (effect.kind) {
      case "establish-identity":
        void establish();
        return;
      case "connect":
        void connect(effect);
        return;
      case "look":
        void look(effect.attempt);
        return;
      case "check-session":
        live?.session?.check();
        return;
      case "drop-connection":
        drop();
        return;
      case "wake-after":
        cancelWake();
        cancelWake = clock.after(effect.delayMs, () => dispatch({ kind: "retry-due" }));
        return;
      case "cancel-wake":
        cancelWake();
        return;
      case "remember-gateway":
        memory.rememberGateway(effect.gateway);
        return;
    }
  }

  async function establish(): Promise<void> {
    if (establishing) return;
    establishing = true;
    const result = await world.establish();
    establishing = false;
    if (!result.ok) return dispatch({ kind: "identity-failed", ...result.failure });
    identity = result.value.identity;
    // What the settings could not be told of is tried again, and said until then.
    if (!result.value.settingsSaved) await memory.remember({});
    dispatch({ kind: "identity-ready", deviceId: identity.deviceId });
  }

  function drop(): void {
    const old = live;
    live = null;
    old?.abort.abort();
    if (old?.session) closing = Promise.allSettled([closing, old.session.close()]);
  }

  /** The address in use, judged as the owner allowed it. */
  function address(gateway: KnownGateway) {
    return parseGatewayAddress(gateway.url, {
      allowInsecure: settings.read().gateway?.allowInsecure ?? false,
    });
  }

  async function look(attempt: number): Promise<void> {
    const at = model.gateway === null ? null : address(model.gateway);
    if (at === null || !at.ok) return;
    const open = await world.look(at.value, lookAbort.signal);
    dispatch({ kind: "looked", attempt, open });
  }

  async function connect({
    attempt,
    signatureVersion,
    withDeviceToken,
  }: Extract<Effect, { kind: "connect" }>): Promise<void> {
    drop();
    if (identity === null || model.gateway === null) return;
    const mine: Live = { abort: new AbortController(), session: null };
    live = mine;
    const at = address(model.gateway);
    if (!at.ok) {
      dispatch({ kind: "address-refused", ...addressReason(at.failure) });
      return;
    }
    const credential = await purse.credentialFor(at.value.url, withDeviceToken);
    if (live !== mine) return;
    if (!credential.ok) {
      dispatch({ kind: "vault-failed", attempt, ...vaultReason(world.vault.kind, credential.failure) });
      return;
    }
    const declared = world.registry.surface();
    const result = await world.connect(
      {
        address: at.value,
        identity,
        signatureVersion,
        credential: credential.value,
        displayName: model.displayName ?? world.defaultDisplayName,
        surface: declared,
        frameLimit: world.registry.frameLimit(),
        tlsFingerprint: settings.read().gateway?.tlsFingerprint ?? null,
      },
      mine.abort.signal,
    );
    if (live !== mine) {
      if (result.ok) await result.session.close();
      return;
    }
    if (result.ok) welcome(mine, attempt, identity.deviceId, { ...result, declared }, signatureVersion);
    else {
      // Of an outage the first attempt is news; the others are for whoever looks closely.
      const failure = JSON.stringify(result.failure);
      log.log(failure === lastFailure ? "debug" : "info", "attempt failed", { failure: result.failure });
      lastFailure = failure;
      live = null;
      if (result.failure.kind === "pairing-required") memory.forgetSurface();
      dispatch({ kind: "attempt-failed", attempt, failure: result.failure });
    }
  }

  function welcome(
    mine: Live,
    attempt: number,
    deviceId: string,
    opened: { readonly session: GatewaySession; readonly hello: Hello; readonly declared: DeclaredSurface },
    signatureVersion: SignatureVersion,
  ): void {
    const { session, hello, declared } = opened;
    lastFailure = "";
    log.log("info", "connected", { version: hello.serverVersion, protocol: hello.protocol });
    dispatch({ kind: "connected", attempt, hello, signatureVersion });
    // Whoever was told of it may have paused the node at once.
    if (live !== mine) {
      void session.close();
      return;
    }
    if (model.gateway !== null && hello.deviceToken !== null) {
      purse.keepDeviceToken(model.gateway.url, hello.deviceToken);
    }
    const before = approvedBefore(settings.read().gateway, declared);
    mine.session = runSession({
      session,
      hello,
      deviceId,
      clock,
      log,
      registry: world.registry,
      hostStats: () => world.hostStats(),
      onInvoke: (record) => world.onInvoke?.(record),
      invokeMemory: invokes,
      onLostResult: (result) => world.onLostResult?.(result),
      declared,
      surfaceMemory: memory.surface,
      approvedBefore: before,
      provesApproval: (command) => before !== "part" || isNewlyDeclared(settings.read().gateway, command),
      onSurface(surface) {
        if (surface.status === "approved") memory.surfaceApproved(declared);
        dispatch({ kind: "surface", attempt, surface });
      },
      onStopped(workEnded) {
        workEnding = Promise.allSettled([workEnding, workEnded]);
      },
      onRenewal: () => dispatch({ kind: "renew-session", attempt }),
      onEnded(failure) {
        if (live === mine) live = null;
        log.log("info", "session ended", { failure });
        dispatch({ kind: "session-ended", attempt, failure });
      },
    });
  }

  function configure(intent: Extract<Intent, { kind: "configure" }>): IntentOutcome {
    const chosen = chooseGateway(settings.read(), intent);
    if (!chosen.ok) {
      const { reason, detail } = addressReason(chosen.failure);
      return { ok: false, problem: reason, detail };
    }
    if (chosen.value.gateway?.url !== settings.read().gateway?.url) invokes.forget();
    void memory.remember({ ...chosen.value, paused: false });
    const { gateway } = chosen.value;
    if (gateway === null) return { ok: true };
    if (intent.credential !== undefined) purse.offer(gateway.url, intent.credential);
    dispatch({ kind: "gateway-chosen", gateway: knownGateway(gateway) });
    return { ok: true };
  }

  async function forget(): Promise<IntentOutcome> {
    dispatch({ kind: "pause" });
    const result = await world.forget();
    purse.clear();
    invokes.forget();
    if (!result.ok) return { ok: false, problem: "not-forgotten", detail: result.failure.detail };
    identity = null;
    dispatch({ kind: "capabilities", capabilities: world.registry.capabilities() });
    dispatch({ kind: "forgotten" });
    return { ok: true };
  }

  async function setCapability({
    capability,
    on,
  }: Extract<Intent, { kind: "set-capability" }>): Promise<IntentOutcome> {
    const saving = memory.remember({ capabilities: { ...settings.read().capabilities, [capability]: on } });
    live?.session?.capabilitiesChanged();
    dispatch({ kind: "capabilities", capabilities: world.registry.capabilities() });
    return outcomeOf(await saving);
  }

  async function intend(intent: Intent): Promise<IntentOutcome> {
    switch (intent.kind) {
      case "configure":
        return configure(intent);
      case "forget-device":
        return forget();
      case "set-display-name":
        dispatch({ kind: "renamed", displayName: intent.displayName });
        return outcomeOf(await memory.remember({ displayName: intent.displayName }));
      case "set-capability":
        return setCapability(intent);
      case "pause":
        dispatch({ kind: "pause" });
        return outcomeOf(await memory.remember({ paused: true }));
      case "resume":
        dispatch({ kind: "resume" });
        return outcomeOf(await memory.remember({ paused: false }));
      case "reconnect":
        dispatch({ kind: "reconnect" });
        return { ok: true };
    }
  }

  /** Resolves when the work settles, or after that many ms. */
  function atMost(limit: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const giveUp = clock.after(limit, resolve);
      void work.then(() => {
        giveUp();
        resolve();
      });
    });
  }

  // The first line of every front end is the state before anything was done.
  queueMicrotask(() => {
    if (closed) return;
    warn("settings-recovered", settings.recovered === "last-good");
    warn("settings-lost", settings.recovered === "nothing");
    void establish();
  });

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    intend,
    emit(event, payload) {
      live?.session?.emit(event, payload);
    },
    busy: () => live?.session?.busy() ?? false,
    skillPrograms: async () => (await live?.session?.skillPrograms()) ?? [],
    warn,
    saveAgain: () => void memory.remember({}),
    worldChanged: (what = "unlock") => dispatch({ kind: "world-changed", what }),
    async close() {
      closed = true;
      cancelWake();
      lookAbort.abort();
      drop();
      await Promise.all([
        atMost(LONGEST_CLOSE, Promise.allSettled([closing, purse.settled(), memory.settled()])),
        atMost(LONGEST_ENDING, workEnding),
      ]);
      invokes.forget();
      purse.clear();
      memory.close();
    },
  };
}

const outcomeOf = (saved: Result<void, FileFailure>): IntentOutcome =>
  saved.ok ? { ok: true } : { ok: true, unsaved: saved.failure };

function knownGateway(gateway: GatewaySettings): KnownGateway {
  return {
    url: gateway.url,
    version: gateway.lastVersion,
    protocol: gateway.lastProtocol,
    signatureVersion: gateway.signatureVersion,
  };
}

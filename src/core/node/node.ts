import type { Intent } from "../../shared/intent.ts";
import type { PicturesTaken } from "../../shared/picture/picture.ts";
import { standingOf } from "../../shared/standing.ts";
import type { NodeState, Warning } from "../../shared/state.ts";
import type { AskEnd, Question } from "../chat/chat.ts";
import { createInvokeMemory, type InvokeMemory } from "../commands/invoke-memory.ts";
import type { Identity } from "../identity/identity.ts";
import type { Clock } from "../time/clock.ts";
import { Connection } from "./connection.ts";
import { type CredentialCache, createCredentialCache } from "./credential-cache.ts";
import { createEdgeHeaders } from "./edge-headers.ts";
import { carryOutIntent, type IntentOutcome } from "./intents.ts";
import { createMemory, type NodeMemory } from "./memory.ts";
import {
  type Effect,
  initialModel,
  knownGateway,
  type Model,
  type NodeEvent,
  snapshot,
  type WorldChange,
} from "./model.ts";
import { transition } from "./transition.ts";
import type { NodeWorld } from "./world.ts";

export interface Node {
  state(): NodeState;
  /** Calls the listener with every later state; the returned function unsubscribes. */
  subscribe(listener: (state: NodeState) => void): () => void;
  intend(intent: Intent): Promise<IntentOutcome>;
  /** Sends an event of this node to the gateway; dropped when not connected. */
  emit(event: string, payload: unknown): void;
  /** Asks the agent of the connected gateway; `onText` hears all of the answer so far. Never rejects. */
  ask(question: Question, onText: (text: string) => void): Promise<AskEnd>;
  /** The pictures that may go with a question now; null when not connected. */
  pictures(): PicturesTaken | null;
  /** Names of the programs the skills of the connected gateway use; none when not connected. */
  skillPrograms(): Promise<readonly string[]>;
  /** The network changed, the machine woke or was unlocked (the default): try now rather than at the end of a pause. */
  worldChanged(what?: WorldChange): void;
  /** What is published of the owner's tools, or that there are any, has changed. */
  toolsChanged(): void;
  /** What is published of the skills may have changed. */
  skillsChanged(): void;
  /** Writes the settings again: their folder was lost. */
  saveAgain(): void;
  /** Something is running here for the gateway, or waiting to: not the moment for a restart. */
  busy(): boolean;
  /** Something noticed outside the node that is true but does not stop it; shown in the state. */
  warn(warning: Warning, present: boolean): void;
  /**
   * Ends the connection cleanly, and everything running with it; nothing happens afterwards. Resolves within about a
   * second, or a few when something that is running does not want to end.
   */
  close(): Promise<void>;
}

/** How long a vault or socket that does not answer may delay the end of the program, ms. */
const MAX_CLOSE = 900;
/** As long as it takes to end programs that ignore the first signal, ms (`endProcessTree`). */
const MAX_ENDING = 4_000;

/** A node of this world; establishes its identity at once, and connects where it should. */
export function createNode(world: NodeWorld): Node {
  const driver = new Driver(world);
  return {
    state: () => driver.state,
    subscribe: (listener) => driver.subscribe(listener),
    intend: (intent) => driver.intend(intent),
    emit: (event, payload) => driver.connection.session?.emit(event, payload),
    ask: (question, onText) => ask(driver, question, onText),
    pictures: () => driver.connection.session?.pictures ?? null,
    skillPrograms: async () => (await driver.connection.session?.skillPrograms()) ?? [],
    worldChanged: (what = "unlock") => driver.dispatch({ kind: "world-changed", what }),
    toolsChanged: () => driver.connection.session?.toolsChanged(),
    skillsChanged: () => driver.connection.session?.skillsChanged(),
    saveAgain: () => void driver.memory.remember({}),
    busy: () => driver.connection.busy,
    warn: (warning, present) => driver.warn(warning, present),
    close: () => driver.close(),
  };
}

/** Until the surface is approved a gateway refuses every message of the node (measured with openclaw 2026.9.6). */
async function ask(
  { state, connection }: Driver,
  question: Question,
  onText: (text: string) => void,
): Promise<AskEnd> {
  if (connection.session === null || state.phase !== "connected")
    return { ok: false, problem: "not-connected", detail: "" };
  if (standingOf(state) === "awaiting-surface") return { ok: false, problem: "surface-pending", detail: "" };
  return connection.session.ask(question, onText);
}

/**
 * Receives events, asks `transition` what comes next, carries out its effects, and gives every subscriber the same
 * snapshot. Decides nothing itself.
 */
class Driver {
  readonly memory: NodeMemory;
  readonly connection: Connection;
  readonly #world: NodeWorld;
  readonly #credentials: CredentialCache;
  readonly #invokes: InvokeMemory;
  readonly #listeners = new Set<(state: NodeState) => void>();
  readonly #queue: NodeEvent[] = [];
  #model: Model;
  #state: NodeState;
  #identity: Identity | null = null;
  #establishing = false;
  #cancelWake = (): void => {};
  #closed = false;
  #draining = false;

  constructor(world: NodeWorld) {
    const { clock, settings, log, vault } = world;
    this.#world = world;
    this.#credentials = createCredentialCache({
      vault,
      clock,
      log,
      sharedCredential: () => world.sharedCredential(),
      onSaved: (done) => this.warn("token-not-saved", !done),
    });
    this.#invokes = createInvokeMemory(clock, (result) => world.onLostResult?.(result));
    this.memory = createMemory(settings, clock, (done) => this.warn("settings-not-saved", !done));
    this.#model = modelAtStart(world);
    this.#state = snapshot(this.#model);
    this.connection = new Connection({
      ...this.#parts(),
      edgeHeaders: createEdgeHeaders(vault, settings),
      model: () => this.#model,
      identity: () => this.#identity,
    });
    // The first line of every front end is the state before anything was done.
    queueMicrotask(() => {
      if (this.#closed) return;
      this.warn("settings-recovered", settings.recovered === "last-good");
      this.warn("settings-lost", settings.recovered === "nothing");
      void this.#establish();
    });
  }

  get state(): NodeState {
    return this.#state;
  }

  subscribe(listener: (state: NodeState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  warn(warning: Warning, present: boolean): void {
    this.dispatch({ kind: "warning", warning, present });
  }

  intend(intent: Intent): Promise<IntentOutcome> {
    const parts = {
      ...this.#parts(),
      capabilitiesChanged: () => this.connection.session?.capabilitiesChanged(),
      identityForgotten: () => {
        this.#identity = null;
      },
    };
    return carryOutIntent(parts, intent);
  }

  /** One event at a time: what an effect causes waits until the current event is dealt with. */
  dispatch(event: NodeEvent): void {
    if (this.#closed) return;
    this.#queue.push(event);
    if (this.#draining) return;
    this.#draining = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next);
    this.#draining = false;
  }

  async close(): Promise<void> {
    const { clock } = this.#world;
    this.#closed = true;
    this.#cancelWake();
    this.connection.close();
    const saved = [this.connection.closed, this.#credentials.settled(), this.memory.settled()];
    await Promise.all([
      atMost(clock, MAX_CLOSE, Promise.allSettled(saved)),
      atMost(clock, MAX_ENDING, this.connection.workEnded),
    ]);
    this.#invokes.forget();
    this.#credentials.clear();
    this.memory.close();
  }

  /** What connection and intents have in common. */
  #parts() {
    return {
      world: this.#world,
      credentials: this.#credentials,
      memory: this.memory,
      invokes: this.#invokes,
      dispatch: (event: NodeEvent) => this.dispatch(event),
    };
  }

  #step(event: NodeEvent): void {
    const { clock, random } = this.#world;
    const now = { at: clock.now(), mono: clock.monotonic(), random: random() };
    const next = transition(this.#model, event, now);
    this.#model = next.model;
    this.#publish();
    for (const effect of next.effects) this.#carryOut(effect);
  }

  #publish(): void {
    const now = snapshot(this.#model);
    if (JSON.stringify(now) === JSON.stringify(this.#state)) return;
    this.#state = now;
    for (const listener of [...this.#listeners]) {
      try {
        listener(now);
      } catch (error) {
        this.#world.log.log("error", "a listener failed", { error });
      }
    }
  }

  /** Every effect and who carries it out: a table, as long as there are effects. */
  #carryOut(effect: Effect): void {
    const { connection, memory } = this;
    switch (effect.kind) {
      case "establish-identity":
        void this.#establish();
        return;
      case "connect":
        void connection.connect(effect);
        return;
      case "look":
        void connection.look(effect.attempt);
        return;
      case "start-session":
        connection.startSession();
        return;
      case "drop-connection":
        connection.drop();
        return;
      case "check-session":
        connection.session?.check();
        return;
      case "ask-surface":
        connection.session?.askSurface();
        return;
      case "surface-timer":
        connection.setSurfaceTimer(effect.what, effect.delayMs);
        return;
      case "surface-approved":
        if (connection.declared !== null) memory.surfaceApproved(connection.declared);
        connection.session?.surfaceApproved();
        return;
      case "forget-surface":
        memory.forgetSurface();
        return;
      case "remember-gateway":
        memory.rememberGateway(effect.gateway);
        return;
      case "keep-device-token":
        this.#keepDeviceToken(effect.token);
        return;
      case "wake-after":
        this.#cancelWake();
        this.#cancelWake = this.#world.clock.after(effect.delayMs, () =>
          this.dispatch({ kind: "retry-due" }),
        );
        return;
      case "cancel-wake":
        this.#cancelWake();
        return;
    }
  }

  #keepDeviceToken(token: string): void {
    const { gateway } = this.#model;
    if (gateway !== null) this.#credentials.keepDeviceToken(gateway.url, token);
  }

  async #establish(): Promise<void> {
    if (this.#establishing) return;
    this.#establishing = true;
    const result = await this.#world.establish();
    this.#establishing = false;
    if (!result.ok) {
      this.dispatch({ kind: "identity-failed", cause: result.failure });
      return;
    }
    const { identity, settingsSaved } = result.value;
    this.#identity = identity;
    // What could not be saved in the settings is tried again, and a warning is shown until then.
    if (!settingsSaved) await this.memory.remember({});
    this.dispatch({ kind: "identity-ready", deviceId: identity.deviceId });
  }
}

function modelAtStart({ clock, settings, registry, defaultDisplayName }: NodeWorld): Model {
  const { gateway, displayName, paused } = settings.read();
  return initialModel(
    { at: clock.now(), mono: clock.monotonic() },
    gateway === null ? null : knownGateway(gateway),
    displayName ?? defaultDisplayName,
    { paused },
    registry.capabilities(),
  );
}

/** Resolves when the work settles, or after that many ms. */
function atMost(clock: Clock, limit: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = clock.after(limit, resolve);
    void work.then(() => {
      giveUp();
      resolve();
    });
  });
}

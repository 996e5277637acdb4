import type { Result } from "../../shared/result.ts";
import type { InvokeMemory } from "../commands/invoke-memory.ts";
import { parseGatewayAddress } from "../gateway/address.ts";
import { knowsComputerUse, refusesComputerUse } from "../gateway/computer-use.ts";
import type { ConnectRequest, ConnectResult, DeclaredSurface, GatewaySession } from "../gateway/contract.ts";
import type { EdgeHeader } from "../gateway/edge-headers.ts";
import { wholeThread } from "../gateway/thread-share.ts";
import type { Identity } from "../identity/identity.ts";
import { signsElsewhere } from "../settings/signs-at.ts";
import { vaultCause } from "../vault/blocked-reason.ts";
import type { VaultFailure } from "../vault/vault.ts";
import { addressCause, anotherGatewayCause } from "./address-detail.ts";
import type { CredentialCache } from "./credential-cache.ts";
import { type LiveSession, runSession } from "./live-session.ts";
import type { NodeMemory } from "./memory.ts";
import type { Effect, KnownGateway, Model, NodeEvent } from "./model.ts";
import type { SurfaceTimer } from "./surface.ts";
import type { NodeWorld } from "./world.ts";

/** What the connection works with. */
export interface ConnectionParts {
  readonly world: NodeWorld;
  readonly credentials: CredentialCache;
  /** For whatever is in front of the gateway at this address. */
  readonly edgeHeaders: (url: string) => Promise<Result<readonly EdgeHeader[], VaultFailure>>;
  readonly memory: NodeMemory;
  readonly invokes: InvokeMemory;
  /** As it is now. */
  model(): Model;
  /** Null until it is established. */
  identity(): Identity | null;
  dispatch(event: NodeEvent): void;
}

type ConnectEffect = Extract<Effect, { kind: "connect" }>;
type Endpoint = Pick<ConnectRequest, "address" | "tlsFingerprint">;

/** One live connection. */
interface Live {
  readonly abort: AbortController;
  /** Null until the gateway said hello. */
  opened: { readonly session: GatewaySession; readonly declared: DeclaredSurface } | null;
  /** Null until `transition` wants its work started. */
  session: LiveSession | null;
  /** Cancels the timers that were set for this session's surface. */
  readonly timers: Map<SurfaceTimer, () => void>;
}

/**
 * The one connection to the gateway, from the attempt to its end: carries out what `transition` wants of it and
 * dispatches the results. An attempt or a session that is no longer the current one says nothing more.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #lookAbort = new AbortController();
  #live: Live | null = null;
  #closing: Promise<unknown> = Promise.resolve();
  #workEnding: Promise<unknown> = Promise.resolve();
  #lastFailure = "";

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** The work inside the current session; null without one. */
  get session(): LiveSession | null {
    return this.#live?.session ?? null;
  }

  /** What was declared when the current session was opened; null without one. */
  get declared(): DeclaredSurface | null {
    return this.#live?.opened?.declared ?? null;
  }

  /** Something is running here, or waiting to. */
  get busy(): boolean {
    return this.session?.busy() ?? false;
  }

  /** Resolves when every session dropped so far is closed. */
  get closed(): Promise<unknown> {
    return this.#closing;
  }

  /** Resolves when everything that ran in former connections has ended. */
  get workEnded(): Promise<unknown> {
    return this.#workEnding;
  }

  /** Opens the gateway's port and closes it again, and dispatches whether it was open. */
  async look(attempt: number): Promise<void> {
    const { world, model, dispatch } = this.#parts;
    const { gateway } = model();
    const address = gateway === null ? null : this.#address(gateway);
    if (address === null || !address.ok) return;
    const open = await world.look(address.value, this.#lookAbort.signal);
    dispatch({ kind: "looked", attempt, open });
  }

  /** One attempt, replacing whatever there was. */
  async connect(effect: ConnectEffect): Promise<void> {
    this.drop();
    const { credentials, model } = this.#parts;
    const identity = this.#parts.identity();
    const { gateway } = model();
    if (identity === null || gateway === null) return;
    const mine: Live = { abort: new AbortController(), opened: null, session: null, timers: new Map() };
    this.#live = mine;
    const endpoint = this.#endpoint(gateway);
    if (endpoint === null) return;
    const { url } = endpoint.address;
    const credential = await credentials.credentialFor(url, effect);
    const edgeHeaders = credential.ok ? await this.#parts.edgeHeaders(url) : credential;
    if (this.#live !== mine) return;
    if (!credential.ok) return this.#vaultFailed(effect, credential.failure);
    if (!edgeHeaders.ok) return this.#vaultFailed(effect, edgeHeaders.failure);
    const request = {
      ...this.#request(identity, effect, endpoint, credential.value),
      edgeHeaders: edgeHeaders.value,
    };
    const result = await this.#open(request, mine.abort.signal);
    if (this.#live === mine) this.#take(mine, result, effect, request.surface);
    else if (result.ok) await result.session.close();
  }

  /** Asks once more without it when it turns out that the gateway does not know `computerUse`. */
  async #open(request: ConnectRequest, signal: AbortSignal): Promise<ConnectResult> {
    const { world } = this.#parts;
    const result = await world.connect(request, signal);
    if (result.ok || !request.tellsComputerUse || !refusesComputerUse(result.failure)) return result;
    world.log.log("info", "the gateway is older than before, and is not told how the desktop is used");
    return world.connect({ ...request, tellsComputerUse: false }, signal);
  }

  #vaultFailed({ attempt }: ConnectEffect, failure: VaultFailure): void {
    const { world, dispatch } = this.#parts;
    dispatch({ kind: "vault-failed", attempt, cause: vaultCause(world.vault.kind, failure) });
  }

  /** Starts the work of the session that was opened. */
  startSession(): void {
    const mine = this.#live;
    if (mine === null || mine.opened === null || mine.session !== null) return;
    const { world, invokes, model, dispatch } = this.#parts;
    const { attempt } = model();
    mine.session = runSession({
      ...mine.opened,
      clock: world.clock,
      log: world.log,
      registry: world.registry,
      hostStats: () => world.hostStats(),
      share: world.share ?? wholeThread,
      onInvoke: (record) => world.onInvoke?.(record),
      invokeMemory: invokes,
      onLostResult: (result) => world.onLostResult?.(result),
      tools: { published: () => world.tools?.published() ?? [] },
      skills: { published: () => world.skills?.published() ?? [] },
      onSupport: (what, supported) =>
        dispatch({ kind: "warning", warning: `gateway-without-${what}`, present: !supported }),
      presence: world.presence ?? null,
      onPresenceApproval: (missing) =>
        dispatch({ kind: "warning", warning: "presence-not-approved", present: missing }),
      onSurface: (event) => dispatch({ ...event, attempt }),
      onStopped: (workEnded) => {
        this.#workEnding = Promise.allSettled([this.#workEnding, workEnded]);
      },
      onRenewal: () => dispatch({ kind: "renew-session", attempt }),
      onEnded: (failure) => {
        cancelTimers(mine);
        if (this.#live === mine) this.#live = null;
        world.log.log("info", "session ended", { failure });
        dispatch({ kind: "session-ended", attempt, failure });
      },
    });
  }

  /** Sets or, with null, cancels a timer of the current session. */
  setSurfaceTimer(what: SurfaceTimer, delayMs: number | null): void {
    if (this.#live === null) return;
    const { timers } = this.#live;
    timers.get(what)?.();
    timers.delete(what);
    if (delayMs === null) return;
    const { world, model, dispatch } = this.#parts;
    const { attempt } = model();
    const due = () => dispatch({ kind: "surface-due", attempt, what, busy: this.busy });
    timers.set(what, world.clock.after(delayMs, due));
  }

  /** Ends the current attempt or session. */
  drop(): void {
    const old = this.#live;
    this.#live = null;
    if (old === null) return;
    old.abort.abort();
    cancelTimers(old);
    const session = old.session ?? old.opened?.session;
    if (session) this.#closing = Promise.allSettled([this.#closing, session.close()]);
  }

  /** Ends everything, including looks. */
  close(): void {
    this.#lookAbort.abort();
    this.drop();
  }

  /** The address in use, judged by what the owner allowed. */
  #address(gateway: KnownGateway) {
    const { settings } = this.#parts.world;
    return parseGatewayAddress(gateway.url, {
      allowInsecure: settings.read().gateway?.allowInsecure ?? false,
    });
  }

  /** Where to connect to, or null when that was refused and dispatched. */
  #endpoint(gateway: KnownGateway): Endpoint | null {
    const { world, dispatch } = this.#parts;
    const address = this.#address(gateway);
    if (!address.ok) {
      dispatch({ kind: "address-refused", cause: addressCause(address.failure) });
      return null;
    }
    const settings = world.settings.read();
    const { url } = address.value;
    const tlsFingerprint = settings.gateway?.tlsFingerprint ?? null;
    // Whatever chose this gateway, even an edited settings file: this is the last place to hold back a signature.
    const used = signsElsewhere(settings, { url, tlsFingerprint });
    if (used === null) return { address: address.value, tlsFingerprint };
    dispatch({ kind: "address-refused", cause: anotherGatewayCause(used, url) });
    return null;
  }

  #request(
    identity: Identity,
    { signatureVersion }: ConnectEffect,
    { address, tlsFingerprint }: Endpoint,
    credential: ConnectRequest["credential"],
  ): ConnectRequest {
    const { world, memory, model } = this.#parts;
    return {
      address,
      identity,
      signatureVersion,
      credential,
      displayName: model().displayName ?? world.defaultDisplayName,
      model: world.model?.() ?? null,
      surface: world.registry.surface(),
      tellsComputerUse: knowsComputerUse(model().gateway?.version ?? null),
      frameLimit: world.registry.frameLimit(),
      tlsFingerprint,
      onSigned: () => memory.rememberSigned({ url: address.url, tlsFingerprint }),
    };
  }

  /** Handles the result of the current attempt. */
  #take(
    mine: Live,
    result: ConnectResult,
    { attempt, signatureVersion }: ConnectEffect,
    declared: DeclaredSurface,
  ): void {
    const { world, dispatch } = this.#parts;
    if (result.ok) {
      const { session, hello, proxy = null } = result;
      mine.opened = { session, declared };
      this.#lastFailure = "";
      world.log.log("info", "connected", { version: hello.serverVersion, protocol: hello.protocol, proxy });
      const approvedSurface = world.settings.read().gateway?.approvedSurface ?? null;
      dispatch({ kind: "connected", attempt, hello, proxy, signatureVersion, declared, approvedSurface });
    } else {
      // The first attempt of an outage is news; the others are for those who look closely.
      const failure = JSON.stringify(result.failure);
      const level = failure === this.#lastFailure ? "debug" : "info";
      world.log.log(level, "attempt failed", { failure: result.failure });
      this.#lastFailure = failure;
      this.#live = null;
      dispatch({ kind: "attempt-failed", attempt, failure: result.failure });
    }
  }
}

function cancelTimers({ timers }: Live): void {
  for (const cancel of timers.values()) cancel();
  timers.clear();
}

import type { Surface } from "../../shared/state.ts";
import type { Clock } from "../clock.ts";
import type { InvokeMemory, UndeliveredResult } from "../commands/invoke-memory.ts";
import { createInvoker, type InvokeRecord } from "../commands/invoker.ts";
import type { CommandRegistry } from "../commands/registry.ts";
import {
  COSTLY_INVOKE,
  type DeclaredSurface,
  type GatewayFailure,
  type GatewaySession,
  type Hello,
} from "../gateway/contract.ts";
import type { Logger } from "../log.ts";
import { createSkillPrograms } from "./skill-programs.ts";
import type { SurfaceMemory } from "./surface-pace.ts";
import { type SurfaceWatchOptions, watchSurface } from "./surface-watch.ts";

/** What goes on inside one authenticated connection: invokes, host statistics, the surface. */
export interface LiveSession {
  /** Sends an event of this node. */
  emit(event: string, payload: unknown): void;
  /** Names of the programs the gateway's skills use. */
  skillPrograms(): Promise<readonly string[]>;
  /** The owner turned a switch: what is off ends now, and what is declared is told to the gateway. */
  capabilitiesChanged(): void;
  /** Something runs, or waits to. */
  busy(): boolean;
  /** Finds out now whether the connection still lives. */
  check(): void;
  /** Stops everything and closes the socket cleanly. */
  close(): Promise<void>;
}

export interface LiveSessionOptions {
  readonly session: GatewaySession;
  readonly hello: Hello;
  readonly deviceId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registry: CommandRegistry;
  hostStats(): Promise<unknown>;
  onInvoke(record: InvokeRecord): void;
  /** Of the invokes of this gateway, from one connection to the next. */
  readonly invokeMemory: InvokeMemory;
  onLostResult(result: UndeliveredResult): void;
  onSurface(surface: Surface): void;
  /** What was declared when this connection was made. */
  readonly declared: DeclaredSurface;
  /** The surface needs a new connect: to be declared, or to take effect. */
  onRenewal(): void;
  readonly surfaceMemory: SurfaceMemory;
  readonly approvedBefore: SurfaceWatchOptions["approvedBefore"];
  readonly provesApproval: SurfaceWatchOptions["provesApproval"];
  /** Called once, with the end of everything that ran here. */
  onStopped(workEnded: Promise<void>): void;
  /** Called once, unless `close` was called first. */
  onEnded(failure: GatewayFailure): void;
}

/** Every 60 s. Source: openclaw 2026.9.6, docs/gateway/protocol/presence.md. */
const STATS_INTERVAL = 60_000;
/** Several switches turned one after another are declared at once, ms. */
const SWITCH_PAUSE = 500;
/** A new connect ends what runs, so it waits for that; but not for ever, ms. */
const LONGEST_WAIT = 5 * 60_000;

export function runSession(options: LiveSessionOptions): LiveSession {
  const { session, hello, deviceId, clock, log, registry } = options;
  let over = false;
  let stopStats = (): void => {};
  /** While a surface waits, a current gateway refuses events of its node. */
  let statsRefused = false;
  let cancelDeclaring = (): void => {};
  const invoker = createInvoker({
    registry,
    deviceId,
    clock,
    log,
    onRecord: options.onInvoke,
    memory: options.invokeMemory,
    onLost: options.onLostResult,
  });
  const watch = watchSurface({
    session,
    hello,
    deviceId,
    clock,
    memory: options.surfaceMemory,
    approvedBefore: options.approvedBefore,
    provesApproval: (command) => options.provesApproval(command),
    busy: () => invoker.busy(),
    report(surface) {
      options.onSurface(surface);
      if (surface.status === "approved" && statsRefused) void sendStats();
    },
    renew: options.onRenewal,
  });

  /** What is off is refused whether or not the gateway knows; so there is no hurry that would end other invokes. */
  function declareAnew(waited: number): void {
    cancelDeclaring();
    cancelDeclaring = clock.after(SWITCH_PAUSE, () => {
      if (over || JSON.stringify(registry.surface()) === JSON.stringify(options.declared)) return;
      if (invoker.busy() && waited < LONGEST_WAIT) declareAnew(waited + SWITCH_PAUSE);
      else options.onRenewal();
    });
  }

  function stop(): void {
    over = true;
    cancelDeclaring();
    stopStats();
    watch.stop();
    options.onStopped(invoker.abandon());
  }

  function emit(event: string, payload: unknown): void {
    if (!over) void session.request("node.event", { event, payload });
  }

  async function sendStats(): Promise<void> {
    stopStats();
    stopStats = clock.after(STATS_INTERVAL, () => void sendStats());
    const payload = await options.hostStats();
    if (over) return;
    const answer = await session.request("node.event", { event: "node.host.stats", payload });
    statsRefused = !answer.ok;
  }

  session.listen((event) => {
    if (over) return;
    watch.see(event);
    if (event.event === "node.invoke.request") invoker.accept(event.payload, session);
    else if (event.event === "node.invoke.cancel") invoker.cancel(event.payload);
    else if (event.event === COSTLY_INVOKE) invoker.refuseUnread(event.payload, session);
  });
  void session.ended.then((failure) => {
    if (over) return;
    stop();
    options.onEnded(failure);
  });
  void sendStats();
  void invoker.deliverKept(session);
  // A switch turned while the connection was being made.
  declareAnew(0);

  return {
    busy: () => invoker.busy(),
    emit,
    skillPrograms: createSkillPrograms(session, clock),
    capabilitiesChanged() {
      invoker.endWhatIsOff();
      declareAnew(0);
    },
    check: () => session.check(),
    close() {
      stop();
      return session.close();
    },
  };
}

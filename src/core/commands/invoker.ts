import type { GatewayEvent, GatewaySession, InvokeOutcome } from "../gateway/contract.ts";
import type { InvokeRequest } from "../gateway/invoke-request.ts";
import { type ThreadShare, wholeThread } from "../gateway/thread-share.ts";
import type { Logger } from "../log/log.ts";
import type { Clock } from "../time/clock.ts";
import { type Command, CommandError } from "./command.ts";
import type { InvokeMemory, LostResult } from "./invoke-memory.ts";
import { InvokeQueue, type QueuedInvoke } from "./invoke-queue.ts";
import type { CommandRegistry } from "./registry.ts";
import { runInvoke } from "./run-invoke.ts";
import { switchedOff } from "./switched-off.ts";

/** One invoke, for the owner's eyes: never its parameters or its result. */
export interface InvokeRecord {
  readonly id: string;
  readonly command: string;
  readonly at: number;
  readonly outcome: "running" | "ok" | "error" | "cancelled" | "denied";
  /** Milliseconds; null while running. */
  readonly durationMs: number | null;
}

export interface InvokerOptions {
  readonly registry: CommandRegistry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onRecord?: (record: InvokeRecord) => void;
  /** What outlives this connection. */
  readonly memory: InvokeMemory;
  /** What the connection may use of the thread; all of it by default. */
  readonly share?: ThreadShare;
  /** A result that no gateway accepts any more. */
  readonly onLost?: (result: LostResult) => void;
}

/**
 * How long invokes may begin one after the other before the event loop goes round, ms. What is answered without waiting
 * for anything would keep every other connection of the process from being heard until the queue is empty.
 */
const LONGEST_TURN = 2;
/** The same beside other connections, each of whose commands takes several rounds. */
const TURN_IN_COMPANY = 0.2;
/** With more than this many at once, running or waiting, a connection counts as one that has more to do. */
const MANY = 4;

type Unreadable = Extract<GatewayEvent, { kind: "invoke-unreadable" }>;

export interface Invoker {
  accept(request: InvokeRequest, session: GatewaySession): void;
  /** Answers an invoke that could not be read. */
  refuse(unreadable: Unreadable, session: GatewaySession): void;
  cancel(invokeId: string): void;
  /** Sends again the results that the last connection could not take; those this gateway does not want are lost. */
  deliverKept(session: GatewaySession): Promise<void>;
  /** True while an invoke is running or waiting. */
  busy(): boolean;
  /** Ends running invokes whose capability has been switched off; their callers are told. */
  endWhatIsOff(): void;
  /** Aborts everything: the session is gone. Resolves once every invoke has ended what it started. */
  abandon(): Promise<void>;
}

/**
 * Runs what the gateway asks for: bounded, cancellable, and each invoke answered exactly once. A command that throws,
 * hangs or answers nonsense hurts only its own invoke.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: small steps over one queue and one set; apart, each would be handed the same state.
export function createInvoker(options: InvokerOptions): Invoker {
  const { registry, clock, log, memory, onRecord, onLost, share = wholeThread } = options;
  const queue = new InvokeQueue();
  /** Everything that has begun and not finished, answered or not. */
  const unfinished = new Set<Promise<unknown>>();

  function record({ id, command }: InvokeRequest, at: number, outcome: InvokeRecord["outcome"]): void {
    const durationMs = outcome === "running" ? null : Math.max(0, clock.now() - at);
    onRecord?.({ id, command, at, outcome, durationMs });
  }

  /** Tells the caller; a result that the connection did not take is kept for the next one. */
  async function answer({ session, request }: QueuedInvoke, outcome: InvokeOutcome): Promise<void> {
    const { id, command } = request;
    const at = clock.now();
    if ((await session.sendResult(id, outcome)) === "unanswered") memory.keep({ id, command, at, outcome });
  }

  /** For one that never began: nothing is kept of it. */
  function answerError(session: GatewaySession, id: string, code: string, message: string): void {
    void session.sendResult(id, { ok: false, error: { code, message } });
  }

  /** Others have their turn too: what is left begins after they have been heard. */
  let turnBegan: number | null = null;
  let isHeld = false;
  const isTurnOver = (): boolean =>
    turnBegan !== null &&
    clock.monotonic() - turnBegan >= (share.hasCompany() ? TURN_IN_COMPANY : LONGEST_TURN);

  /** False once this connection has had its part; what is left begins when it may go on. */
  function mayGoOn(): boolean {
    if (!share.isHeld()) return true;
    if (!isHeld) {
      isHeld = true;
      share.onceFree(() => {
        isHeld = false;
        startNext();
      });
    }
    return false;
  }

  function startNext(): void {
    if (queue.size > MANY) share.hasMore();
    while (!isTurnOver() && mayGoOn()) {
      const next = queue.next();
      if (next === null) return;
      if (turnBegan === null) {
        turnBegan = clock.monotonic();
        setImmediate(() => {
          turnBegan = null;
          startNext();
        });
      }
      share.spend(() => start(next));
    }
  }

  function start(invoke: QueuedInvoke): void {
    const { request, session } = invoke;
    const found = registry.find(request.command);
    if (found.kind === "found") {
      queue.begin(invoke);
      void run(found.command, invoke).finally(() => {
        queue.end(invoke);
        startNext();
      });
      return;
    }
    memory.settle(request, null);
    if (found.kind === "unknown") {
      answerError(
        session,
        request.id,
        "INVALID_REQUEST",
        `unknown command: ${request.command.slice(0, 100)}`,
      );
      return;
    }
    const { code, message } = switchedOff(found.capability);
    answerError(session, request.id, code, message);
    record(request, clock.now(), "denied");
  }

  async function run(command: Command, invoke: QueuedInvoke): Promise<void> {
    const { request } = invoke;
    const began = clock.now();
    record(request, began, "running");
    const outcome = await runInvoke(command, {
      ...invoke,
      clock,
      log,
      stepAside() {
        queue.stepAside(invoke);
        startNext();
      },
      onWork(work) {
        const end = work.catch(() => {}).finally(() => unfinished.delete(end));
        unfinished.add(end);
      },
    });
    memory.settle(request, outcome);
    const known = outcomeOf(outcome);
    // The gateway has already given up on a cancelled invoke; an answer would only be refused.
    if (known !== "cancelled") void answer(invoke, outcome);
    record(request, began, known);
  }

  return {
    accept(request, session) {
      // A gateway that sends one invoke twice gets one answer.
      if (queue.has(request.id)) return;
      if (!queue.hasRoomFor(request)) {
        answerError(
          session,
          request.id,
          "UNAVAILABLE",
          "this node has too many invokes waiting; try again later",
        );
        return;
      }
      const invoke = { request, session, abort: new AbortController() };
      const before = memory.begin(request);
      if (before !== null) {
        void before.then((outcome) => answer(invoke, outcome));
        return;
      }
      queue.add(invoke);
      startNext();
    },
    refuse({ id, code, message }, session) {
      log.log("warn", "an invoke could not be read", { problem: message });
      answerError(session, id, code, message);
    },
    cancel(id) {
      const reason = new CommandError("CANCELLED", "cancelled by the gateway");
      const running = queue.running().find(({ request }) => request.id === id);
      running?.abort.abort(reason);
      const waiting = queue.removeWaiting(id);
      if (waiting !== null) memory.settle(waiting.request, null);
    },
    async deliverKept(session) {
      for (const result of memory.takeUndelivered()) {
        const delivery = await session.sendResult(result.id, result.outcome);
        if (delivery === "unanswered") memory.keep(result);
        else if (delivery === "refused") onLost?.({ ...result, why: "refused" });
      }
    },
    endWhatIsOff() {
      for (const { request, abort } of queue.running()) {
        const found = registry.find(request.command);
        if (found.kind === "off") abort.abort(switchedOff(found.capability));
      }
    },
    busy: () => queue.size > 0,
    async abandon() {
      for (const { request } of queue.removeAllWaiting()) memory.settle(request, null);
      for (const { abort } of queue.running())
        abort.abort(new CommandError("CANCELLED", "the connection ended"));
      await Promise.all(unfinished);
    },
  };
}

/** The owner sees a refusal as a refusal. Source of the codes: openclaw 2026.9.6, docs/nodes. */
function outcomeOf(outcome: InvokeOutcome): InvokeRecord["outcome"] {
  if (outcome.ok) return "ok";
  const { code } = outcome.error;
  if (code === "CANCELLED") return "cancelled";
  return code === "SYSTEM_RUN_DENIED" || code.endsWith("_DISABLED") ? "denied" : "error";
}

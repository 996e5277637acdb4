import type { Clock } from "../clock.ts";
import type { RpcResult } from "../gateway/contract.ts";
import { RECEIVE_LIMIT } from "../gateway/frames.ts";
import type { Logger } from "../log.ts";
import { type Command, CommandError } from "./command.ts";
import { type InvokeRequest, readInvokeRequest } from "./invoke-frames.ts";
import type { InvokeMemory, InvokeOutcome, UndeliveredResult } from "./invoke-memory.ts";
import type { CommandRegistry } from "./registry.ts";
import { switchedOff } from "./switched-off.ts";

/** What an invoke needs of the session it came by. */
export interface InvokeChannel {
  request(method: string, params: unknown): Promise<RpcResult>;
  /** Largest frame the gateway accepts, bytes. */
  readonly maxPayload: number;
}

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
  readonly deviceId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onRecord?: (record: InvokeRecord) => void;
  /** What outlives this connection. */
  readonly memory: InvokeMemory;
  /** A result that no gateway takes any more. */
  readonly onLost?: (result: UndeliveredResult) => void;
}

export interface Invoker {
  /** Takes the payload of `node.invoke.request`. */
  accept(payload: unknown, channel: InvokeChannel): void;
  /** Takes the payload of `node.invoke.cancel`. */
  cancel(payload: unknown): void;
  /** Answers an invoke that was too costly to read. */
  refuseUnread(payload: unknown, channel: InvokeChannel): void;
  /** Says the results again that the last connection could not take; those this gateway does not want are lost. */
  deliverKept(channel: InvokeChannel): Promise<void>;
  /** True while an invoke runs or waits. */
  busy(): boolean;
  /** Ends what runs and is switched off by now; whoever asked is told. */
  endWhatIsOff(): void;
  /** Aborts everything: the session is gone. Resolves when all of it has ended what it started. */
  abandon(): Promise<void>;
}

const MOST_AT_ONCE = 16;
const MOST_WAITING = 1_024;
/** Of parameters, characters, in all that runs or waits: as much as one frame can bring. */
const MOST_HELD = RECEIVE_LIMIT;
/** Without a limit from the gateway. Source: openclaw 2026.9.6 sends 30 000 for a plain `nodes invoke`. */
const DEFAULT_TIMEOUT = 30_000;
/** What a timer can hold, ms: about 24 days. */
const LONGEST_TIMEOUT = 2_147_483_647;
/** Progress pieces, UTF-16 units. Source: @openclaw/gateway-protocol 2026.9.1, NodeInvokeProgressParams. */
const LONGEST_CHUNK = 16_384;
/** Room in a frame for everything around the payload, bytes. */
const FRAME_OVERHEAD = 1_024;

/** Pauses after which what was refused in passing is said again, ms. */
const AGAIN_AFTER = [50, 200, 500, 1_000];

/**
 * A gateway that is just taking note of what this node offers refuses everything else from it for a
 * moment. Source: measured with openclaw 2026.9.6, `UNAVAILABLE` with `details.code` `PAIRING_CHANGED`.
 */
const isPassing = (answer: RpcResult): boolean =>
  !answer.ok &&
  answer.error.code === "UNAVAILABLE" &&
  (answer.error.details as { code?: unknown } | undefined)?.code === "PAIRING_CHANGED";

/** The session's own words for a request that no gateway answered. */
const wasNotTaken = (code: string): boolean => code === "CLOSED" || code === "TIMEOUT";

const failed = (code: string, message: string): InvokeOutcome => ({ ok: false, error: { code, message } });

interface Running {
  readonly request: InvokeRequest;
  readonly channel: InvokeChannel;
  readonly abort: AbortController;
}

/**
 * Runs what the gateway asks for: bounded, cancellable, and each invoke answered exactly once. A
 * command that throws, hangs or answers nonsense hurts only its own invoke.
 */
export function createInvoker(options: InvokerOptions): Invoker {
  const { registry, deviceId, clock, log, memory } = options;
  const running = new Map<string, Running>();
  /** Ids of those that wait, or waited, for a person: they keep no other from running. */
  const aside = new Set<string>();
  const waiting: Running[] = [];
  /** Everything that was begun and has not come to its end, answered or not. */
  const unfinished = new Set<Promise<unknown>>();

  function record(id: string, command: string, at: number, outcome: InvokeRecord["outcome"]): void {
    options.onRecord?.({
      id,
      command,
      at,
      outcome,
      durationMs: outcome === "running" ? null : Math.max(0, clock.now() - at),
    });
  }

  /** Says it again while the gateway refuses it in passing, so that an answer is not lost. */
  async function deliver(channel: InvokeChannel, method: string, params: object): Promise<RpcResult> {
    for (const pause of AGAIN_AFTER) {
      const answer = await channel.request(method, params);
      if (!isPassing(answer)) return answer;
      await new Promise<void>((resolve) => clock.after(pause, resolve));
    }
    return channel.request(method, params);
  }

  /** Tells the caller; a result that the line did not take is kept for the next one. */
  async function tell({ channel, request }: Pick<Running, "channel" | "request">, outcome: InvokeOutcome) {
    const { id, command } = request;
    const at = clock.now();
    const answer = await deliver(channel, "node.invoke.result", { id, nodeId: deviceId, ...outcome });
    if (!answer.ok && wasNotTaken(answer.error.code)) memory.keep({ id, command, at, outcome });
  }

  /** Of what never began: nothing is kept of it. */
  function refuse(channel: InvokeChannel, id: string, code: string, message: string): void {
    const error = { code, message };
    void deliver(channel, "node.invoke.result", { id, nodeId: deviceId, ok: false, error });
  }

  function startNext(): void {
    while (running.size - aside.size < MOST_AT_ONCE) {
      const next = waiting.shift();
      if (next === undefined) return;
      start(next);
    }
  }

  function start(entry: Running): void {
    const { id, command: name } = entry.request;
    const found = registry.find(name);
    if (found.kind !== "found") memory.settle(entry.request, null);
    if (found.kind === "unknown") {
      refuse(entry.channel, id, "INVALID_REQUEST", `unknown command: ${name.slice(0, 100)}`);
      return;
    }
    if (found.kind === "off") {
      const { code, message } = switchedOff(found.capability);
      refuse(entry.channel, id, code, message);
      record(id, name, clock.now(), "denied");
      return;
    }
    running.set(id, entry);
    void run(found.command, entry).finally(() => {
      running.delete(id);
      aside.delete(id);
      startNext();
    });
  }

  async function run(command: Command, entry: Running): Promise<void> {
    const { request, channel, abort } = entry;
    const began = clock.now();
    record(request.id, command.name, began, "running");
    const timeoutMs = Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT, LONGEST_TIMEOUT);
    const stopTimer = clock.after(timeoutMs, () =>
      abort.abort(new CommandError("TIMEOUT", `${command.name} did not finish within ${timeoutMs} ms`)),
    );
    const largestResult = Math.max(0, channel.maxPayload - FRAME_OVERHEAD);
    let sequence = 0;
    let taken = Promise.resolve();
    const stream = async (text: string): Promise<void> => {
      for (const chunk of chunksOf(text)) {
        if (abort.signal.aborted) return;
        const params = { invokeId: request.id, nodeId: deviceId, seq: sequence++, chunk };
        await deliver(channel, "node.invoke.progress", params);
      }
    };
    // One after the other, whoever calls: pieces of two texts must not mix.
    const progress = (text: string): Promise<void> => {
      taken = taken.then(() => stream(text)).catch(() => {});
      return taken;
    };
    try {
      const aborted = new Promise<never>((_, reject) => {
        abort.signal.addEventListener("abort", () => reject(abort.signal.reason), { once: true });
      });
      const stepAside = () => {
        // Its command may still run though the invoke was given up long ago.
        if (running.get(request.id) !== entry) return;
        aside.add(request.id);
        startNext();
      };
      const context = {
        invokeId: request.id,
        signal: abort.signal,
        timeoutMs,
        largestResult,
        progress,
        stepAside,
      };
      const payload = await Promise.race([untilFinished(command.run(request.params, context)), aborted]);
      const outcome = writable(payload, channel.maxPayload);
      memory.settle(request, outcome);
      void tell(entry, outcome);
      record(request.id, command.name, began, outcome.ok ? "ok" : "error");
    } catch (error) {
      const known = error instanceof CommandError ? error : unexpected(command.name, error);
      const outcome = failed(known.code, known.message);
      memory.settle(request, outcome);
      // The gateway has given a cancelled invoke up; an answer would only be refused.
      if (known.code !== "CANCELLED") void tell(entry, outcome);
      record(request.id, command.name, began, outcomeOf(known.code));
    } finally {
      stopTimer();
    }
  }

  function untilFinished<T>(work: Promise<T>): Promise<T> {
    const end = work.catch(() => {}).finally(() => unfinished.delete(end));
    unfinished.add(end);
    return work;
  }

  function unexpected(name: string, error: unknown): CommandError {
    log.log("error", "a command failed unexpectedly", { command: name, error });
    return new CommandError("INTERNAL_ERROR", `${name} failed on this node; its log says more`);
  }

  return {
    accept(payload, channel) {
      const request = readInvokeRequest(payload);
      if (!request.ok) {
        log.log("warn", "an invoke was malformed", { problem: request.failure.message });
        if (request.failure.id !== null)
          refuse(channel, request.failure.id, "INVALID_REQUEST", request.failure.message);
        return;
      }
      const { id, size } = request.value;
      // A gateway that sends one invoke twice gets one answer.
      if (running.has(id) || waiting.some((entry) => entry.request.id === id)) return;
      const held = [...running.values(), ...waiting].reduce((sum, entry) => sum + entry.request.size, 0);
      if (waiting.length >= MOST_WAITING || held + size > MOST_HELD) {
        refuse(channel, id, "UNAVAILABLE", "this node has too many invokes waiting; try again later");
        return;
      }
      const entry = { request: request.value, channel, abort: new AbortController() };
      const before = memory.repeated(request.value);
      if (before !== null) {
        void before.then((outcome) => tell(entry, outcome));
        return;
      }
      waiting.push(entry);
      startNext();
    },
    cancel(payload) {
      const id = (payload as { invokeId?: unknown } | null)?.invokeId;
      if (typeof id !== "string") return;
      const reason = new CommandError("CANCELLED", "cancelled by the gateway");
      running.get(id)?.abort.abort(reason);
      const index = waiting.findIndex((entry) => entry.request.id === id);
      for (const { request } of index < 0 ? [] : waiting.splice(index, 1)) memory.settle(request, null);
    },
    refuseUnread(payload, channel) {
      const id = (payload as { id?: unknown } | null)?.id;
      if (typeof id === "string")
        refuse(channel, id, "PAYLOAD_TOO_LARGE", "the invoke is larger than anything this node offers takes");
    },
    async deliverKept(channel) {
      for (const result of memory.takeUndelivered()) {
        const { id, outcome } = result;
        const answer = await deliver(channel, "node.invoke.result", { id, nodeId: deviceId, ...outcome });
        if (!answer.ok && wasNotTaken(answer.error.code)) memory.keep(result);
        // A gateway that no longer waits for it says so (measured, 2026.1.29 and 2026.9.6).
        else if (!answer.ok || (answer.payload as { ignored?: unknown } | null)?.ignored === true)
          options.onLost?.(result);
      }
    },
    endWhatIsOff() {
      for (const { request, abort } of running.values()) {
        const found = registry.find(request.command);
        if (found.kind === "off") abort.abort(switchedOff(found.capability));
      }
    },
    busy: () => running.size + waiting.length > 0,
    async abandon() {
      for (const { request } of waiting.splice(0)) memory.settle(request, null);
      for (const entry of running.values())
        entry.abort.abort(new CommandError("CANCELLED", "the connection ended"));
      await Promise.all(unfinished);
    },
  };
}

/** The payload as it can be sent: JSON, and within one frame of this gateway. */
function writable(payload: unknown, maxPayload: number): InvokeOutcome {
  let json: string | undefined;
  try {
    json = JSON.stringify(payload ?? null);
  } catch {
    json = undefined;
  }
  if (json === undefined) return failed("INTERNAL_ERROR", "the result could not be written as JSON");
  if (Buffer.byteLength(json) + FRAME_OVERHEAD > maxPayload)
    return failed("PAYLOAD_TOO_LARGE", `the result is larger than the gateway accepts (${maxPayload} bytes)`);
  return { ok: true, payload: payload ?? null };
}

/** Pieces the wire takes; no character is cut in two. */
function* chunksOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const full = from + LONGEST_CHUNK;
    const code = text.charCodeAt(full - 1);
    const to = full < text.length && code >= 0xd800 && code <= 0xdbff ? full - 1 : full;
    yield text.slice(from, to);
    from = to;
  }
}

/** The owner sees a refusal as a refusal. Source of the codes: openclaw 2026.9.6, docs/nodes. */
function outcomeOf(code: string): InvokeRecord["outcome"] {
  if (code === "CANCELLED") return "cancelled";
  return code === "SYSTEM_RUN_DENIED" || code.endsWith("_DISABLED") ? "denied" : "error";
}

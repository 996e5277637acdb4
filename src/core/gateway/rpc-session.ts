import type { RawData, WebSocket } from "ws";
import type { Logger } from "../log/log.ts";
import type { Clock } from "../time/clock.ts";
import { classifyCloseAfterHello } from "./close-failure.ts";
import type { GatewayFailure, Hello } from "./contract.ts";
import { EventBuffer } from "./event-buffer.ts";
import { FairArrivals } from "./fair-arrivals.ts";
import { type MalformedFrames, parseFrame } from "./frames.ts";
import { PendingRequests } from "./pending-requests.ts";
import type { Arrival, RpcResult, RpcSession, WireEvent } from "./rpc.ts";
import { errorCode } from "./socket-failure.ts";
import type { ThreadShare } from "./thread-share.ts";
import { watchSilence } from "./watchdog.ts";

export interface RpcSessionParts {
  /** Open, authenticated, and without listeners. */
  readonly webSocket: WebSocket;
  readonly hello: Hello;
  readonly tickIntervalMs: number;
  /** What arrived before hello, oldest first. */
  readonly earlyEvents: readonly WireEvent[];
  readonly malformed: MalformedFrames;
  /** Never repeated in a failure. */
  readonly secret: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The largest frame that is read, bytes. */
  readonly frameLimit: number;
  /** What it may use of the thread. */
  readonly share: ThreadShare;
}

const DEFAULT_REQUEST_MS = 30_000;
/** Requests at once: as many as the invokes that can wait, with room for those that answer them. */
const MAX_REQUESTS = 4_096;
const CLOSE_GRACE_MS = 1_000;
/** How long a peer that is asked for a sign of life may take, ms. */
const SIGN_OF_LIFE_MS = 5_000;
/** Bytes queued for a peer that does not read. Beyond it requests are refused rather than kept in memory. */
const MIN_OUTBOUND_BUFFER = 4 * 1024 * 1024;
/** The reference client's code for a peer gone silent (openclaw docs, gateway/protocol/versioning.md, 2026.9.6). */
const SILENCE_CLOSE_CODE = 4000;

/** Takes over an authenticated socket. See `RpcSession` for what it promises. */
export function openRpcSession(parts: RpcSessionParts): RpcSession {
  return new SocketSession(parts);
}

class SocketSession implements RpcSession {
  readonly ended: Promise<GatewayFailure>;
  readonly maxPayload: number;
  readonly #parts: RpcSessionParts;
  readonly #requests: PendingRequests;
  readonly #events: EventBuffer;
  readonly #watchdog: ReturnType<typeof watchSilence>;
  #tellEnded: (failure: GatewayFailure) => void = () => {};
  #shutdownAnnounced: boolean;
  #over = false;
  #checking = false;
  #closing: Promise<void> | null = null;

  constructor(parts: RpcSessionParts) {
    const { clock, earlyEvents, hello, logger, tickIntervalMs } = parts;
    this.#parts = parts;
    this.maxPayload = hello.maxPayload;
    this.#requests = new PendingRequests(clock);
    this.#events = new EventBuffer(earlyEvents, logger);
    this.#shutdownAnnounced = earlyEvents.some((event) => event.event === "shutdown");
    this.ended = new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
    const longestSilence = 2 * tickIntervalMs;
    this.#watchdog = watchSilence(clock, longestSilence, () => this.#endSilent(longestSilence));
    this.#attach();
  }

  #attach(): void {
    const { webSocket, clock, logger, secret, share } = this.#parts;
    const handle = (data: RawData, isBinary: boolean) => this.#onMessage(data, isBinary);
    const arrivals = new FairArrivals(webSocket, clock, handle, share);
    webSocket.on("message", (data, isBinary) => arrivals.take(data, isBinary));
    webSocket.on("pong", () => this.#watchdog.heard());
    webSocket.on("error", (error) => {
      const code = errorCode(error);
      if (code.startsWith("WS_ERR_")) this.#end({ kind: "protocol-error", detail: code });
      else logger.log("debug", "gateway socket error", { code });
    });
    webSocket.on("close", (code, reason) => {
      arrivals.finish();
      this.#end(
        classifyCloseAfterHello(code, reason.toString("utf8"), secret, {
          shutdownAnnounced: this.#shutdownAnnounced,
        }),
      );
    });
  }

  listen(listener: (arrival: Arrival) => void): void {
    this.#events.attach(listener);
  }

  async request(method: string, params: unknown, timeoutMs = DEFAULT_REQUEST_MS): Promise<RpcResult> {
    const { webSocket } = this.#parts;
    if (this.#over) return refusal("CLOSED", "the connection ended");
    if (this.#requests.waiting >= MAX_REQUESTS)
      return refusal("BUSY", `${method}: too many requests are waiting for an answer`);
    const id = this.#requests.nextId();
    const frame = serialise({ type: "req", id, method, params });
    if (frame === null) return refusal("UNSERIALIZABLE", `${method}: the parameters are not JSON`);
    const unsent = this.#whyUnsent(method, Buffer.byteLength(frame));
    if (unsent !== null) return unsent;
    const answer = this.#requests.wait(id, timeoutMs > 0 ? timeoutMs : DEFAULT_REQUEST_MS, (waitedMs) =>
      refusal("TIMEOUT", `${method}: no answer within ${waitedMs} ms`),
    );
    webSocket.send(frame, (error) => {
      if (error) this.#requests.answer(id, refusal("CLOSED", "the connection ended"));
    });
    return answer;
  }

  #whyUnsent(method: string, size: number): RpcResult | null {
    if (size > this.maxPayload)
      return refusal("PAYLOAD_TOO_LARGE", `${method}: ${size} bytes, the gateway accepts ${this.maxPayload}`);
    const limit = Math.max(MIN_OUTBOUND_BUFFER, 2 * this.maxPayload);
    if (this.#parts.webSocket.bufferedAmount + size > limit)
      return refusal("BUFFER_FULL", `${method}: the gateway does not read what was sent before`);
    return null;
  }

  check(): void {
    if (this.#over || this.#checking) return;
    const { clock, webSocket } = this.#parts;
    this.#checking = true;
    const askedAt = clock.monotonic();
    webSocket.ping(() => {});
    clock.after(SIGN_OF_LIFE_MS, () => {
      this.#checking = false;
      if (!this.#over && this.#watchdog.lastHeard() < askedAt) this.#endSilent(SIGN_OF_LIFE_MS);
    });
  }

  async close(): Promise<void> {
    this.#end({ kind: "aborted" });
    await this.#leave(1000, "");
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#over) return;
    const frame = isBinary
      ? { kind: "malformed" as const }
      : parseFrame(data as Buffer, this.#parts.frameLimit);
    if (frame.kind === "too-costly" && frame.invokeId !== null)
      this.#events.deliver({ costlyInvoke: frame.invokeId });
    if (frame.kind === "malformed" || frame.kind === "too-costly") {
      this.#countMalformed();
      return;
    }
    this.#watchdog.heard();
    if (frame.kind === "response") this.#requests.answer(frame.id, toRpcResult(frame.result));
    if (frame.kind !== "event") return;
    if (frame.event.event === "shutdown") this.#shutdownAnnounced = true;
    if (frame.event.event !== "tick") this.#events.deliver(frame.event);
  }

  #countMalformed(): void {
    const { malformed } = this.#parts;
    if (!malformed.add()) return;
    const detail = `${malformed.total} malformed frames`;
    this.#endAndLeave({ kind: "protocol-error", detail }, 1002, "malformed frames");
  }

  #endSilent(silentMs: number): void {
    const reason = `nothing heard for ${silentMs} ms`;
    this.#endAndLeave(
      { kind: "closed", code: SILENCE_CLOSE_CODE, reason, cause: "silence" },
      SILENCE_CLOSE_CODE,
      "tick timeout",
    );
  }

  #end(failure: GatewayFailure): void {
    if (this.#over) return;
    this.#over = true;
    this.#watchdog.stop();
    this.#requests.answerAll(refusal("CLOSED", "the connection ended"));
    this.#tellEnded(failure);
  }

  #endAndLeave(failure: GatewayFailure, code: number, reason: string): void {
    this.#end(failure);
    void this.#leave(code, reason);
  }

  /** Says goodbye, waits a second for the answer, then cuts the connection. */
  #leave(code: number, reason: string): Promise<void> {
    const { webSocket, clock } = this.#parts;
    this.#closing ??= new Promise((resolve) => {
      if (webSocket.readyState === webSocket.CLOSED) {
        resolve();
        return;
      }
      const cancelGrace = clock.after(CLOSE_GRACE_MS, () => webSocket.terminate());
      webSocket.once("close", () => {
        cancelGrace();
        resolve();
      });
      webSocket.close(code, reason);
    });
    return this.#closing;
  }
}

function refusal(code: string, message: string): RpcResult {
  return { ok: false, error: { code, message, details: undefined, retryAfterMs: null } };
}

/** The wire's extra fields stay here. */
function toRpcResult(result: RpcResult): RpcResult {
  if (result.ok) return result;
  const { code, message, details, retryAfterMs } = result.error;
  return { ok: false, error: { code, message, details, retryAfterMs } };
}

/** Null for what JSON cannot express: cycles, big integers, a `toJSON` that throws. */
function serialise(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

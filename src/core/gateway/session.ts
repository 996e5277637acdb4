import type { RawData, WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import { classifyCloseAfterHello } from "./close-failure.ts";
import {
  COSTLY_INVOKE,
  type GatewayEvent,
  type GatewayFailure,
  type GatewaySession,
  type Hello,
  type RpcResult,
} from "./contract.ts";
import { EventBuffer } from "./event-buffer.ts";
import { type MalformedFrames, parseFrame } from "./frames.ts";
import { PendingRequests } from "./pending-requests.ts";
import { errorCode } from "./socket-failure.ts";
import { watchSilence } from "./watchdog.ts";

export interface SessionParts {
  /** Open, authenticated, and without listeners. */
  readonly webSocket: WebSocket;
  readonly hello: Hello;
  readonly tickIntervalMs: number;
  /** What arrived before hello, oldest first. */
  readonly earlyEvents: readonly GatewayEvent[];
  readonly malformed: MalformedFrames;
  /** Never repeated in a failure. */
  readonly secret: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The largest frame that is read, bytes. */
  readonly frameLimit: number;
}

const DEFAULT_REQUEST_MS = 30_000;
/** Requests at once: as many as the invokes that can wait, with room for their answers' own. */
const MOST_REQUESTS = 4_096;
const CLOSE_GRACE_MS = 1_000;
/** How long a peer that is asked for a sign of life may take, ms. */
const SIGN_OF_LIFE_MS = 5_000;
/** Queued for a peer that does not read. Beyond it requests are refused rather than kept in memory. */
const LEAST_OUTBOUND_BUFFER = 4 * 1024 * 1024;
/** The reference client's code for a peer gone silent (openclaw docs, gateway/protocol/versioning.md, 2026.9.6). */
const SILENCE_CLOSE_CODE = 4000;

/** Takes over an authenticated socket. See `GatewaySession` for what it promises. */
export function openSession(parts: SessionParts): GatewaySession {
  const { webSocket, hello, clock, logger, malformed } = parts;
  const requests = new PendingRequests(clock);
  const events = new EventBuffer(parts.earlyEvents, logger);
  const outboundLimit = Math.max(LEAST_OUTBOUND_BUFFER, 2 * hello.maxPayload);
  let shutdownAnnounced = parts.earlyEvents.some((event) => event.event === "shutdown");
  let over = false;
  let closing: Promise<void> | null = null;
  let tellEnded: (failure: GatewayFailure) => void;
  const ended = new Promise<GatewayFailure>((resolve) => {
    tellEnded = resolve;
  });

  const end = (failure: GatewayFailure) => {
    if (over) return;
    over = true;
    watchdog.stop();
    requests.answerAll(refusal("CLOSED", "the connection ended"));
    tellEnded(failure);
  };
  const endAndLeave = (failure: GatewayFailure, code: number, reason: string) => {
    end(failure);
    void leave(code, reason);
  };

  /** Says goodbye, waits a second for the answer, then cuts. */
  const leave = (code: number, reason: string): Promise<void> => {
    closing ??= new Promise((resolve) => {
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
    return closing;
  };

  const endSilent = (silentMs: number) => {
    const reason = `nothing heard for ${silentMs} ms`;
    endAndLeave(
      { kind: "closed", code: SILENCE_CLOSE_CODE, reason, cause: "silence" },
      SILENCE_CLOSE_CODE,
      "tick timeout",
    );
  };
  const watchdog = watchSilence(clock, 2 * parts.tickIntervalMs, () => endSilent(2 * parts.tickIntervalMs));
  let checking = false;

  const onMessage = (data: RawData, isBinary: boolean) => {
    if (over) return;
    const frame = isBinary ? { kind: "malformed" as const } : parseFrame(data as Buffer, parts.frameLimit);
    if (frame.kind === "too-costly" && frame.invokeId !== null)
      events.deliver({ event: COSTLY_INVOKE, payload: { id: frame.invokeId } });
    if (frame.kind === "malformed" || frame.kind === "too-costly") {
      if (!malformed.add()) return;
      const detail = `${malformed.total} frames that are no frames`;
      endAndLeave({ kind: "protocol-error", detail }, 1002, "malformed frames");
      return;
    }
    watchdog.heard();
    if (frame.kind === "response") requests.answer(frame.id, toRpcResult(frame.result));
    if (frame.kind !== "event") return;
    if (frame.event.event === "shutdown") shutdownAnnounced = true;
    if (frame.event.event !== "tick") events.deliver(frame.event);
  };

  webSocket.on("message", onMessage);
  webSocket.on("pong", () => watchdog.heard());
  webSocket.on("error", (error) => {
    const code = errorCode(error);
    if (code.startsWith("WS_ERR_")) end({ kind: "protocol-error", detail: code });
    else logger.log("debug", "gateway socket error", { code });
  });
  webSocket.on("close", (code, reason) => {
    end(classifyCloseAfterHello(code, reason.toString("utf8"), parts.secret, shutdownAnnounced));
  });

  return {
    ended,
    maxPayload: hello.maxPayload,
    listen: (listener) => events.attach(listener),
    request(method, params, timeoutMs = DEFAULT_REQUEST_MS) {
      if (over) return Promise.resolve(refusal("CLOSED", "the connection ended"));
      if (requests.waiting >= MOST_REQUESTS)
        return Promise.resolve(refusal("BUSY", `${method}: too many requests wait for their answers`));
      const id = requests.nextId();
      const frame = serialise({ type: "req", id, method, params });
      if (frame === null)
        return Promise.resolve(refusal("UNSERIALIZABLE", `${method}: the parameters are no JSON`));
      const size = Buffer.byteLength(frame);
      if (size > hello.maxPayload) {
        const message = `${method}: ${size} bytes, the gateway accepts ${hello.maxPayload}`;
        return Promise.resolve(refusal("PAYLOAD_TOO_LARGE", message));
      }
      if (webSocket.bufferedAmount + size > outboundLimit) {
        return Promise.resolve(
          refusal("BUFFER_FULL", `${method}: the gateway does not read what was sent before`),
        );
      }
      const answer = requests.wait(id, timeoutMs > 0 ? timeoutMs : DEFAULT_REQUEST_MS, (waitedMs) =>
        refusal("TIMEOUT", `${method}: no answer within ${waitedMs} ms`),
      );
      webSocket.send(frame, (error) => {
        if (error) requests.answer(id, refusal("CLOSED", "the connection ended"));
      });
      return answer;
    },
    check() {
      if (over || checking) return;
      checking = true;
      const askedAt = clock.monotonic();
      webSocket.ping(() => {});
      clock.after(SIGN_OF_LIFE_MS, () => {
        checking = false;
        if (!over && watchdog.lastHeard() < askedAt) endSilent(SIGN_OF_LIFE_MS);
      });
    },
    async close() {
      end({ kind: "aborted" });
      await leave(1000, "");
    },
  };
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

/** Null for what JSON cannot say: cycles, big integers, a `toJSON` that throws. */
function serialise(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

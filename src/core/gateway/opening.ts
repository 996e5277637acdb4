import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import { classifyCloseBeforeHello } from "./close-failure.ts";
import { classifyConnectError, type Sent } from "./connect-failure.ts";
import type { ConnectorWorld } from "./connector-world.ts";
import type { ConnectRequest, ConnectResult, GatewayEvent, GatewayFailure } from "./contract.ts";
import { secretOf } from "./detail.ts";
import {
  FRAME_LIMIT_BEFORE_HELLO,
  HELLO_LIMIT,
  MalformedFrames,
  parseFrame,
  type WireResult,
} from "./frames.ts";
import { type Challenge, connectParams, OFFERED_PROTOCOLS, readChallenge } from "./handshake.ts";
import { readHello } from "./hello.ts";
import { openSession } from "./session.ts";
import { classifyUpgradeAnswer, classifyUpgradeError, errorCode } from "./socket-failure.ts";

/** The id of the connect request; session requests count from one. */
const CONNECT_ID = "connect";
/** Events kept until somebody listens; a gateway sends two or three before hello is read. */
const EARLY_EVENT_LIMIT = 64;

export interface Opening {
  readonly webSocket: WebSocket;
  readonly request: ConnectRequest;
  readonly world: ConnectorWorld;
  readonly signal: AbortSignal;
  /** Called once, when the upgrade is done: the time limit of connecting no longer counts. */
  readonly onUpgraded: () => void;
}

/**
 * From a WebSocket that is being upgraded to a session: waits for the challenge, answers it once, reads the
 * answer. Bad and unexpected frames are survived (a flood is not), a second challenge is ignored, events that come
 * before hello are kept for the session. On any failure the socket is gone when this resolves.
 */
export function shakeHands({
  webSocket,
  request,
  world,
  signal,
  onUpgraded,
}: Opening): Promise<ConnectResult> {
  return new Promise((resolve) => {
    const sent: Sent = { credential: request.credential, signatureVersion: request.signatureVersion };
    const malformed = new MalformedFrames(world.clock);
    const earlyEvents: GatewayEvent[] = [];
    let phase: "upgrade" | "challenge" | "hello" | "settled" = "upgrade";
    let cancelLimit = () => {};

    const detach = () => {
      phase = "settled";
      cancelLimit();
      signal.removeEventListener("abort", onAbort);
      webSocket.removeAllListeners();
    };
    const fail = (failure: GatewayFailure) => {
      if (phase === "settled") return;
      detach();
      webSocket.on("error", () => {}); // terminating an unfinished upgrade reports itself as an error
      webSocket.terminate();
      resolve({ ok: false, failure });
    };
    const limit = (delayMs: number, detail: string) => {
      cancelLimit();
      cancelLimit = world.clock.after(delayMs, () => fail({ kind: "silent", detail }));
    };

    const onAbort = () => fail({ kind: "aborted" });

    const onOpen = () => {
      phase = "challenge";
      onUpgraded();
      limit(world.limits.challengeMs, "no challenge in time");
    };

    const onChallenge = (challenge: Challenge | null) => {
      if (challenge === null) {
        fail({ kind: "protocol-error", detail: "a challenge that cannot be answered" });
        return;
      }
      const frame = connectFrame(request, challenge, world.version);
      if (frame === null) {
        fail({ kind: "protocol-error", detail: "internal: the answer to the challenge could not be signed" });
        return;
      }
      const size = Buffer.byteLength(frame);
      if (size > FRAME_LIMIT_BEFORE_HELLO) {
        fail({ kind: "protocol-error", detail: `our own connect request is too large: ${size} bytes` });
        return;
      }
      phase = "hello";
      limit(world.limits.helloMs, "no answer to connect in time");
      webSocket.send(frame);
    };

    const onAnswer = (result: WireResult) => {
      if (!result.ok) {
        fail(classifyConnectError(result.error, sent));
        return;
      }
      const facts = readHello(result.payload, secretOf(request.credential));
      if (!facts.ok) {
        fail({ kind: "protocol-error", detail: facts.failure });
        return;
      }
      const mismatch = compareProtocol(facts.value.hello.protocol);
      if (mismatch !== null) {
        fail(mismatch);
        return;
      }
      detach();
      const session = openSession({
        webSocket,
        hello: facts.value.hello,
        tickIntervalMs: facts.value.tickIntervalMs,
        earlyEvents,
        malformed,
        secret: secretOf(request.credential),
        clock: world.clock,
        logger: world.logger,
        frameLimit: request.frameLimit,
      });
      resolve({ ok: true, session, hello: facts.value.hello });
    };

    const onMessage = (data: RawData, isBinary: boolean) => {
      const bytes = data as Buffer; // `binaryType` is left at its default
      if (phase !== "hello" && bytes.length > FRAME_LIMIT_BEFORE_HELLO) {
        fail({ kind: "protocol-error", detail: `a frame of ${bytes.length} bytes before hello` });
        return;
      }
      if (bytes.length > HELLO_LIMIT) {
        fail({ kind: "protocol-error", detail: `a frame of ${bytes.length} bytes in the handshake` });
        return;
      }
      const frame = isBinary ? { kind: "malformed" as const } : parseFrame(bytes, HELLO_LIMIT);
      if (frame.kind === "response") {
        if (frame.id === CONNECT_ID && phase === "hello") onAnswer(frame.result);
        return;
      }
      if (bytes.length > FRAME_LIMIT_BEFORE_HELLO) {
        fail({ kind: "protocol-error", detail: `a frame of ${bytes.length} bytes before hello` });
        return;
      }
      if (frame.kind === "malformed" || frame.kind === "too-costly") {
        if (malformed.add())
          fail({ kind: "protocol-error", detail: `${malformed.total} frames that are no frames` });
      } else if (frame.kind === "event") {
        if (frame.event.event !== "connect.challenge") keepEvent(earlyEvents, frame.event);
        else if (phase === "challenge") onChallenge(readChallenge(frame.event.payload));
      }
    };

    const onError = (error: Error) => {
      if (phase === "upgrade") fail(classifyUpgradeError(error));
      else if (errorCode(error).startsWith("WS_ERR_")) {
        fail({ kind: "protocol-error", detail: errorCode(error) });
      }
      // Anything else is followed by `close`, which knows more.
    };

    const onAnsweredOtherwise = (_: unknown, response: IncomingMessage) => {
      const answer = {
        status: response.statusCode ?? 0,
        location: response.headers.location,
        retryAfter: response.headers["retry-after"],
      };
      response.destroy();
      fail(classifyUpgradeAnswer(answer, world.clock.now()));
    };

    if (signal.aborted) {
      fail({ kind: "aborted" });
      return;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    webSocket.on("open", onOpen);
    webSocket.on("message", onMessage);
    webSocket.on("error", onError);
    webSocket.on("unexpected-response", onAnsweredOtherwise);
    webSocket.on("close", (code, reason) =>
      fail(classifyCloseBeforeHello(code, reason.toString("utf8"), sent)),
    );
  });
}

/** Null when the identity cannot sign: its error may hold anything, so nothing of it is passed on. */
function connectFrame(request: ConnectRequest, challenge: Challenge, version: string): string | null {
  try {
    const params = connectParams(request, challenge, version);
    return JSON.stringify({ type: "req", id: CONNECT_ID, method: "connect", params });
  } catch {
    return null;
  }
}

function keepEvent(events: GatewayEvent[], event: GatewayEvent): void {
  if (event.event !== "tick" && events.length < EARLY_EVENT_LIMIT) events.push(event);
}

/** A gateway may not choose a protocol that was not offered. */
function compareProtocol(protocol: number): GatewayFailure | null {
  const { oldest, newest } = OFFERED_PROTOCOLS;
  if (protocol >= oldest && protocol <= newest) return null;
  const gatewayIs = protocol > newest ? "newer" : "older";
  return { kind: "protocol-mismatch", gatewayIs, detail: `the gateway answered with protocol ${protocol}` };
}

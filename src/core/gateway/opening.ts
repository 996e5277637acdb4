import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import { classifyCloseBeforeHello } from "./close-failure.ts";
import { classifyConnectError, type Sent } from "./connect-failure.ts";
import type { ConnectorWorld } from "./connector-world.ts";
import type { ConnectRequest, GatewayFailure } from "./contract.ts";
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
import type { RpcConnectResult, WireEvent } from "./rpc.ts";
import { openRpcSession } from "./rpc-session.ts";
import {
  classifyUpgradeAnswer,
  classifyUpgradeError,
  errorCode,
  readUpgradeAnswer,
} from "./socket-failure.ts";

/** The id of the connect request; session requests count from one. */
const CONNECT_ID = "connect";
/** Events kept until somebody listens; a gateway sends two or three before hello is read. */
const EARLY_EVENT_LIMIT = 64;

export interface Opening {
  readonly webSocket: WebSocket;
  readonly request: ConnectRequest;
  readonly world: ConnectorWorld;
  readonly signal: AbortSignal;
  /** Called once, when the upgrade is done: the connect time limit no longer applies. */
  readonly onUpgraded: () => void;
}

/**
 * From a WebSocket that is being upgraded to a session: waits for the challenge, answers it once, reads the answer. Bad
 * and unexpected frames are tolerated (a flood is not), a second challenge is ignored, events that come before hello
 * are kept for the session. After any failure the socket is gone when this resolves.
 */
export function shakeHands(opening: Opening): Promise<RpcConnectResult> {
  return new Promise((resolve) => new Handshake(opening, resolve).begin());
}

/** One handshake, from the upgrade to the session; settled once. */
class Handshake {
  readonly #opening: Opening;
  readonly #resolve: (result: RpcConnectResult) => void;
  readonly #sent: Sent;
  readonly #malformed: MalformedFrames;
  readonly #earlyEvents: WireEvent[] = [];
  #phase: "upgrade" | "challenge" | "hello" | "settled" = "upgrade";
  #cancelLimit = (): void => {};

  constructor(opening: Opening, resolve: (result: RpcConnectResult) => void) {
    const { request, world } = opening;
    this.#opening = opening;
    this.#resolve = resolve;
    this.#sent = { credential: request.credential, signatureVersion: request.signatureVersion };
    this.#malformed = new MalformedFrames(world.clock);
  }

  begin(): void {
    const { webSocket, signal } = this.#opening;
    if (signal.aborted) {
      this.#fail({ kind: "aborted" });
      return;
    }
    signal.addEventListener("abort", this.#onAbort, { once: true });
    webSocket.on("open", () => this.#onOpen());
    webSocket.on("message", (data, isBinary) => {
      const failure = this.#take(data, isBinary);
      if (failure !== null) this.#fail(failure);
    });
    webSocket.on("error", (error) => this.#onError(error));
    webSocket.on("unexpected-response", (_, response) => this.#onAnsweredOtherwise(response));
    webSocket.on("close", (code, reason) =>
      this.#fail(classifyCloseBeforeHello(code, reason.toString("utf8"), this.#sent)),
    );
  }

  readonly #onAbort = (): void => this.#fail({ kind: "aborted" });

  #detach(): void {
    this.#phase = "settled";
    this.#cancelLimit();
    this.#opening.signal.removeEventListener("abort", this.#onAbort);
    this.#opening.webSocket.removeAllListeners();
  }

  #fail(failure: GatewayFailure): void {
    if (this.#phase === "settled") return;
    const { webSocket } = this.#opening;
    this.#detach();
    webSocket.on("error", () => {}); // terminating an unfinished upgrade reports itself as an error
    webSocket.terminate();
    this.#resolve({ ok: false, failure });
  }

  #limit(delayMs: number, detail: string): void {
    this.#cancelLimit();
    this.#cancelLimit = this.#opening.world.clock.after(delayMs, () =>
      this.#fail({ kind: "silent", detail }),
    );
  }

  #onOpen(): void {
    this.#phase = "challenge";
    this.#opening.onUpgraded();
    this.#limit(this.#opening.world.limits.challengeMs, "no challenge in time");
  }

  /** Takes one message; a returned failure ends the attempt. */
  #take(data: RawData, isBinary: boolean): GatewayFailure | null {
    const bytes = data as Buffer; // `binaryType` is left at its default
    const small = bytes.length <= FRAME_LIMIT_BEFORE_HELLO;
    if (this.#phase !== "hello" && !small) return breach(`a frame of ${bytes.length} bytes before hello`);
    if (bytes.length > HELLO_LIMIT) return breach(`a frame of ${bytes.length} bytes in the handshake`);
    const frame = isBinary ? { kind: "malformed" as const } : parseFrame(bytes, HELLO_LIMIT);
    if (frame.kind === "response") {
      return frame.id === CONNECT_ID && this.#phase === "hello" ? this.#takeAnswer(frame.result) : null;
    }
    // Only the answer to our connect may be longer.
    if (!small) return breach(`a frame of ${bytes.length} bytes before hello`);
    if (frame.kind === "malformed" || frame.kind === "too-costly") return this.#countMalformed();
    return frame.kind === "event" ? this.#takeEvent(frame.event) : null;
  }

  #countMalformed(): GatewayFailure | null {
    return this.#malformed.add() ? breach(`${this.#malformed.total} malformed frames`) : null;
  }

  #takeEvent(event: WireEvent): GatewayFailure | null {
    if (event.event === "connect.challenge")
      return this.#phase === "challenge" ? this.#answerChallenge(readChallenge(event.payload)) : null;
    keepEvent(this.#earlyEvents, event);
    return null;
  }

  #answerChallenge(challenge: Challenge | null): GatewayFailure | null {
    const { request, world, webSocket } = this.#opening;
    if (challenge === null) return breach("a challenge that cannot be answered");
    const frame = connectFrame(request, challenge, world.version);
    if (frame === null) return breach("internal: the answer to the challenge could not be signed");
    const size = Buffer.byteLength(frame);
    if (size > FRAME_LIMIT_BEFORE_HELLO) return breach(`our own connect request is too large: ${size} bytes`);
    this.#phase = "hello";
    this.#limit(world.limits.helloMs, "no answer to connect in time");
    const send = (): void => {
      if (this.#phase === "hello") webSocket.send(frame);
    };
    const noted = request.onSigned?.() ?? null;
    if (noted === null) send();
    else noted.then(send, send);
    return null;
  }

  #takeAnswer(result: WireResult): GatewayFailure | null {
    const { request, world, webSocket } = this.#opening;
    const secret = secretOf(request.credential);
    if (!result.ok) return classifyConnectError(result.error, this.#sent);
    const facts = readHello(result.payload, secret);
    if (!facts.ok) return breach(facts.failure);
    const { hello, tickIntervalMs } = facts.value;
    const mismatch = compareProtocol(hello.protocol);
    if (mismatch !== null) return mismatch;
    this.#detach();
    const session = openRpcSession({
      webSocket,
      hello,
      tickIntervalMs,
      earlyEvents: this.#earlyEvents,
      malformed: this.#malformed,
      secret,
      clock: world.clock,
      logger: world.logger,
      frameLimit: request.frameLimit,
      share: world.share,
    });
    this.#resolve({ ok: true, session, hello });
    return null;
  }

  #onError(error: Error): void {
    if (this.#phase === "upgrade") this.#fail(classifyUpgradeError(error));
    else if (errorCode(error).startsWith("WS_ERR_")) this.#fail(breach(errorCode(error)));
    // Anything else is followed by `close`, which knows more.
  }

  #onAnsweredOtherwise(response: IncomingMessage): void {
    void readUpgradeAnswer(response).then((answer) =>
      this.#fail(classifyUpgradeAnswer(answer, this.#opening.world.clock.now())),
    );
  }
}

const breach = (detail: string): GatewayFailure => ({ kind: "protocol-error", detail });

/** Null when the identity cannot sign: its error may hold anything, so nothing of it is passed on. */
function connectFrame(request: ConnectRequest, challenge: Challenge, version: string): string | null {
  try {
    const params = connectParams(request, challenge, version);
    return JSON.stringify({ type: "req", id: CONNECT_ID, method: "connect", params });
  } catch {
    return null;
  }
}

function keepEvent(events: WireEvent[], event: WireEvent): void {
  if (event.event !== "tick" && events.length < EARLY_EVENT_LIMIT) events.push(event);
}

/** A gateway may not choose a protocol that was not offered. */
function compareProtocol(protocol: number): GatewayFailure | null {
  const { oldest, newest } = OFFERED_PROTOCOLS;
  if (protocol >= oldest && protocol <= newest) return null;
  const gatewayIs = protocol > newest ? "newer" : "older";
  return { kind: "protocol-mismatch", gatewayIs, detail: `the gateway answered with protocol ${protocol}` };
}

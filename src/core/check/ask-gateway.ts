import type { Duplex } from "node:stream";
import { GATEWAY_CLIENT_IDS, GATEWAY_CLIENT_MODES } from "@openclaw/gateway-protocol/client-info";
import { type RawData, WebSocket } from "ws";
import type { SharedCredential } from "../../shared/intent.ts";
import { isRecord } from "../../shared/record.ts";
import { type GatewayAddress, webSocketUrl } from "../gateway/address.ts";
import { classifyConnectError } from "../gateway/connect-failure.ts";
import type { GatewayFailure } from "../gateway/contract.ts";
import { type EdgeHeader, headersFor } from "../gateway/edge-headers.ts";
import { FRAME_LIMIT_BEFORE_HELLO, parseFrame, type WireError } from "../gateway/frames.ts";
import { OFFERED_PROTOCOLS, readChallenge } from "../gateway/handshake.ts";
import { classifyUpgradeAnswer, classifyUpgradeError, readUpgradeAnswer } from "../gateway/socket-failure.ts";

export interface Question {
  /** Connected, with TLS completed and judged. */
  readonly socket: Duplex;
  readonly address: GatewayAddress;
  readonly credential: SharedCredential | null;
  readonly edgeHeaders: readonly EdgeHeader[];
  readonly version: string;
  readonly signal: AbortSignal;
  /** `upgraded`: a WebSocket is there. `challenged`: it is a gateway. */
  reached(step: "upgraded" | "challenged"): void;
}

export interface Answer {
  /** Null when the gateway accepted everything it was told. */
  readonly failure: GatewayFailure | null;
  readonly version: string | null;
}

/**
 * Asks a gateway to connect a node that names no device. A gateway judges token and password first and then finds the
 * device missing: `DEVICE_IDENTITY_REQUIRED` (2026.9.6) or `NOT_PAIRED` therefore means that the credential is good.
 * The socket is closed when this resolves. Never throws.
 */
export function askGateway(question: Question): Promise<Answer> {
  const { socket, address, credential, signal } = question;
  return new Promise((resolve) => {
    const webSocket = new WebSocket(webSocketUrl(address), {
      createConnection: () => socket,
      headers: headersFor(address, question.edgeHeaders),
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: FRAME_LIMIT_BEFORE_HELLO,
    });
    let challenged = false;

    const end = (failure: GatewayFailure | null, version: string | null = null) => {
      signal.removeEventListener("abort", onAbort);
      webSocket.removeAllListeners();
      webSocket.on("error", () => {}); // an unfinished upgrade reports its end as an error
      webSocket.terminate();
      resolve({ failure, version });
    };
    const onAbort = () => end({ kind: "unreachable", cause: "timeout", detail: "no answer in time" });
    signal.addEventListener("abort", onAbort, { once: true });

    webSocket.on("open", () => question.reached("upgraded"));
    webSocket.on("error", (error) => end(classifyUpgradeError(error)));
    webSocket.on("unexpected-response", (_request, response) => {
      void readUpgradeAnswer(response).then((answer) => end(classifyUpgradeAnswer(answer, Date.now())));
    });
    webSocket.on("close", () => end({ kind: "protocol-error", detail: "closed without an answer" }));
    webSocket.on("message", (data: RawData) => {
      const frame = parseFrame(data as Buffer, FRAME_LIMIT_BEFORE_HELLO);
      if (frame.kind === "event" && frame.event.event === "connect.challenge" && !challenged) {
        if (readChallenge(frame.event.payload) === null) {
          end({ kind: "protocol-error", detail: "a challenge that cannot be answered" });
          return;
        }
        challenged = true;
        question.reached("challenged");
        webSocket.send(JSON.stringify(connectFrame(question)));
      } else if (frame.kind === "response" && frame.id === "check") {
        if (frame.result.ok) end(null, versionOf(frame.result.payload));
        else end(failureOf(frame.result.error, credential));
      }
    });
  });
}

function connectFrame({ credential, version }: Question): object {
  return {
    type: "req",
    id: "check",
    method: "connect",
    params: {
      minProtocol: OFFERED_PROTOCOLS.oldest,
      maxProtocol: OFFERED_PROTOCOLS.newest,
      client: {
        id: GATEWAY_CLIENT_IDS.NODE_HOST,
        version,
        platform: process.platform,
        mode: GATEWAY_CLIENT_MODES.NODE,
      },
      role: "node",
      scopes: [],
      caps: [],
      commands: [],
      auth: authOf(credential),
    },
  };
}

function authOf(credential: SharedCredential | null): object {
  if (credential?.kind === "token") return { token: credential.token };
  if (credential?.kind === "password") return { password: credential.password };
  return {};
}

function failureOf(error: WireError, credential: SharedCredential | null): GatewayFailure | null {
  const failure = classifyConnectError(error, { credential, signatureVersion: "v3" });
  if (failure.kind === "pairing-required" || failure.kind === "identity-refused") return null;
  // Nothing was sent, so nothing was judged; the node will say what is missing.
  if (failure.kind === "credential" && credential === null) return null;
  return failure;
}

function versionOf(payload: unknown): string | null {
  const server = isRecord(payload) ? payload.server : null;
  const version = isRecord(server) ? server.version : null;
  return typeof version === "string" ? version : null;
}

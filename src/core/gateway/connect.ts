import { WebSocket } from "ws";
import { type Logger, silentLogger } from "../log/log.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import { type GatewayAddress, webSocketUrl } from "./address.ts";
import type { ConnectLimits, ConnectorWorld } from "./connector-world.ts";
import type { Connect, ConnectRequest, GatewayFailure } from "./contract.ts";
import { headersFor } from "./edge-headers.ts";
import { RECEIVE_LIMIT } from "./frames.ts";
import { shakeHands } from "./opening.ts";
import { explainByScheme } from "./other-scheme.ts";
import { type ChooseProxy, environmentProxy } from "./proxy.ts";
import type { RpcConnectResult } from "./rpc.ts";
import { createGatewaySession } from "./session.ts";
import { type ThreadShare, wholeThread } from "./thread-share.ts";
import { type OpenTransport, openTransport } from "./transport.ts";
import { systemTrust, type TrustStore } from "./trust.ts";

const DEFAULT_CONNECT_LIMITS: ConnectLimits = {
  connectMs: 10_000,
  sshConnectMs: 20_000,
  challengeMs: 10_000,
  helloMs: 15_000,
};

export interface ConnectorDependencies {
  /** This program's version, as the gateway is told. */
  readonly version: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly limits?: Partial<ConnectLimits>;
  /** Whom to trust without a pin; the system by default. */
  readonly trust?: TrustStore;
  /** Which proxy leads where; the environment's by default. */
  readonly chooseProxy?: ChooseProxy;
  readonly openTransport?: OpenTransport;
  /** What the connection may use of the thread; all of it by default. */
  readonly share?: ThreadShare;
}

/**
 * The one way to a gateway. Each call is one attempt: one socket or one ssh, no redirects, no compression, no retries.
 * The signal governs the attempt; once a session is returned, its own `close` closes it. A failed or aborted attempt
 * leaves no socket behind. Never throws.
 */
export function createConnector(dependencies: ConnectorDependencies): Connect {
  const clock = dependencies.clock ?? systemClock;
  const connect = createRpcConnector(dependencies);
  return async (request, signal) => {
    const result = await connect(request, signal);
    if (!result.ok) return result;
    const nodeId = request.identity.deviceId;
    const { pictures } = result.hello;
    return { ...result, session: createGatewaySession(result.session, { nodeId, clock, pictures }) };
  };
}

/** The same, for callers that want requests and events as they appear on the wire. */
export function createRpcConnector(
  dependencies: ConnectorDependencies,
): (request: ConnectRequest, signal: AbortSignal) => Promise<RpcConnectResult> {
  const world: ConnectorWorld = {
    version: dependencies.version,
    clock: dependencies.clock ?? systemClock,
    logger: dependencies.logger ?? silentLogger,
    limits: { ...DEFAULT_CONNECT_LIMITS, ...dependencies.limits },
    trust: dependencies.trust ?? systemTrust,
    chooseProxy: dependencies.chooseProxy ?? environmentProxy,
    openTransport: dependencies.openTransport ?? openTransport,
    share: dependencies.share ?? wholeThread,
  };
  return async (request, signal) => {
    try {
      const result = await attempt(world, request, signal);
      return result.ok ? result : failed(await explained(world, request.address, result.failure, signal));
    } catch (error) {
      // A bug of ours (or in an injected dependency) must not take the program down.
      const name = error instanceof Error ? error.name : typeof error;
      world.logger.log("error", "connection attempt broke", { error: name });
      return failed({ kind: "protocol-error", detail: `internal: ${name}` });
    }
  };
}

/**
 * Something else than a gateway answers also where the address says `ws` for `wss`, or the reverse. Asked on the same
 * way; not through a proxy, where plain text never goes.
 */
async function explained(
  { openTransport: open, trust, chooseProxy }: ConnectorWorld,
  address: GatewayAddress,
  failure: GatewayFailure,
  signal: AbortSignal,
): Promise<GatewayFailure> {
  if (failure.kind !== "not-a-gateway") return failure;
  const way = await chooseProxy(address);
  if (way.kind !== "direct") return failure;
  return explainByScheme(
    address,
    failure,
    (other, limited) =>
      open({ address: other, tlsFingerprint: null, trust, chooseProxy: () => way, signal: limited }),
    signal,
  );
}

async function attempt(
  world: ConnectorWorld,
  request: ConnectRequest,
  signal: AbortSignal,
): Promise<RpcConnectResult> {
  if (signal.aborted) return failed({ kind: "aborted" });
  // One signal for both reasons to give up: the caller's abort and the time limit.
  const giveUp = new AbortController();
  let timedOut = false;
  let accepted = false;
  let proxy: string | null = null;
  const onAbort = () => giveUp.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  const { connectMs, sshConnectMs } = world.limits;
  const limit = request.address.ssh === undefined ? connectMs : sshConnectMs;
  const cancelLimit = world.clock.after(limit, () => {
    timedOut = true;
    giveUp.abort();
  });
  const release = () => {
    cancelLimit();
    signal.removeEventListener("abort", onAbort);
  };
  try {
    const transport = await world.openTransport({
      address: request.address,
      tlsFingerprint: request.tlsFingerprint,
      trust: world.trust,
      chooseProxy: world.chooseProxy,
      onProxy: (name) => {
        proxy = name;
      },
      signal: giveUp.signal,
      onAccepted: () => {
        accepted = true;
      },
    });
    if (!transport.ok) return failed(orTimeout(transport.failure, timedOut, accepted));
    const socket = transport.value;
    let connected = false;
    try {
      const webSocket = new WebSocket(webSocketUrl(request.address), {
        createConnection: () => socket,
        headers: headersFor(request.address, request.edgeHeaders ?? []),
        followRedirects: false,
        perMessageDeflate: false,
        maxPayload: RECEIVE_LIMIT,
      });
      const result = await shakeHands({
        webSocket,
        request,
        world,
        signal: giveUp.signal,
        onUpgraded: cancelLimit,
      });
      connected = result.ok;
      return result.ok ? { ...result, proxy } : failed(orTimeout(result.failure, timedOut, true));
    } finally {
      // An upgrade cut short may not have reached the socket yet.
      if (!connected) socket.destroy();
    }
  } finally {
    release();
  }
}

const failed = (failure: GatewayFailure): RpcConnectResult => ({ ok: false, failure });

/** Out of time without a connection, or with one on which nothing was said. */
function orTimeout(failure: GatewayFailure, timedOut: boolean, accepted: boolean): GatewayFailure {
  if (!timedOut || failure.kind !== "aborted") return failure;
  if (accepted) return { kind: "silent", detail: "accepted the connection and said nothing" };
  return { kind: "unreachable", cause: "timeout", detail: "no connection within the time limit" };
}

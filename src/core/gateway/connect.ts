import { WebSocket } from "ws";
import { type Clock, systemClock } from "../clock.ts";
import { type Logger, silentLogger } from "../log.ts";
import { systemTrust, type TrustStore } from "./certificate.ts";
import type { ConnectLimits, ConnectorWorld } from "./connector-world.ts";
import type { Connect, ConnectRequest, ConnectResult, GatewayFailure } from "./contract.ts";
import { RECEIVE_LIMIT } from "./frames.ts";
import { shakeHands } from "./opening.ts";
import { type OpenTransport, openTransport } from "./transport.ts";

const DEFAULT_CONNECT_LIMITS: ConnectLimits = {
  connectMs: 10_000,
  challengeMs: 10_000,
  helloMs: 15_000,
};

export interface ConnectorDependencies {
  /** Version of this program, as the gateway is told it. */
  readonly version: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly limits?: Partial<ConnectLimits>;
  /** Whom to believe without a pin; the system by default. */
  readonly trust?: TrustStore;
  readonly openTransport?: OpenTransport;
}

/**
 * Makes the one way to a gateway. Each call is one attempt: one socket, no redirects, no compression, no
 * proxies, no retries. The signal governs the attempt; once a session is returned, the session is closed by
 * its own `close`. A failed or aborted attempt leaves no socket behind. Never throws.
 */
export function createConnector(dependencies: ConnectorDependencies): Connect {
  const world: ConnectorWorld = {
    version: dependencies.version,
    clock: dependencies.clock ?? systemClock,
    logger: dependencies.logger ?? silentLogger,
    limits: { ...DEFAULT_CONNECT_LIMITS, ...dependencies.limits },
    trust: dependencies.trust ?? systemTrust,
    openTransport: dependencies.openTransport ?? openTransport,
  };
  return async (request, signal) => {
    try {
      return await attempt(world, request, signal);
    } catch (error) {
      // A fault of ours (or of a dependency handed in) must not take the program down.
      const name = error instanceof Error ? error.name : typeof error;
      world.logger.log("error", "connection attempt broke", { error: name });
      return failed({ kind: "protocol-error", detail: `internal: ${name}` });
    }
  };
}

async function attempt(
  world: ConnectorWorld,
  request: ConnectRequest,
  signal: AbortSignal,
): Promise<ConnectResult> {
  if (signal.aborted) return failed({ kind: "aborted" });
  // One signal for both reasons to give up: the caller's wish and the time limit.
  const giveUp = new AbortController();
  let timedOut = false;
  let accepted = false;
  const onAbort = () => giveUp.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  const cancelLimit = world.clock.after(world.limits.connectMs, () => {
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
      signal: giveUp.signal,
      onAccepted: () => {
        accepted = true;
      },
    });
    if (!transport.ok) return failed(orTimeout(transport.failure, timedOut, accepted));
    const socket = transport.value;
    let connected = false;
    try {
      const webSocket = new WebSocket(request.address.url, {
        createConnection: () => socket,
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
      return result.ok ? result : failed(orTimeout(result.failure, timedOut, true));
    } finally {
      // An upgrade cut short may not have reached the socket yet.
      if (!connected) socket.destroy();
    }
  } finally {
    release();
  }
}

const failed = (failure: GatewayFailure): ConnectResult => ({ ok: false, failure });

/** Out of time without a connection, or with one on which nothing was said. */
function orTimeout(failure: GatewayFailure, timedOut: boolean, accepted: boolean): GatewayFailure {
  if (!timedOut || failure.kind !== "aborted") return failure;
  if (accepted) return { kind: "silent", detail: "accepted the connection and said nothing" };
  return { kind: "unreachable", cause: "timeout", detail: "no connection within the time limit" };
}

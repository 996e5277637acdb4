import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { parseGatewayAddress } from "../../src/core/gateway/address.ts";
import {
  type ConnectorDependencies,
  createConnector,
  createRpcConnector,
} from "../../src/core/gateway/connect.ts";
import type {
  ConnectRequest,
  ConnectResult,
  GatewayFailure,
  Hello,
} from "../../src/core/gateway/contract.ts";
import { RECEIVE_LIMIT } from "../../src/core/gateway/frames.ts";
import type { RpcSession, WireEvent } from "../../src/core/gateway/rpc.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";
import { testIdentity } from "./test-identity.ts";

/** A scripted gateway that is gone when the test is. */
export async function gatewayForTest(options?: ScriptedGatewayOptions): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** One that admits every device and grants every surface. */
export const friendlyGateway = (options?: ScriptedGatewayOptions) =>
  gatewayForTest({ autoApproveDevice: true, autoApproveSurface: true, ...options });

function requestFor(url: string, change: Partial<ConnectRequest> = {}): ConnectRequest {
  const address = parseGatewayAddress(url);
  if (!address.ok) throw new Error(`not an address: ${url}`);
  return {
    address: address.value,
    identity: testIdentity(),
    signatureVersion: "v3",
    credential: { kind: "token", token: "shared-token" },
    displayName: "test node",
    surface: { caps: ["system"], commands: ["system.which"], permissions: {} },
    frameLimit: RECEIVE_LIMIT,
    tlsFingerprint: null,
    ...change,
  };
}

/** One attempt, with limits short enough for tests that let them pass. */
export function connectTo(
  url: string,
  change: Partial<ConnectRequest> = {},
  dependencies: Partial<ConnectorDependencies> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<ConnectResult> {
  return createConnector({ version: "0.0.0-test", ...dependencies })(requestFor(url, change), signal);
}

/** Connects, for requests and events as they stand on the wire; closes the session when the test is over. */
export async function sessionWith(
  gateway: ScriptedGateway,
  change: Partial<ConnectRequest> = {},
): Promise<{ readonly session: RpcSession; readonly hello: Hello }> {
  const connect = createRpcConnector({ version: "0.0.0-test" });
  const result = await connect(requestFor(gateway.url, change), new AbortController().signal);
  if (!result.ok) throw new Error(`not connected: ${JSON.stringify(result.failure)}`);
  onTestFinished(() => result.session.close());
  return result;
}

export async function failureOf(result: Promise<ConnectResult>): Promise<GatewayFailure> {
  const settled = await result;
  if (settled.ok) {
    await settled.session.close();
    throw new Error("it connected");
  }
  return settled.failure;
}

/** A bare TCP server on loopback that does what it is told with each connection. */
export async function tcpServer(
  onConnection: (socket: Socket) => void,
): Promise<{ readonly url: string; readonly open: () => number }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    onConnection(socket);
    socket.resume(); // otherwise nobody would notice the other side's end
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `ws://127.0.0.1:${port}`, open: () => sockets.size };
}

/** Collects events; `until` resolves when a condition on them holds. */
export function listenTo(session: RpcSession): {
  readonly events: WireEvent[];
  until(condition: (events: readonly WireEvent[]) => boolean): Promise<void>;
} {
  const events: WireEvent[] = [];
  const waiting = new Set<() => void>();
  session.listen((event) => {
    if (!("event" in event)) return;
    events.push(event);
    for (const look of [...waiting]) look();
  });
  return {
    events,
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition(events)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

import { resolve } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";
import { startClawtrayNode } from "../scripts/gateway/clawtray-node.ts";
import { cleanEnvironment } from "../scripts/gateway/environment.ts";
import { makeThrowAwayFolder } from "../scripts/gateway/folder.ts";
import { startProcessTree } from "../scripts/gateway/process-tree.ts";
import { isReady } from "../scripts/gateway/states.ts";
import { createScriptedGateway } from "../test/scripted/gateway.ts";
import { percentile } from "./statistics.ts";

export interface RoundTrips {
  /** One at a time, milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** With 32 in flight. */
  readonly perSecond: number;
}

export interface RoundTripPlan {
  readonly sequential: number;
  readonly parallelMs: number;
}

const IN_FLIGHT = 32;
const WARM_UP = 200;

/** `system.which` through a scripted gateway, to the built node in a process of its own. */
export async function nodeRoundTrips(plan: RoundTripPlan): Promise<RoundTrips> {
  const token = "bench-shared-token";
  const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true, token });
  const folder = makeThrowAwayFolder("bench-node");
  const node = await startClawtrayNode({
    gatewayUrl: gateway.url,
    stateFolder: folder.path,
    keyStore: "file",
    sharedToken: token,
  });
  try {
    await node.waitFor("ready", isReady);
    return await measure(plan, async () => {
      const outcome = await gateway.invoke("system.which", { bins: ["sh"] }).result;
      if (!outcome.ok) throw new Error(`system.which was refused: ${outcome.error?.message}`);
    });
  } finally {
    await node.stop();
    await gateway.close();
    await folder.remove();
  }
}

/** A frame of the size of an invoke, sent back unchanged by a process that does nothing else. */
export async function echoRoundTrips(plan: RoundTripPlan): Promise<RoundTrips> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const arrival = new Promise<WebSocket>((done) => server.once("connection", done));
  const client = resolve(import.meta.dirname, "echo-client.ts");
  const process_ = await startProcessTree(process.execPath, [client, `ws://127.0.0.1:${port}`], {
    environment: cleanEnvironment({}),
  });
  try {
    const socket = await arrival;
    const waiting: (() => void)[] = [];
    socket.on("message", () => waiting.shift()?.());
    const frame = "x".repeat(400);
    return await measure(plan, () => {
      socket.send(frame);
      return new Promise<void>((done) => waiting.push(done));
    });
  } finally {
    await process_.stop();
    server.close();
  }
}

/** Times one call after the other, then keeps 32 going for a while. */
export async function measure(plan: RoundTripPlan, call: () => Promise<void>): Promise<RoundTrips> {
  for (let count = 0; count < WARM_UP; count++) await call();
  const times: number[] = [];
  for (let count = 0; count < plan.sequential; count++) {
    const startedAt = performance.now();
    await call();
    times.push(performance.now() - startedAt);
  }
  let completed = 0;
  const startedAt = performance.now();
  const keepCalling = async () => {
    while (performance.now() - startedAt < plan.parallelMs) {
      await call();
      completed++;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, keepCalling));
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), perSecond: completed / elapsedSeconds };
}

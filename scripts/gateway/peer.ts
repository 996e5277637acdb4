import { join } from "node:path";
import type { InstalledGateway } from "./cache.ts";
import { cleanEnvironment } from "./environment.ts";
import { makeThrowAwayFolder } from "./folder.ts";
import type { Gateway } from "./gateway.ts";
import { quietGatewayEnvironment } from "./gateway-config.ts";
import { type DeviceRequest, grantSurface } from "./pairing.ts";
import { type ProcessTree, startProcessTree } from "./process-tree.ts";
import { waitFor } from "./wait.ts";

/** The gateway's own headless node, admitted, granted its surface and running. */
export interface Peer {
  readonly deviceId: string;
  /** Ends it, unless it has already ended. */
  stop(): Promise<void>;
  /** Starts it again, once it was stopped. */
  start(): Promise<ProcessTree>;
  dispose(): Promise<void>;
}

const displayName = "the peer";

/**
 * Pairs `openclaw node run` and restarts it, because it does not notice its approval (docs/cli/node.md, 2026.9.6).
 * `watch` may look at it between the approval and that restart.
 */
export async function startPeer(
  installed: InstalledGateway,
  gateway: Gateway,
  watch: (deviceId: string) => Promise<void> = async () => {},
): Promise<Peer> {
  const folder = makeThrowAwayFolder("peer");
  const { hostname, port } = new URL(gateway.url);
  const environment = cleanEnvironment({
    ...quietGatewayEnvironment,
    HOME: folder.path,
    OPENCLAW_STATE_DIR: join(folder.path, "state"),
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    NODE_COMPILE_CACHE: installed.compileCache,
  });
  let output = "";
  const keep = (text: string) => {
    output += text;
  };
  let running: ProcessTree | null = null;
  const start = async () => {
    running = await startProcessTree(
      process.execPath,
      [installed.entry, "node", "run", "--host", hostname, "--port", port, "--display-name", displayName],
      { environment, folder: folder.path, onStdout: keep, onStderr: keep },
    );
    return running;
  };
  const stop = async () => {
    await running?.stop();
    running = null;
  };
  await start();
  const { requestId, deviceId } = await waitFor(
    "openclaw node run to ask for approval",
    async () => {
      const { pending } = (await gateway.admin.call("device.pair.list")) as { pending: DeviceRequest[] };
      return pending.find((request) => request.displayName === displayName) ?? null;
    },
    { timeoutMs: 120_000 },
  );
  // An approval at the very moment of the request would reach it before it has been refused.
  await waitFor("it to be refused", () => (/pairing required/.test(output) ? true : null), {
    timeoutMs: 60_000,
  });
  await gateway.admin.call("device.pair.approve", { requestId });
  await watch(deviceId);
  await stop();
  await start();
  await grantSurface(gateway.admin, deviceId, 120_000);
  return {
    deviceId,
    stop,
    start,
    async dispose() {
      await stop();
      await folder.remove();
    },
  };
}

import { join } from "node:path";
import type { InstalledGateway } from "../test/gateway/harness/cache.ts";
import { cleanEnvironment } from "../test/gateway/harness/environment.ts";
import { makeThrowAwayFolder } from "../test/gateway/harness/folder.ts";
import type { Gateway } from "../test/gateway/harness/gateway.ts";
import { quietGatewayEnvironment } from "../test/gateway/harness/gateway-config.ts";
import { type DeviceRequest, grantSurface, listedNode } from "../test/gateway/harness/pairing.ts";
import { type ProcessTree, startProcessTree } from "../test/gateway/harness/process-tree.ts";
import { waitFor, within } from "../test/gateway/harness/wait.ts";

/** `openclaw node run`, the gateway's own headless node. */
export interface Peer {
  readonly deviceId: string;
  /** Whether it connected by itself within `watchedMs` of its approval. */
  readonly connectedUnaided: boolean;
  start(): Promise<ProcessTree>;
  dispose(): Promise<void>;
}

/** How long it is given to notice its approval before it is restarted by hand. */
export const watchedMs = 10_000;

/** Pairs one, by restarting it after the approval as its documentation says (docs/cli/nodes.md); stopped when this resolves. */
export async function pairPeer(installed: InstalledGateway, gateway: Gateway): Promise<Peer> {
  const folder = makeThrowAwayFolder("peer");
  const { hostname, port } = new URL(gateway.url);
  const environment = cleanEnvironment({
    ...quietGatewayEnvironment,
    HOME: folder.path,
    OPENCLAW_STATE_DIR: join(folder.path, "state"),
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    NODE_COMPILE_CACHE: installed.compileCache,
  });
  const parameters = [installed.entry, "node", "run", "--host", hostname, "--port", port];
  let output = "";
  const keep = (text: string) => {
    output += text;
  };
  const start = () =>
    startProcessTree(process.execPath, parameters, {
      environment,
      folder: folder.path,
      onStdout: keep,
      onStderr: keep,
    });

  const first = await start();
  const request = await waitFor(
    "openclaw node run to ask for approval",
    async () => {
      const { pending } = (await gateway.admin.call("device.pair.list")) as { pending: DeviceRequest[] };
      return pending[0] ?? null;
    },
    { timeoutMs: 60_000 },
  );
  // An approval in the very moment of the request would reach it before it has been refused.
  await waitFor("it to be refused", () => (/pairing required/.test(output) ? true : null), {
    timeoutMs: 30_000,
  });
  await gateway.admin.call("device.pair.approve", { requestId: request.requestId });
  const isConnected = async () =>
    (await listedNode(gateway.admin, request.deviceId))?.connected ? true : null;
  const connectedUnaided = await within(
    waitFor("it to connect", isConnected, { timeoutMs: watchedMs }).catch(() => false),
    watchedMs + 1_000,
    false,
  );
  await first.stop();
  const second = await start();
  await grantSurface(gateway.admin, request.deviceId, 60_000);
  await second.stop();
  return { deviceId: request.deviceId, connectedUnaided, start, dispose: () => folder.remove() };
}

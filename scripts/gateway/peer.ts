import { mkdirSync, writeFileSync } from "node:fs";
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

const withComputer = {
  plugins: { enabled: true, allow: ["cua-computer"], entries: { "cua-computer": { enabled: true } } },
};

/**
 * Pairs `openclaw node run` and restarts it, because it does not notice its approval (docs/cli/node.md, 2026.9.6).
 * `watch` may look at it between the approval and that restart. With a `display` it offers computer use there
 * (docs/nodes/computer-use.md: the plugin is enabled by name, in the node's own configuration).
 */
export async function startPeer(
  installed: InstalledGateway,
  gateway: Gateway,
  watch: (deviceId: string) => Promise<void> = async () => {},
  display: string | null = null,
): Promise<Peer> {
  const folder = makeThrowAwayFolder("peer");
  const state = join(folder.path, "state");
  if (display !== null) {
    mkdirSync(state, { mode: 0o700 });
    writeFileSync(join(state, "openclaw.json"), JSON.stringify(withComputer), { mode: 0o600 });
  }
  const { hostname, port } = new URL(gateway.url);
  const environment = cleanEnvironment({
    ...quietGatewayEnvironment,
    HOME: folder.path,
    OPENCLAW_STATE_DIR: state,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    NODE_COMPILE_CACHE: installed.compileCache,
    ...(display === null ? {} : { DISPLAY: display, XDG_SESSION_TYPE: "x11", NO_AT_BRIDGE: "1" }),
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
  await grantSurface(gateway.admin, deviceId, 120_000, display === null ? "system.which" : "computer.act");
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

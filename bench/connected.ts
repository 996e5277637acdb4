import { connect } from "node:net";
import type { Gateway } from "../test/gateway/harness/gateway.ts";
import { waitFor } from "../test/gateway/harness/wait.ts";

interface ListedConnection {
  readonly nodeId: string;
  readonly connected?: boolean;
  readonly connectedAtMs?: number;
}

/** When the gateway let this device in, by the gateway's clock; asks until that is after `since` (both ms since the epoch). */
export function connectedAt(gateway: Gateway, deviceId: string, since: number): Promise<number> {
  return waitFor(
    "the gateway to list the node as connected",
    async () => {
      const { nodes } = (await gateway.admin.call("node.list")) as { nodes: ListedConnection[] };
      const node = nodes.find((each) => each.nodeId === deviceId);
      const at = node?.connected ? node.connectedAtMs : undefined;
      return at !== undefined && at >= since ? at : null;
    },
    { timeoutMs: 90_000, everyMs: 100 },
  );
}

/** Waits until the gateway does not list this device as connected. */
export async function disconnected(gateway: Gateway, deviceId: string): Promise<void> {
  await waitFor(
    "the gateway to miss the node",
    async () => {
      const { nodes } = (await gateway.admin.call("node.list")) as { nodes: ListedConnection[] };
      return nodes.find((each) => each.nodeId === deviceId)?.connected ? null : true;
    },
    { timeoutMs: 30_000 },
  );
}

/** When the port first accepts a connection, ms since the epoch. */
export function listeningSince(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return waitFor("the gateway to listen", () => tryPort(hostname, Number(port)), {
    timeoutMs: 120_000,
    everyMs: 20,
  });
}

function tryPort(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const settle = (answer: number | null) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(Date.now()));
    socket.once("error", () => settle(null));
  });
}

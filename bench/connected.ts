import type { Gateway } from "../scripts/gateway/gateway.ts";
import { waitFor } from "../scripts/gateway/wait.ts";

interface ListedConnection {
  readonly nodeId: string;
  readonly connected?: boolean;
  readonly connectedAtMs?: number;
}

/** When the gateway let this device in, by the gateway's clock; asks until that is after `since` (both ms since the epoch). */
export function connectedAt(
  gateway: Gateway,
  deviceId: string,
  since: number,
  timeoutMs = 90_000,
): Promise<number> {
  return waitFor(
    "the gateway to list the node as connected",
    async () => {
      const { nodes } = (await gateway.admin.call("node.list")) as { nodes: ListedConnection[] };
      const node = nodes.find((each) => each.nodeId === deviceId);
      const at = node?.connected ? node.connectedAtMs : undefined;
      return at !== undefined && at >= since ? at : null;
    },
    { timeoutMs, everyMs: 100 },
  );
}

/** Waits until the gateway no longer lists this device as connected. */
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

import type { Admin } from "./admin.ts";
import type { ClawtrayNode } from "./clawtray-node.ts";
import { isAwaitingApproval, isConnected } from "./states.ts";
import { waitFor } from "./wait.ts";

/** A request for admission, as `device.pair.list` shows it. */
export interface DeviceRequest {
  readonly requestId: string;
  readonly deviceId: string;
  readonly displayName?: string;
  readonly platform?: string;
  readonly role?: string;
}

/** A request for a command surface, as `node.pair.list` shows it. */
export interface SurfaceRequest {
  readonly requestId: string;
  readonly nodeId: string;
  readonly commands?: readonly string[];
}

/** A node, as `node.list` shows it. */
export interface ListedNode {
  readonly nodeId: string;
  readonly connected?: boolean;
  readonly commands?: readonly string[];
  readonly hostStats?: unknown;
}

/** Requests of this device that wait for an administrator. */
export async function deviceRequests(admin: Admin, deviceId: string): Promise<DeviceRequest[]> {
  const { pending } = (await admin.call("device.pair.list")) as { pending: DeviceRequest[] };
  return pending.filter((request) => request.deviceId === deviceId);
}

/** Surface requests of this device that wait for an administrator; none on gateways that know no such thing. */
export async function surfaceRequests(admin: Admin, deviceId: string): Promise<SurfaceRequest[]> {
  const { pending } = (await admin.call("node.pair.list")) as { pending: SurfaceRequest[] };
  return pending.filter((request) => request.nodeId === deviceId);
}

export async function listedNode(admin: Admin, deviceId: string): Promise<ListedNode | null> {
  const { nodes } = (await admin.call("node.list")) as { nodes: ListedNode[] };
  return nodes.find((node) => node.nodeId === deviceId) ?? null;
}

/** Invokes a command through the gateway; resolves with the node's payload. */
export async function invoke(
  admin: Admin,
  deviceId: string,
  command: string,
  parameters: object = {},
): Promise<unknown> {
  const answer = (await admin.call("node.invoke", {
    nodeId: deviceId,
    command,
    params: parameters,
    idempotencyKey: crypto.randomUUID(),
  })) as { payload?: unknown; payloadJSON?: string | null };
  return typeof answer.payloadJSON === "string" ? JSON.parse(answer.payloadJSON) : answer.payload;
}

/** Waits until the node asks, or takes what it asks now, and admits it. Resolves with its device id once it is connected. */
export async function admit(admin: Admin, node: ClawtrayNode): Promise<string> {
  const after = Math.max(0, node.states.length - 1);
  const { state } = await node.waitFor("awaiting approval", isAwaitingApproval, { after });
  await admin.call("device.pair.approve", { requestId: state.requestId });
  await node.waitFor("connected", isConnected, { after });
  return state.deviceId ?? "";
}

/** Grants a waiting surface request, if this gateway makes one; resolves when this command of the node can be invoked. */
export async function grantSurface(
  admin: Admin,
  deviceId: string,
  timeoutMs = 20_000,
  command = "system.which",
): Promise<void> {
  await waitFor(
    "the node's commands",
    async () => {
      for (const { requestId } of await surfaceRequests(admin, deviceId)) {
        await admin.call("node.pair.approve", { requestId });
      }
      const node = await listedNode(admin, deviceId);
      return node?.connected && node.commands?.includes(command) ? true : null;
    },
    { timeoutMs, everyMs: 100 },
  );
}

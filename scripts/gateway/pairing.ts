import { type Admin, GatewayRefusal } from "./admin.ts";
import type { FollowedStates } from "./clawtray-node.ts";
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
  /** Its owner was at it last, of all nodes that tell. */
  readonly active?: boolean;
  readonly permissions?: Readonly<Record<string, boolean>>;
}

/** This device's requests that are waiting for an administrator. */
export async function deviceRequests(admin: Admin, deviceId: string): Promise<DeviceRequest[]> {
  const { pending } = (await admin.call("device.pair.list")) as { pending: DeviceRequest[] };
  return pending.filter((request) => request.deviceId === deviceId);
}

/** This device's surface requests that are waiting for an administrator; none on gateways that do not have them. */
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
  const request = { nodeId: deviceId, command, params: parameters, idempotencyKey: crypto.randomUUID() };
  const answer = (await callInvoke(admin, request)) as { payload?: unknown; payloadJSON?: string | null };
  return typeof answer.payloadJSON === "string" ? JSON.parse(answer.payloadJSON) : answer.payload;
}

/** Commands that change nothing: asked twice is as good as asked once. */
const READING = new Set(["device.info", "device.status", "system.which"]);

/**
 * `node.invoke`. Before it sends an invoke, 2026.9.6 reads its pairing store; when that read fails, which happens
 * now and then just after a node came back, it answers that nothing was sent. This answer is asked again. It looks up
 * who is paired once more before and after the invoke, in memory, and answers the same whichever of the two failed
 * while a change was being written: that is asked again only of a command that changes nothing.
 */
export async function callInvoke(
  admin: Admin,
  request: { readonly command: string },
  timeoutMs = 30_000,
): Promise<unknown> {
  return waitFor(
    "the gateway to read its pairing store",
    async () => {
      try {
        return { answer: await admin.call("node.invoke", request, timeoutMs) };
      } catch (error) {
        if (error instanceof GatewayRefusal && isBetweenPairings(error.message, request.command)) return null;
        throw error;
      }
    },
    { timeoutMs: 20_000, everyMs: 100 },
  ).then(({ answer }) => answer);
}

function isBetweenPairings(refusal: string, command: string): boolean {
  if (refusal.endsWith("node pairing state unavailable before dispatch")) return true;
  return (
    READING.has(command) && refusal.endsWith("Device pairing authority requires a current worker publication")
  );
}

/**
 * Waits until the node asks, or uses the request it has already made, and admits it. Resolves with its device id once
 * it is connected.
 */
export async function admit(admin: Admin, node: FollowedStates): Promise<string> {
  const after = Math.max(0, node.states.length - 1);
  const { state } = await node.waitFor("awaiting approval", isAwaitingApproval, { after });
  await admin.call("device.pair.approve", { requestId: state.requestId });
  await node.waitFor("connected", isConnected, { after });
  return state.deviceId ?? "";
}

/**
 * Grants a waiting surface request, if this gateway makes one; resolves when this command of the node can be invoked.
 */
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

import type { Invoker } from "../../src/core/commands/invoker.ts";
import type { GatewaySession } from "../../src/core/gateway/contract.ts";
import { readEvent } from "../../src/core/gateway/events.ts";
import type { RpcResult } from "../../src/core/gateway/rpc.ts";
import { createGatewaySession } from "../../src/core/gateway/session.ts";
import type { Clock } from "../../src/core/time/clock.ts";
import { usualPictureLimits } from "../../src/shared/picture/picture.ts";

/** A session whose requests are answered by the test, as they stand on the wire. */
export function sessionOver(
  clock: Clock,
  request: (method: string, params: unknown) => Promise<RpcResult>,
  { maxPayload = 1_000_000, nodeId = "cd".repeat(32) } = {},
): GatewaySession {
  const rpc = {
    request,
    maxPayload,
    listen: () => {},
    ended: new Promise<never>(() => {}),
    check: () => {},
    close: async () => {},
  };
  return createGatewaySession(rpc, { nodeId, clock, pictures: usualPictureLimits });
}

/** Tells an invoker what a gateway sent, the way a session does. */
export function tellInvoker(
  invoker: Invoker,
  session: GatewaySession,
  payload: unknown,
  event = "node.invoke.request",
): void {
  const read = readEvent({ event, payload });
  if (read.kind === "invoke") invoker.accept(read.request, session);
  else if (read.kind === "invoke-unreadable") invoker.refuse(read, session);
  else if (read.kind === "invoke-cancelled") invoker.cancel(read.id);
}

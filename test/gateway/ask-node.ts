import { type Admin, GatewayRefusal } from "../../scripts/gateway/admin.ts";
import { callInvoke } from "../../scripts/gateway/pairing.ts";
import type { Answer } from "./compare.ts";

/** Invokes over the administrator's connection. What a node refuses arrives as `UNAVAILABLE: CODE: message`. */
export async function askNode(
  admin: Admin,
  nodeId: string,
  command: string,
  params: object,
  timeoutMs = 30_000,
): Promise<Answer> {
  const request = { nodeId, command, params, timeoutMs, idempotencyKey: crypto.randomUUID() };
  try {
    const { payload } = (await callInvoke(admin, request, timeoutMs + 30_000)) as {
      payload: unknown;
    };
    return { kind: "payload", payload };
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    const said = error.message.replace(/^node\.invoke: /, "");
    const [, code = "", message = ""] = /^(?:UNAVAILABLE: )?([A-Z_]+): (.*)$/s.exec(said) ?? [];
    return { kind: "refusal", code, message };
  }
}

import type { Command, InvokeContext } from "../../src/core/commands/command.ts";
import { createInvokeMemory, type LostResult } from "../../src/core/commands/invoke-memory.ts";
import { createInvoker, type InvokeRecord } from "../../src/core/commands/invoker.ts";
import { createRegistry } from "../../src/core/commands/registry.ts";
import { silentLogger } from "../../src/core/log/log.ts";
import { defaultCapabilities } from "../../src/core/settings/settings.ts";
import type { CapabilitySwitches } from "../../src/shared/capability.ts";
import { ManualClock } from "./clock.ts";
import { sessionOver, tellInvoker } from "./gateway-session.ts";

export const deviceId = "cd".repeat(32);

export interface Sent {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

export function setting(
  commands: readonly Command[],
  maxPayload = 1_000_000,
  switches: CapabilitySwitches = defaultCapabilities,
) {
  const clock = new ManualClock();
  const sent: Sent[] = [];
  const records: InvokeRecord[] = [];
  const session = sessionOver(
    clock,
    async (method, params) => {
      sent.push({ method, params: params as Record<string, unknown> });
      return { ok: true, payload: null };
    },
    { maxPayload, nodeId: deviceId },
  );
  const registry = createRegistry([{ capability: "device", commands }], () => switches);
  const lost: LostResult[] = [];
  const memory = createInvokeMemory(clock, (result) => lost.push(result));
  const connect = () =>
    createInvoker({
      registry,
      clock,
      log: silentLogger,
      onRecord: (record) => records.push(record),
      memory,
      onLost: (result) => lost.push(result),
    });
  const invoker = connect();
  const results = () =>
    sent.filter((frame) => frame.method === "node.invoke.result").map((frame) => frame.params);
  const invoke = (id: string, command: string, more: object = {}) =>
    tellInvoker(invoker, session, { id, nodeId: deviceId, command, paramsJSON: "{}", ...more });
  return { clock, sent, records, session, invoker, results, invoke, memory, lost, connect };
}

export const command = (
  name: string,
  run: (params: unknown, context: InvokeContext) => Promise<unknown>,
): Command => ({
  name,
  capability: "test",
  run,
});

export const forever = (): Promise<never> => new Promise(() => {});

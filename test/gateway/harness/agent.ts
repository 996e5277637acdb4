import type { Gateway } from "../../../scripts/gateway/gateway.ts";
import type { ScriptedModel, ToolCall } from "../../../scripts/gateway/model.ts";

/** The agent every gateway has from the start. */
export const agentId = "main";

/** One turn of an agent, in a session of its own. */
export interface Turn {
  readonly sessionKey: string;
  /** What its model was told of each call so far. */
  readonly results: readonly string[];
  /** Resolves with all results when the turn is over and the agent has answered. */
  finished(): Promise<readonly string[]>;
  /** What a person's Stop does. */
  stop(): Promise<void>;
}

/** Has the gateway's agent make these calls, one after the other (docs/gateway/protocol, `agent`, 2026.9.6). */
export async function startTurn(
  gateway: Gateway,
  model: ScriptedModel,
  ...calls: readonly ToolCall[]
): Promise<Turn> {
  const { message, results } = model.script(...calls);
  const sessionKey = `agent:${agentId}:${crypto.randomUUID()}`;
  const { runId } = (await gateway.admin.call("agent", {
    message,
    agentId,
    sessionKey,
    deliver: false,
    idempotencyKey: crypto.randomUUID(),
  })) as { runId: string };

  async function ended(): Promise<string> {
    const timeoutMs = 90_000;
    const end = await gateway.admin.call("agent.wait", { runId, timeoutMs }, timeoutMs + 10_000);
    return (end as { status: string }).status;
  }

  return {
    sessionKey,
    results,
    async finished() {
      const status = await ended();
      if (status !== "ok" || results.length < calls.length) {
        throw new Error(
          `the turn ended with ${status} after ${results.length} of ${calls.length} calls:\n${gateway.log().slice(-2_000)}`,
        );
      }
      return results;
    },
    async stop() {
      await gateway.admin.call("chat.abort", { sessionKey, runId });
      await ended();
    },
  };
}

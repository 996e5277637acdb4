import { failure, type Result, success } from "../shared/result.ts";
import { hasInvisible } from "../shared/text/invisible.ts";
import { text, type Values } from "./argument-values.ts";

const MAX_NAME_LENGTH = 200;

/** `--agent ID`; null when it was not given. */
export function readAgent(values: Values): Result<string | null, string> {
  const agent = text(values, "agent")?.trim() ?? null;
  if (agent !== null && (agent === "" || agent.length > MAX_NAME_LENGTH || hasInvisible(agent)))
    return failure(`--agent needs the id of an agent, 1 to ${MAX_NAME_LENGTH} printable characters.`);
  // What older gateways called `default` is the agent `main` (docs/tools/exec-approvals.md, 2026.9.6).
  return success(agent === "default" ? "main" : agent);
}

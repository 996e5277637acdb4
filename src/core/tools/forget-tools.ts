import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BlockedCause } from "../../shared/blocked.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { vaultCause } from "../vault/blocked-reason.ts";
import { openToolSecrets, TOOL_KEY_FILE } from "../vault/open.ts";
import type { Vault } from "../vault/vault.ts";
import { removeVariables } from "./secrets.ts";
import { forgetToolChoices, readToolChoices } from "./tool-list.ts";

/**
 * Forgets what the owner decided about tools, and the MCP servers with the values of their variables: the values first, for the list alone
 * knows their names. Interrupted anywhere, forgetting again completes it. A list that cannot be understood stays.
 */
export async function forgetTools(
  kind: Vault["kind"],
  stateDir: string,
): Promise<Result<void, BlockedCause>> {
  const list = readToolChoices(stateDir);
  if (!list.ok || (list.value.servers.length === 0 && list.value.builtIn.length === 0))
    return success(undefined);
  // A connection that never had a key does not say where its secrets are.
  const where = existsSync(join(stateDir, TOOL_KEY_FILE)) ? "file" : kind;
  const { store } = openToolSecrets(where, stateDir);
  for (const { secrets } of list.value.servers) {
    const removed = secrets === null ? success(undefined) : await removeVariables(store, secrets);
    if (!removed.ok) return failure(vaultCause(where, removed.failure));
  }
  await forgetToolChoices(stateDir);
  return success(undefined);
}

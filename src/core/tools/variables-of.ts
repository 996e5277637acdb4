import { type Result, success } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import { openToolSecrets } from "../vault/open.ts";
import type { Vault } from "../vault/vault.ts";
import { readVariables, type Variables } from "./secrets.ts";
import type { ServerEntry } from "./tool-list.ts";

/** The values of a server's variables, where this state folder keeps them. */
export async function variablesOf(
  kind: Vault["kind"],
  stateDir: string,
  { secrets }: ServerEntry,
): Promise<Result<Variables, ToolReason>> {
  return secrets === null ? success({}) : readVariables(openToolSecrets(kind, stateDir).store, secrets);
}

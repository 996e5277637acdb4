import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import type { SecretStore } from "../vault/secret-store.ts";
import type { VaultFailure } from "../vault/vault.ts";

/** The values of a server's variables. */
export type Variables = Readonly<Record<string, string>>;

/** Entries go by a random name, so that they belong to the list and not to the place where it lies. */
const accountOf = (id: string): string => `tool server ${id}`;

/** Reads the values kept under this name. A failure repeats none of them. */
export async function readVariables(store: SecretStore, id: string): Promise<Result<Variables, ToolReason>> {
  const text = await store.get(accountOf(id));
  if (!text.ok) return failure({ code: "values-unreadable", problem: text.failure.kind });
  const kept = text.value === null ? null : parse(text.value);
  return kept === null ? failure({ code: "values-gone" }) : success(kept);
}

/** Keeps them, and trusts that only once they have been read back. */
export async function writeVariables(
  store: SecretStore,
  id: string,
  variables: Variables,
): Promise<Result<void, ToolReason>> {
  const text = JSON.stringify({ clawtray: "tool-server", version: 1, variables });
  const written = await store.set(accountOf(id), text);
  const back = written.ok ? await store.get(accountOf(id)) : written;
  if (!back.ok) return failure({ code: "values-refused", problem: back.failure.kind });
  return back.value === text ? success(undefined) : failure({ code: "values-not-kept" });
}

/** Forgets them. */
export const removeVariables = (store: SecretStore, id: string): Promise<Result<void, VaultFailure>> =>
  store.delete(accountOf(id));

function parse(text: string): Variables | null {
  try {
    const entry: unknown = JSON.parse(text);
    if (!isRecord(entry) || entry.clawtray !== "tool-server" || entry.version !== 1) return null;
    const { variables } = entry;
    const isSound =
      isRecord(variables) && Object.values(variables).every((value) => typeof value === "string");
    return isSound ? (variables as Variables) : null;
  } catch {
    return null;
  }
}

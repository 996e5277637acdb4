import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { SecretStore } from "../vault/secret-store.ts";
import type { VaultFailure } from "../vault/vault.ts";

/** The values of a server's variables. */
export type Variables = Readonly<Record<string, string>>;

/** Entries go by a random name, so that they belong to the list and not to the place where it lies. */
const accountOf = (id: string): string => `tool server ${id}`;

/** Reads the values kept under this name. A failure is a sentence without any of them. */
export async function readVariables(store: SecretStore, id: string): Promise<Result<Variables, string>> {
  const text = await store.get(accountOf(id));
  if (!text.ok) return failure(`the values of its variables cannot be read (${text.failure.kind})`);
  const kept = text.value === null ? null : parse(text.value);
  return kept === null ? failure("the values of its variables are no longer kept") : success(kept);
}

/** Keeps them, and trusts that only once they have been read back. */
export async function writeVariables(
  store: SecretStore,
  id: string,
  variables: Variables,
): Promise<Result<void, string>> {
  const text = JSON.stringify({ clawtray: "tool-server", version: 1, variables });
  const written = await store.set(accountOf(id), text);
  const back = written.ok ? await store.get(accountOf(id)) : written;
  if (!back.ok) return failure(`the values of its variables cannot be kept (${back.failure.kind})`);
  return back.value === text ? success(undefined) : failure("the values of its variables were not kept");
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

import { failure, type Result, success } from "../../shared/result.ts";
import { type EdgeHeader, withEdgeHeaders } from "../gateway/edge-headers.ts";
import type { SettingsStore } from "../settings/settings.ts";
import type { Vault, VaultFailure } from "../vault/vault.ts";

/** The headers for the gateway at an address: read from the vault once, and only when the settings name some. */
export function createEdgeHeaders(vault: Vault, settings: Pick<SettingsStore, "read">) {
  let known: { readonly names: readonly string[]; readonly headers: readonly EdgeHeader[] } | null = null;
  return async (url: string): Promise<Result<readonly EdgeHeader[], VaultFailure>> => {
    const { gateway } = settings.read();
    const names = gateway?.url === url ? (gateway.edgeHeaders ?? []) : [];
    if (names.length === 0) return success([]);
    // A new array for each time they were given: the same names may have new values.
    if (known?.names === names) return success(known.headers);
    const read = await vault.readEdgeHeaders(url);
    if (read.ok) known = { names, headers: read.value };
    return read;
  };
}

/**
 * Keeps these for the gateway at an address, along with those it has; resolves with all their names, for the settings.
 */
export async function addEdgeHeaders(
  vault: Vault,
  settings: Pick<SettingsStore, "read">,
  url: string,
  added: readonly EdgeHeader[],
): Promise<Result<readonly string[], VaultFailure>> {
  const kept = await createEdgeHeaders(vault, settings)(url);
  // What cannot be understood is replaced; what cannot be reached now is not.
  if (!kept.ok && kept.failure.kind !== "corrupt") return kept;
  const headers = withEdgeHeaders(kept.ok ? kept.value : [], added);
  const settled = await vault.settle({ holdsIdentity: settings.read().deviceId !== null });
  const written = settled.ok ? await vault.writeEdgeHeaders(url, headers) : settled;
  return written.ok ? success(headers.map(({ name }) => name)) : failure(written.failure);
}

/** Forgets what is kept for the gateway in use, values first; false when some of it is still there. */
export async function forgetEdgeHeaders(vault: Vault, settings: SettingsStore): Promise<boolean> {
  const { gateway } = settings.read();
  if (gateway === null || gateway.edgeHeaders === undefined) return true;
  const settled = await vault.settle({ holdsIdentity: settings.read().deviceId !== null });
  const removed = settled.ok ? await vault.writeEdgeHeaders(gateway.url, []) : settled;
  if (!removed.ok) return false;
  const now = settings.read().gateway;
  if (now?.url !== gateway.url) return true;
  const { edgeHeaders: _names, ...rest } = now;
  return (await settings.update({ gateway: rest })).ok;
}

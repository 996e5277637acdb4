import type { BlockedReason } from "../../shared/state.ts";
import type { Vault, VaultFailure } from "../vault/vault.ts";

/** The blocked reason a vault failure leads to. Pure. */
export function vaultReason(
  failure: VaultFailure,
  kind: Vault["kind"],
): { readonly reason: BlockedReason; readonly detail: Readonly<Record<string, string>> } {
  const detail = { detail: failure.detail, keyStore: kind };
  switch (failure.kind) {
    case "locked":
      return { reason: "keychain-locked", detail };
    case "timeout":
      return { reason: "keychain-timeout", detail };
    case "corrupt":
      return { reason: kind === "keychain" ? "keychain-corrupt" : "key-file-unreadable", detail };
    case "unsafe":
      return { reason: "key-file-unsafe", detail };
    case "unavailable":
    case "unreadable":
      return { reason: kind === "keychain" ? "keychain-unavailable" : "key-file-unreadable", detail };
  }
}

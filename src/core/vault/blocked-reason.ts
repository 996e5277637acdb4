import type { BlockedReason } from "../../shared/state.ts";
import type { Vault, VaultFailure } from "./vault.ts";

/** The reason a person is shown for a failure of this vault. */
export function blockedReasonOf(vaultKind: Vault["kind"], failure: VaultFailure): BlockedReason {
  switch (failure.kind) {
    case "locked":
      return "keychain-locked";
    case "unavailable":
      return "keychain-unavailable";
    case "timeout":
      return "keychain-timeout";
    case "corrupt":
      return vaultKind === "file" ? "key-file-unreadable" : "keychain-corrupt";
    case "unsafe":
      return "key-file-unsafe";
    case "unreadable":
      return "key-file-unreadable";
  }
}

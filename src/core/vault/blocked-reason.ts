import type { BlockedCause } from "../../shared/blocked.ts";
import { fileCause } from "../files/problem.ts";
import type { Vault, VaultFailure } from "./vault.ts";

/** What a person is shown for a failure of this vault. Pure. */
export function vaultCause(store: Vault["kind"], failure: VaultFailure): BlockedCause {
  const { detail } = failure;
  switch (failure.kind) {
    case "locked":
      return { reason: "keychain-locked", detail: { detail, store } };
    case "unavailable":
      return { reason: "keychain-unavailable", detail: { detail, store } };
    case "timeout":
      return { reason: "keychain-timeout", detail: { detail, store } };
    case "corrupt":
      return store === "file"
        ? { reason: "key-file-unreadable", detail: { path: "keys.json", why: "damaged", code: detail } }
        : { reason: "keychain-corrupt", detail: { detail, store } };
    case "newer":
      if (failure.path === null && store === "keychain")
        return { reason: "keychain-corrupt", detail: { detail: `${detail}: update Clawtray`, store } };
      return { reason: "settings-newer", detail: { path: failure.path ?? "keys.json" } };
    case "unsafe":
      return fileCause(failure.file, "key-file-unsafe");
    case "unreadable":
      return fileCause(failure.file, "key-file-unreadable");
    case "no-folder":
      return fileCause(failure.file, "state-folder-unusable");
    case "copied":
      return { reason: "state-folder-copied", detail: { path: failure.path, original: failure.original } };
  }
}

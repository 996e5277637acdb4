import type { BlockedReason } from "../../shared/state.ts";
import { fileDetail, fileReason } from "../files/problem.ts";
import type { Vault, VaultFailure } from "./vault.ts";

/** What a person is shown for a failure of this vault: the reason and what its sentence needs. */
export function vaultReason(
  store: Vault["kind"],
  failure: VaultFailure,
): { readonly reason: BlockedReason; readonly detail: Readonly<Record<string, string>> } {
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
        ? { reason: "key-file-unreadable", detail: { path: "keys.json", why: detail, store } }
        : { reason: "keychain-corrupt", detail: { detail, store } };
    case "unsafe":
      return { reason: "key-file-unsafe", detail: { ...fileDetail(failure.file), store } };
    case "unreadable":
      return {
        reason: fileReason(failure.file, "key-file-unreadable"),
        detail: { ...fileDetail(failure.file), store },
      };
    case "no-folder":
      return {
        reason: fileReason(failure.file, "state-folder-unusable"),
        detail: fileDetail(failure.file),
      };
    case "copied":
      return {
        reason: "state-folder-copied",
        detail: { path: failure.path, original: failure.original },
      };
  }
}

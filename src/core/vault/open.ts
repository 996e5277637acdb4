import { failure, type Result, success } from "../../shared/result.ts";
import { prepareStateDirectory } from "../settings/prepare-directory.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import { createFolderVault } from "./folder-vault.ts";
import { createKeyFileStore } from "./key-file.ts";
import { createKeychainStore } from "./keychain.ts";
import { loadNativeKeychain } from "./native-keychain.ts";
import type { SecretStore } from "./secret-store.ts";
import type { Vault, VaultFailure } from "./vault.ts";

export interface OpenVault {
  readonly vault: Vault;
  /** True while a keychain call has not returned; to be handed to `endProcess`. */
  busy(): boolean;
}

export interface OpenVaultOptions {
  readonly kind: Vault["kind"];
  readonly stateDir: string;
  readonly clock?: Clock;
  /** How long the keychain may take, milliseconds. */
  readonly limitMs?: number;
}

/**
 * Opens the vault of a state directory (created if it does not exist). Opening touches no secret and loads no native
 * code; the first call does.
 */
export function openVault(options: OpenVaultOptions): Result<OpenVault, VaultFailure> {
  const { kind, stateDir, clock = systemClock, limitMs } = options;
  const prepared = prepareStateDirectory(stateDir);
  if (!prepared.ok)
    return failure({ kind: "no-folder", detail: prepared.failure.detail, file: prepared.failure });
  if (kind === "file") {
    return success({ vault: createFolderVault(stateDir, createKeyFileStore(stateDir)), busy: () => false });
  }
  const keychain = createKeychainStore({
    load: loadNativeKeychain,
    clock,
    platform: process.platform,
    ...(limitMs === undefined ? {} : { limitMs }),
  });
  return success({ vault: createFolderVault(stateDir, keychain), busy: keychain.busy });
}

/** The key file of the tool servers' secrets, where they are not in the keychain. */
export const TOOL_KEY_FILE = "tool-keys.json";

/**
 * Where the secrets of the owner's tool servers live. A file of their own rather than the key file: they are written by
 * a command while the node, which writes the other, is running.
 */
export function openToolSecrets(
  kind: Vault["kind"],
  stateDir: string,
): { readonly store: SecretStore; busy(): boolean } {
  if (kind === "file") return { store: createKeyFileStore(stateDir, TOOL_KEY_FILE), busy: () => false };
  const load = loadNativeKeychain;
  const store = createKeychainStore({ load, clock: systemClock, platform: process.platform });
  return { store, busy: store.busy };
}

import { type Clock, systemClock } from "../clock.ts";
import { failure, type Result, success } from "../result.ts";
import { prepareStateDirectory } from "../settings/prepare-directory.ts";
import { createFolderVault } from "./folder-vault.ts";
import { createKeyFileStore } from "./key-file.ts";
import { createKeychainStore } from "./keychain.ts";
import { loadNativeKeychain } from "./native-keychain.ts";
import type { Vault, VaultFailure } from "./vault.ts";

export interface OpenVault {
  readonly vault: Vault;
  /** True while a keychain call has not come back; to be handed to `endProcess`. */
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
 * Opens the vault of a state directory (created where there is none). Opening touches no secret and
 * loads no native code; the first call does.
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

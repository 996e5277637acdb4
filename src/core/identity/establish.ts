import type { BlockedReason } from "../../shared/state.ts";
import { fileDetail, fileReason } from "../files/problem.ts";
import { failure, type Result, success } from "../result.ts";
import type { SettingsFile } from "../settings/settings.ts";
import { vaultReason } from "../vault/blocked-reason.ts";
import type { StoredIdentity, Vault, VaultFailure } from "../vault/vault.ts";
import { createIdentity } from "./create.ts";
import { deviceIdOf, publicKeyOf, seedLength } from "./ed25519.ts";
import type { Identity } from "./identity.ts";
import { devicePlatformOf } from "./platform.ts";

export interface EstablishOptions {
  readonly vault: Vault;
  readonly settings: SettingsFile;
  /** This many bytes fit for a key. */
  readonly random: (length: number) => Uint8Array;
  /** `process.platform`; only a new identity takes it. */
  readonly platform: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Established {
  readonly identity: Identity;
  /** True when this call made it. */
  readonly created: boolean;
  /** False when settings could not be told of it: the warning `settings-not-saved`. */
  readonly settingsSaved: boolean;
}

/** Why there is no identity now: what `blocked` shows. */
export interface IdentityFailure {
  readonly reason: BlockedReason;
  readonly detail: Readonly<Record<string, string>>;
}

/**
 * The identity of this computer. A key is made only when the vault works and says it is empty, and
 * nothing tells of an earlier identity; everything else is a failure, never another key. The vault
 * is written before settings: a crash in between leaves an identity that the next start adopts.
 */
export async function establishIdentity(
  options: EstablishOptions,
): Promise<Result<Established, IdentityFailure>> {
  const { vault, settings } = options;
  const stored = await vault.readIdentity();
  if (!stored.ok) return failure(vaultFailed(vault, stored.failure));
  const known = settings.read().deviceId;

  if (stored.value !== null) {
    const { deviceId } = stored.value;
    if (known === null || known === deviceId) {
      // Not done is tried again at the next start; until then the directory has to stay where it is.
      await vault.settle(true);
      return success(await adopt(options, stored.value, false));
    }
    return failure({ reason: "identity-mismatch", detail: { known, found: deviceId, store: vault.kind } });
  }
  if (known !== null) return failure({ reason: "identity-missing", detail: { known, store: vault.kind } });
  const remembered = await vault.remembersIdentity();
  if (!remembered.ok) return failure(vaultFailed(vault, remembered.failure));
  if (remembered.value || settings.mayHaveLostIdentity()) {
    return failure({ reason: "identity-missing", detail: { store: vault.kind } });
  }

  const settled = await vault.settle(false);
  if (!settled.ok) return failure(vaultFailed(vault, settled.failure));
  const made = makeIdentity(options);
  const written = await vault.writeIdentity(made);
  if (!written.ok) return failure(vaultFailed(vault, written.failure));
  // Not done, the settings know of it; the next start says it here as well.
  await vault.settle(true);
  return success(await adopt(options, made, true));
}

/**
 * Destroys the identity at the person's wish: the vault first, settings last. Interrupted anywhere,
 * the next start finds the same identity or `identity-missing`, and forgetting again completes it.
 */
export async function forgetDevice(
  vault: Vault,
  settings: SettingsFile,
): Promise<Result<void, IdentityFailure>> {
  const { gateway, formerGatewayUrls } = settings.read();
  const gatewayUrls = new Set([...formerGatewayUrls, ...(gateway === null ? [] : [gateway.url])]);
  const emptied = await vault.deleteEverything([...gatewayUrls]);
  if (!emptied.ok) return failure(vaultFailed(vault, emptied.failure));
  const cleared = await settings.clear();
  if (cleared.ok) return success(undefined);
  return failure({
    reason: fileReason(cleared.failure, "settings-unwritable"),
    detail: fileDetail(cleared.failure),
  });
}

function makeIdentity({ random, platform, now }: EstablishOptions): StoredIdentity {
  const seed = random(seedLength);
  return {
    seed,
    deviceId: deviceIdOf(publicKeyOf(seed)),
    ...devicePlatformOf(platform),
    createdAt: now(),
  };
}

async function adopt(
  { vault, settings }: EstablishOptions,
  stored: StoredIdentity,
  created: boolean,
): Promise<Established> {
  const { deviceId, keyStore } = settings.read();
  const known = deviceId === stored.deviceId && keyStore === vault.kind;
  const settingsSaved =
    known || (await settings.update({ deviceId: stored.deviceId, keyStore: vault.kind })).ok;
  return { identity: createIdentity(stored), created, settingsSaved };
}

const vaultFailed = (vault: Vault, reason: VaultFailure): IdentityFailure => vaultReason(vault.kind, reason);

import type { BlockedCause } from "../../shared/blocked.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { fileCause } from "../files/problem.ts";
import type { SettingsFile } from "../settings/settings.ts";
import { vaultCause } from "../vault/blocked-reason.ts";
import type { StoredIdentity, Vault, VaultFailure } from "../vault/vault.ts";
import { createIdentity } from "./create.ts";
import { deviceIdOf, publicKeyOf, SEED_LENGTH } from "./ed25519.ts";
import type { Identity } from "./identity.ts";
import { devicePlatformOf } from "./platform.ts";

export interface EstablishOptions {
  readonly vault: Vault;
  readonly settings: SettingsFile;
  /** This many bytes, good enough for a key. */
  readonly random: (length: number) => Uint8Array;
  /** `process.platform`; used only for a new identity. */
  readonly platform: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Established {
  readonly identity: Identity;
  /** True when this call created it. */
  readonly created: boolean;
  /** False when this could not be saved in the settings: the warning `settings-not-saved`. */
  readonly settingsSaved: boolean;
}

/**
 * The identity of this computer. A key is created only when the vault works and says it is empty, and nothing points to
 * an earlier identity; everything else is a failure, never another key. The vault is written before settings: a crash
 * in between leaves an identity that the next start adopts.
 */
export async function establishIdentity(
  options: EstablishOptions,
): Promise<Result<Established, BlockedCause>> {
  const { vault, settings } = options;
  const stored = await vault.readIdentity();
  if (!stored.ok) return failure(vaultFailed(vault, stored.failure));
  const known = settings.read().deviceId;

  if (stored.value !== null) {
    const { deviceId } = stored.value;
    if (known === null || known === deviceId) {
      // If it fails it is tried again at the next start; until then the directory has to stay where it is.
      await vault.settle({ holdsIdentity: true });
      return success(await adopt(options, stored.value, false));
    }
    return failure({ reason: "identity-mismatch", detail: { known, found: deviceId, store: vault.kind } });
  }
  if (known !== null) return failure({ reason: "identity-missing", detail: { known, store: vault.kind } });
  const remembered = await vault.remembersIdentity();
  if (!remembered.ok) return failure(vaultFailed(vault, remembered.failure));
  if (remembered.value || settings.mayHaveLostIdentity()) {
    return failure({ reason: "identity-missing", detail: { known: null, store: vault.kind } });
  }

  const settled = await vault.settle({ holdsIdentity: false });
  if (!settled.ok) return failure(vaultFailed(vault, settled.failure));
  const made = makeIdentity(options);
  const written = await vault.writeIdentity(made);
  if (!written.ok) return failure(vaultFailed(vault, written.failure));
  // If it fails, the settings know of the identity; the next start records it here as well.
  await vault.settle({ holdsIdentity: true });
  return success(await adopt(options, made, true));
}

/**
 * Destroys the identity at the person's request: the vault first, settings last. Interrupted anywhere, the next start
 * finds the same identity or `identity-missing`, and forgetting again completes it.
 */
export async function forgetDevice(
  vault: Vault,
  settings: SettingsFile,
): Promise<Result<void, BlockedCause>> {
  const { gateway, formerGatewayUrls } = settings.read();
  const gatewayUrls = new Set([...formerGatewayUrls, ...(gateway === null ? [] : [gateway.url])]);
  const emptied = await vault.deleteEverything([...gatewayUrls]);
  if (!emptied.ok) return failure(vaultFailed(vault, emptied.failure));
  const cleared = await settings.clear();
  if (cleared.ok) return success(undefined);
  return failure(fileCause(cleared.failure, "settings-unwritable"));
}

function makeIdentity({ random, platform, now }: EstablishOptions): StoredIdentity {
  const seed = random(SEED_LENGTH);
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

const vaultFailed = (vault: Vault, reason: VaultFailure): BlockedCause => vaultCause(vault.kind, reason);

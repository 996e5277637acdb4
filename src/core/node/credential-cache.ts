import type { SharedCredential } from "../../shared/intent.ts";
import { type Result, success } from "../../shared/result.ts";
import type { Credential } from "../gateway/contract.ts";
import type { Logger } from "../log/log.ts";
import type { Clock } from "../time/clock.ts";
import type { StoredCredential, Vault, VaultFailure } from "../vault/vault.ts";

/**
 * The credentials of the gateways: what is in the vault, kept in memory once read, so that a keychain that goes away
 * later does not cost the connection. Order: device token, then what a person gave for this gateway, then what the
 * environment offers. A device token is kept, refused or not, until the gateway issues another: a gateway that came up
 * on an empty folder knows it again later.
 */
export interface CredentialCache {
  /** With `withDeviceToken` false the device token is not used, but still kept. */
  credentialFor(
    url: string,
    how: { readonly withDeviceToken: boolean },
  ): Promise<Result<Credential | null, VaultFailure>>;
  /** A person gave this for this gateway. It is stored only while no device token exists. */
  offer(url: string, credential: SharedCredential): void;
  /** The gateway issued a device token: the shared secret is forgotten, here and in the vault. */
  keepDeviceToken(url: string, token: string): void;
  /** Resolves when every write begun so far is done. */
  settled(): Promise<unknown>;
  /** Forgets what is in memory and stops writing. */
  clear(): void;
}

export interface CredentialCacheOptions {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Logger;
  sharedCredential(): SharedCredential | null;
  /** Told after each write whether the vault now holds what it should. */
  onSaved(done: boolean): void;
}

type DeviceToken = Extract<StoredCredential, { kind: "device-token" }>;

/** What is known of one gateway; `wanted` is what its vault entry should hold. */
interface Entry {
  readonly deviceToken: DeviceToken | null;
  readonly offered: SharedCredential | null;
}

/** How long until a credential that could not be written is tried again, ms. */
const SAVE_AGAIN = 15_000;

export function createCredentialCache({
  vault,
  clock,
  log,
  sharedCredential,
  onSaved,
}: CredentialCacheOptions): CredentialCache {
  const entries = new Map<string, Entry>();
  const retries = new Map<string, () => void>();
  /** Writes are done one after another, so the last one wins. */
  let writes: Promise<unknown> = Promise.resolve();

  function change(url: string, entry: Entry): void {
    entries.set(url, entry);
    write(url, entry);
  }

  function write(url: string, entry: Entry): void {
    retries.get(url)?.();
    retries.delete(url);
    writes = writes.then(async () => {
      // A newer value has replaced it in the meantime.
      if (entries.get(url) !== entry) return;
      const wanted = entry.deviceToken ?? entry.offered;
      const result =
        wanted === null ? await vault.deleteCredential(url) : await vault.writeCredential(url, wanted);
      if (entries.get(url) !== entry) return;
      onSaved(result.ok);
      if (result.ok) return;
      log.log("warn", "a credential could not be written to the vault", { failure: result.failure.kind });
      retries.set(
        url,
        clock.after(SAVE_AGAIN, () => write(url, entry)),
      );
    });
  }

  return {
    async credentialFor(url, { withDeviceToken }) {
      if (!entries.has(url)) {
        const read = await vault.readCredential(url);
        if (!read.ok) return read;
        if (!entries.has(url)) entries.set(url, entryOf(read.value));
      }
      const entry = entries.get(url);
      const deviceToken = withDeviceToken ? (entry?.deviceToken ?? null) : null;
      return success(deviceToken ?? entry?.offered ?? sharedCredential());
    },
    offer(url, credential) {
      const known = entries.get(url);
      if (known?.deviceToken) entries.set(url, { ...known, offered: credential });
      else change(url, { deviceToken: null, offered: credential });
    },
    keepDeviceToken(url, token) {
      if (entries.get(url)?.deviceToken?.token === token) return;
      change(url, { deviceToken: { kind: "device-token", token }, offered: null });
    },
    settled: () => writes,
    clear() {
      for (const cancel of retries.values()) cancel();
      retries.clear();
      entries.clear();
    },
  };
}

function entryOf(stored: StoredCredential | null): Entry {
  if (stored === null) return { deviceToken: null, offered: null };
  return stored.kind === "device-token"
    ? { deviceToken: stored, offered: null }
    : { deviceToken: null, offered: stored };
}

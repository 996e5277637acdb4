import { failure, type Result, success } from "../../shared/result.ts";
import type { Accounts } from "./accounts.ts";
import {
  decodeCredential,
  decodeEdgeHeaders,
  decodeIdentity,
  encodeCredential,
  encodeEdgeHeaders,
  encodeIdentity,
} from "./entries.ts";
import type { SecretStore } from "./secret-store.ts";
import type { StoredCredential, StoredIdentity, Vault, VaultFailure } from "./vault.ts";

type Outcome<Value> = Promise<Result<Value, VaultFailure>>;

/** Deletes and writes, neither trusted until it has been read back. */
function verified(store: SecretStore) {
  const deleteVerified = async (account: string): Outcome<void> => {
    const removed = await store.delete(account);
    if (!removed.ok) return removed;
    const rest = await store.get(account);
    if (!rest.ok) return rest;
    return rest.value === null ? success(undefined) : failure(notAsWritten("a removed entry is still there"));
  };

  const writeVerified = async (account: string, text: string): Outcome<void> => {
    const written = await store.set(account, text);
    if (!written.ok) return written;
    const back = await store.get(account);
    if (!back.ok) return back;
    return back.value === text
      ? success(undefined)
      : failure(notAsWritten("an entry reads back differently"));
  };
  return { deleteVerified, writeVerified };
}

/** The vault over a secret store: typed entries, and no write trusted until it has been read back. */
export function createVault(store: SecretStore, accounts: Accounts): Vault {
  const readIdentity = async (): Outcome<StoredIdentity | null> => {
    const text = await store.get(accounts.identity);
    if (!text.ok) return text;
    return text.value === null ? success(null) : decodeIdentity(text.value);
  };

  const readCredential = async (gatewayUrl: string): Outcome<StoredCredential | null> => {
    const text = await store.get(accounts.credential(gatewayUrl));
    if (!text.ok) return text;
    return text.value === null ? success(null) : decodeCredential(text.value, gatewayUrl);
  };

  const { deleteVerified, writeVerified } = verified(store);

  /**
   * Some keychains answer "nothing there" while locked and unlock only for a write, which would then replace an
   * identity that was there all along. A harmless write makes them show it.
   */
  const unlockForWriting = async (): Outcome<void> => {
    const checked = await writeVerified(accounts.writeCheck, "Clawtray can write here");
    return checked.ok ? deleteVerified(accounts.writeCheck) : checked;
  };

  return {
    kind: store.kind,
    readIdentity,
    settle: async () => success(undefined),
    remembersIdentity: async () => success(false),
    async writeIdentity(identity) {
      const writable = await unlockForWriting();
      if (!writable.ok) return writable;
      const present = await readIdentity();
      if (!present.ok) return present;
      if (present.value === null) return writeVerified(accounts.identity, encodeIdentity(identity));
      return present.value.deviceId === identity.deviceId
        ? success(undefined)
        : failure(notAsWritten("another identity is already there"));
    },
    readCredential,
    writeCredential: (gatewayUrl, credential) =>
      writeVerified(accounts.credential(gatewayUrl), encodeCredential(gatewayUrl, credential)),
    deleteCredential: (gatewayUrl) => deleteVerified(accounts.credential(gatewayUrl)),
    async readEdgeHeaders(gatewayUrl) {
      const text = await store.get(accounts.edgeHeaders(gatewayUrl));
      if (!text.ok) return text;
      return text.value === null ? success([]) : decodeEdgeHeaders(text.value, gatewayUrl);
    },
    writeEdgeHeaders: (gatewayUrl, headers) =>
      headers.length === 0
        ? deleteVerified(accounts.edgeHeaders(gatewayUrl))
        : writeVerified(accounts.edgeHeaders(gatewayUrl), encodeEdgeHeaders(gatewayUrl, headers)),
    async deleteEverything(gatewayUrls) {
      // What a newer version wrote is not ours to remove; anything else unreadable is what this gets rid of.
      const identity = await readIdentity();
      if (!identity.ok && identity.failure.kind === "newer") return identity;
      for (const url of gatewayUrls) {
        const credential = await readCredential(url);
        if (!credential.ok && credential.failure.kind === "newer") return credential;
      }
      // The seed goes last: until then an interrupted removal has lost nothing that pairing cannot bring back.
      for (const account of [
        ...gatewayUrls.flatMap((url) => [accounts.credential(url), accounts.edgeHeaders(url)]),
        accounts.identity,
      ]) {
        const removed = await deleteVerified(account);
        if (!removed.ok) return removed;
      }
      // If it is left behind, it only keeps a later folder from taking these names.
      await store.delete(accounts.movedTo);
      return store.deleteAll?.() ?? success(undefined);
    },
  };
}

const notAsWritten = (detail: string): VaultFailure => ({ kind: "corrupt", detail });

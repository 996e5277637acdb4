import { realpathSync } from "node:fs";
import { failure, type Result, success } from "../../shared/result.ts";
import type { FileFailure } from "../files/problem.ts";
import { accountsOf, profileOf } from "./accounts.ts";
import {
  type FolderRecord,
  randomName,
  removeFolderRecord,
  whereaboutsOf,
  writeFolderRecord,
} from "./folder-record.ts";
import type { SecretStore } from "./secret-store.ts";
import { createVault } from "./typed-vault.ts";
import type { Vault, VaultFailure } from "./vault.ts";

interface Opened {
  readonly vault: Vault;
  /** What the directory's record should say. */
  readonly record: FolderRecord;
  readonly isRecorded: boolean;
}

/**
 * The vault of a state directory, under the names that belong to the directory wherever it is. A directory without a
 * record (new, or from an earlier version) has the names of its path, unless those went elsewhere with a directory that
 * was moved away from here.
 */
export function createFolderVault(stateDir: string, store: SecretStore): Vault {
  let opened: Opened | null = null;

  const open = async (): Promise<Result<Opened, VaultFailure>> => {
    if (opened !== null) return success(opened);
    const found = await find(stateDir, store);
    if (!found.ok) return found;
    opened = { ...found.value, vault: createVault(store, accountsOf(found.value.record.profile)) };
    return success(opened);
  };

  const using = async <Value>(
    act: (vault: Vault) => Promise<Result<Value, VaultFailure>>,
  ): Promise<Result<Value, VaultFailure>> => {
    const found = await open();
    return found.ok ? act(found.value.vault) : found;
  };

  return {
    kind: store.kind,
    readIdentity: () => using((vault) => vault.readIdentity()),
    writeIdentity: (identity) => using((vault) => vault.writeIdentity(identity)),
    readCredential: (url) => using((vault) => vault.readCredential(url)),
    writeCredential: (url, credential) => using((vault) => vault.writeCredential(url, credential)),
    readEdgeHeaders: (url) => using((vault) => vault.readEdgeHeaders(url)),
    writeEdgeHeaders: (url, headers) => using((vault) => vault.writeEdgeHeaders(url, headers)),
    deleteCredential: (url) => using((vault) => vault.deleteCredential(url)),
    remembersIdentity: () => using(async () => success(opened?.record.holdsIdentity ?? false)),
    async deleteEverything(urls) {
      const emptied = await using((vault) => vault.deleteEverything(urls));
      if (!emptied.ok) return emptied;
      opened = null;
      const removed = await removeFolderRecord(stateDir);
      return removed.ok ? removed : failure(unrecorded(removed.failure));
    },
    async settle({ holdsIdentity }) {
      const found = await open();
      if (!found.ok) return found;
      const { record: before, isRecorded } = found.value;
      if (isRecorded && (before.holdsIdentity || !holdsIdentity)) return success(undefined);
      const wanted = { ...before, holdsIdentity: before.holdsIdentity || holdsIdentity };
      const settled = await record(stateDir, store, wanted);
      if (settled.ok) opened = { ...found.value, record: wanted, isRecorded: true };
      return settled;
    },
  };
}

async function find(
  stateDir: string,
  store: SecretStore,
): Promise<Result<Omit<Opened, "vault">, VaultFailure>> {
  const path = realpathSync.native(stateDir);
  const where = whereaboutsOf(stateDir);
  switch (where.kind) {
    case "copied":
      return failure({
        kind: "copied",
        detail: `a copy of ${where.original}`,
        path,
        original: where.original,
      });
    case "newer":
      return failure({
        kind: "newer",
        detail: "folder.json was written by a newer version",
        path: where.path,
      });
    case "in-place":
      return success({ record: where.record, isRecorded: true });
    case "moved":
      return success({ record: { ...where.record, path }, isRecorded: false });
    case "unrecorded": {
      const usual = profileOf(stateDir);
      const taken = await store.get(accountsOf(usual).movedTo);
      if (!taken.ok) return taken;
      const profile = taken.value === null || taken.value === path ? usual : randomName();
      return success({
        record: { id: randomName(), profile, path, holdsIdentity: false },
        isRecorded: false,
      });
    }
  }
}

/** The note in the store comes first: if this is interrupted, the directory is found moved once more. */
async function record(
  stateDir: string,
  store: SecretStore,
  wanted: FolderRecord,
): Promise<Result<void, VaultFailure>> {
  const { movedTo } = accountsOf(wanted.profile);
  // A key file is in the directory and goes with it; a keychain is shared with whatever takes its old place.
  if (store.kind === "keychain") {
    const before = await store.get(movedTo);
    if (!before.ok) return before;
    const isAway = wanted.profile !== profileOf(stateDir);
    const noted = isAway || before.value !== null ? await store.set(movedTo, wanted.path) : before;
    if (!noted.ok) return noted;
  }
  const written = await writeFolderRecord(stateDir, wanted);
  if (written.ok) return written;
  return failure(unrecorded(written.failure));
}

const unrecorded = (file: FileFailure): VaultFailure => ({
  kind: "no-folder",
  detail: `folder.json: ${file.problem} (${file.detail})`,
  file,
});

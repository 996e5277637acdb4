import { join } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import { readKeyFile, removeKeyFile, writeKeyFile } from "./key-file-access.ts";
import type { SecretStore } from "./secret-store.ts";
import type { VaultFailure } from "./vault.ts";

const FILE_VERSION = 1;

type Entries = ReadonlyMap<string, string>;

/**
 * Secrets in `<stateDir>/keys.json`, or another file beside it, for computers without a keychain and only when asked for. The file is reread at
 * every call, so that a file that has become unsafe is noticed at once.
 */
export function createKeyFileStore(stateDir: string, fileName = "keys.json"): SecretStore {
  const path = join(stateDir, fileName);

  const load = async (): Promise<Result<Entries, VaultFailure>> => {
    const text = readKeyFile(path);
    if (!text.ok) return text;
    return text.value === null ? success(new Map()) : decodeEntries(text.value, fileName);
  };

  const change = async (
    edit: (entries: Map<string, string>) => void,
  ): Promise<Result<void, VaultFailure>> => {
    const before = await load();
    if (!before.ok) return before;
    const entries = new Map(before.value);
    edit(entries);
    return entries.size === 0 ? removeKeyFile(path) : writeKeyFile(path, encodeEntries(entries));
  };

  // One change at a time: two at once would each write the file without the other's entry.
  let lastChange: Promise<unknown> = Promise.resolve();
  const changeInTurn = (edit: (entries: Map<string, string>) => void) => {
    const turn = lastChange.then(() => change(edit));
    lastChange = turn;
    return turn;
  };

  return {
    kind: "file",
    async get(account) {
      await lastChange;
      const entries = await load();
      return entries.ok ? success(entries.value.get(account) ?? null) : entries;
    },
    set: (account, secret) => changeInTurn((entries) => entries.set(account, secret)),
    delete: (account) => changeInTurn((entries) => entries.delete(account)),
    // A folder that was moved or copied holds entries under the names of its former location.
    deleteAll: () => changeInTurn((entries) => entries.clear()),
  };
}

function encodeEntries(entries: Entries): string {
  const file = { clawtray: "keys", version: FILE_VERSION, entries: Object.fromEntries(entries) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function decodeEntries(text: string, fileName: string): Result<Entries, VaultFailure> {
  const corrupt = (detail: string) => failure<VaultFailure>({ kind: "corrupt", detail });
  let file: { clawtray?: unknown; version?: unknown; entries?: unknown } | null;
  try {
    file = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which holds secrets.
    return corrupt(`${fileName} is not JSON`);
  }
  if (typeof file !== "object" || file?.clawtray !== "keys")
    return corrupt(`${fileName} was not written by Clawtray`);
  if (Number(file.version) > FILE_VERSION)
    return failure({ kind: "newer", detail: `${fileName} was written by a newer version`, path: fileName });
  if (file.version !== FILE_VERSION) return corrupt(`${fileName} has a layout this version does not know`);
  if (typeof file.entries !== "object" || file.entries === null || Array.isArray(file.entries)) {
    return corrupt(`${fileName} holds no entries`);
  }
  const entries = Object.entries(file.entries);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
    return corrupt(`${fileName} holds an entry that is not a string`);
  }
  return success(new Map(entries));
}

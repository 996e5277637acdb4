import { join } from "node:path";
import { failure, type Result, success } from "../result.ts";
import { readKeyFile, removeKeyFile, writeKeyFile } from "./key-file-access.ts";
import type { SecretStore } from "./secret-store.ts";
import type { VaultFailure } from "./vault.ts";

const fileVersion = 1;

type Entries = ReadonlyMap<string, string>;

/**
 * Secrets in `<stateDir>/keys.json`, for computers without a keychain and only when asked for.
 * The file is read anew at every call, so that a file gone unsafe is noticed at once.
 */
export function createKeyFileStore(stateDir: string): SecretStore {
  const path = join(stateDir, "keys.json");

  const load = async (): Promise<Result<Entries, VaultFailure>> => {
    const text = readKeyFile(path);
    if (!text.ok) return text;
    return text.value === null ? success(new Map()) : decodeEntries(text.value);
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
    // A folder that was moved or copied holds entries under the names of its former place.
    deleteAll: () => changeInTurn((entries) => entries.clear()),
  };
}

function encodeEntries(entries: Entries): string {
  const file = { clawtray: "keys", version: fileVersion, entries: Object.fromEntries(entries) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function decodeEntries(text: string): Result<Entries, VaultFailure> {
  const corrupt = (detail: string) => failure<VaultFailure>({ kind: "corrupt", detail });
  let file: { clawtray?: unknown; version?: unknown; entries?: unknown } | null;
  try {
    file = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which holds secrets.
    return corrupt("keys.json is not JSON");
  }
  if (typeof file !== "object" || file?.clawtray !== "keys") return corrupt("keys.json is not Clawtray's");
  if (file.version !== fileVersion) return corrupt("keys.json has a layout this version does not know");
  if (typeof file.entries !== "object" || file.entries === null || Array.isArray(file.entries)) {
    return corrupt("keys.json holds no entries");
  }
  const entries = Object.entries(file.entries);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
    return corrupt("keys.json holds an entry that is no text");
  }
  return success(new Map(entries));
}

import { randomInt } from "node:crypto";
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BlockedCause } from "../../shared/blocked.ts";
import { isSameName, readConnectionName } from "../../shared/connection.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { withLock } from "../files/lock.ts";
import { type FileFailure, fileCause, fileFailure } from "../files/problem.ts";
import { renameWithRetry } from "../files/rename.ts";
import { forgetDevice } from "../identity/establish.ts";
import { startingState } from "../node/before-node.ts";
import { holdFolder, type OpenFolder } from "../node/folder.ts";
import {
  connectionFolder,
  connectionIds,
  connectionsFolder,
  isConnectionId,
} from "../settings/connection-folders.ts";
import { openSettings } from "../settings/open.ts";
import { prepareStateDirectory } from "../settings/prepare-directory.ts";
import { settingsCause } from "../settings/settings.ts";
import { writeAgain } from "../settings/write-again.ts";
import { forgetTools } from "../tools/forget-tools.ts";
import { readFolderRecord } from "../vault/folder-record.ts";
import type { Connection, ConnectionProblem } from "./connection.ts";
import { inOrder, listConnections } from "./list.ts";
import { type NamedConnection, namesPath, readNamesToChange, writeNames } from "./names-file.ts";

type Outcome<Value> = Promise<Result<Value, ConnectionProblem>>;

/** The letters of an id. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 8;
/** Folders being added or removed; neither counts as a connection. */
const MADE = "new-";
const REMOVED = "removed-";

/**
 * Adds a connection: a state folder of its own, still without a gateway and a key, with the key store of the
 * first. Without a name it gets one from its gateway, once it has one. It exists whole or not at all.
 */
export async function addConnection(stateDir: string, wishedName: string | null): Outcome<Connection> {
  return changing(stateDir, async (names) => {
    const name = wishedName === null ? success(null) : freeName(stateDir, wishedName, null);
    if (!name.ok) return name;
    const first = openSettings(stateDir);
    if (!first.ok) return blocked(settingsCause(first.failure));
    const id = newId(stateDir);
    // The names first: one whose folder was never made is no connection, and goes at the next change.
    const written = await writeNames(stateDir, [...names, { id, name: name.value }]);
    if (!written.ok) return unwritten(written.failure);
    const made = await makeFolderOf(stateDir, id, first.value.read().keyStore);
    if (!made.ok) return made;
    await writeAgain(stateDir);
    return connectionOf(stateDir, id);
  });
}

/**
 * Adds a connection for the gateway on this host and calls it by that, where no other has the name: one that was made
 * stays when the address changes.
 */
export async function addConnectionAt(stateDir: string, host: string): Outcome<Connection> {
  const named = await addConnection(stateDir, host);
  return !named.ok && named.failure.kind === "name" ? addConnection(stateDir, null) : named;
}

/** Gives a connection another name; the first one too. */
export async function renameConnection(
  stateDir: string,
  { id }: Pick<Connection, "id">,
  wishedName: string,
): Outcome<Connection> {
  return changing(stateDir, async (names) => {
    if (!names.some((named) => named.id === id)) return failure({ kind: "gone" });
    const name = freeName(stateDir, wishedName, id);
    if (!name.ok) return name;
    const renamed = names.map((named) => (named.id === id ? { id, name: name.value } : named));
    const written = await writeNames(stateDir, renamed);
    return written.ok ? connectionOf(stateDir, id) : unwritten(written.failure);
  });
}

/**
 * Removes a connection: its key and tokens are forgotten first, as `clawtray forget` does, and then its folder
 * goes. No process may be running it. Interrupted anywhere, removing it again completes it.
 */
export async function removeConnection(
  stateDir: string,
  { id }: Pick<Connection, "id">,
  appVersion: string,
): Outcome<void> {
  if (id === "") return failure({ kind: "first" });
  if (!connectionIds(stateDir).includes(id)) return failure({ kind: "gone" });
  const folder = connectionFolder(stateDir, id);
  const held = await holdFolder({
    stateDir: folder,
    keyStore: null,
    appVersion,
    startedAt: Date.now(),
    state: startingState(),
  });
  if (!held.ok) return blocked(held.failure);
  try {
    const { open, settings } = held.value;
    const tools = await forgetTools(open.vault.kind, folder);
    if (!tools.ok) return blocked(tools.failure);
    const forgotten = isEmpty(held.value) ? success(undefined) : await forgetDevice(open.vault, settings);
    if (!forgotten.ok) return blocked(forgotten.failure);
  } finally {
    await held.value.release();
  }
  return changing(stateDir, async (names) => {
    try {
      await renameWithRetry(folder, join(connectionsFolder(stateDir), `${REMOVED}${id}`));
    } catch (error) {
      return unwritten(fileFailure(folder, error).failure);
    }
    await writeNames(
      stateDir,
      names.filter((named) => named.id !== id),
    );
    await writeAgain(stateDir);
    sweep(stateDir);
    return success(undefined);
  });
}

/** Nothing was ever kept for it, or it has been forgotten: no keychain has to be there for that. */
function isEmpty({ stateDir, settings }: OpenFolder): boolean {
  const { deviceId, gateway, formerGatewayUrls } = settings.read();
  return (
    settings.recovered === null &&
    deviceId === null &&
    gateway === null &&
    formerGatewayUrls.length === 0 &&
    !settings.mayHaveLostIdentity() &&
    readFolderRecord(stateDir) === null
  );
}

/** One exclusive step on the names of the connections that exist. */
async function changing<Value>(
  stateDir: string,
  act: (names: readonly NamedConnection[]) => Outcome<Value>,
): Outcome<Value> {
  const prepared = prepareStateDirectory(stateDir);
  if (!prepared.ok) return blocked(fileCause(prepared.failure, "state-folder-unusable"));
  const step = await withLock(namesPath(stateDir), async (): Outcome<Value> => {
    const names = readNamesToChange(stateDir);
    if (!names.ok) {
      return names.failure.kind === "newer"
        ? blocked({ reason: "settings-newer", detail: { path: names.failure.path } })
        : blocked(fileCause(names.failure.file, "settings-unreadable"));
    }
    sweep(stateDir);
    return act(inOrder(stateDir, names.value));
  });
  return step.ok ? step.value : unwritten(step.failure);
}

/** Made beside its place and moved there: nobody sees a connection without its settings. */
async function makeFolderOf(
  stateDir: string,
  id: string,
  keyStore: "keychain" | "file",
): Promise<Result<void, ConnectionProblem>> {
  const draft = join(connectionsFolder(stateDir), `${MADE}${id}`);
  const folder = connectionFolder(stateDir, id);
  const prepared = prepareStateDirectory(draft);
  if (!prepared.ok) return blocked(fileCause(prepared.failure, "state-folder-unusable"));
  const settings = openSettings(draft);
  if (!settings.ok) return blocked(settingsCause(settings.failure));
  const saved = await settings.value.update({ keyStore });
  if (!saved.ok) return unwritten(saved.failure);
  try {
    await renameWithRetry(draft, folder);
    return success(undefined);
  } catch (error) {
    return unwritten(fileFailure(folder, error).failure);
  }
}

/** Removes what an interrupted change left; for a caller that holds the lock. */
function sweep(stateDir: string): void {
  const folder = connectionsFolder(stateDir);
  try {
    for (const name of readdirSync(folder)) {
      const id = name.replace(MADE, "").replace(REMOVED, "");
      if (name !== id && isConnectionId(id)) rmSync(join(folder, name), { recursive: true, force: true });
    }
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch {
    // None was ever added; or it cannot be removed, and is no connection all the same.
  }
}

/** The name, unless another connection has it. */
function freeName(stateDir: string, wished: string, ownId: string | null): Result<string, ConnectionProblem> {
  const name = readConnectionName(wished);
  if (typeof name !== "string") return failure({ kind: "name", why: name.problem });
  const taken = listConnections(stateDir).some(
    (other) => other.id !== ownId && (isSameName(other.name, name) || other.id === name),
  );
  return taken ? failure({ kind: "name", why: "taken" }) : success(name);
}

function newId(stateDir: string): string {
  for (;;) {
    const id = Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
    if (!existsSync(connectionFolder(stateDir, id))) return id;
  }
}

function connectionOf(stateDir: string, id: string): Result<Connection, ConnectionProblem> {
  const found = listConnections(stateDir).find((connection) => connection.id === id);
  return found === undefined ? failure({ kind: "gone" }) : success(found);
}

const blocked = (cause: BlockedCause): Result<never, ConnectionProblem> =>
  failure({ kind: "blocked", cause });

const unwritten = (file: FileFailure): Result<never, ConnectionProblem> =>
  blocked(fileCause(file, "settings-unwritable"));

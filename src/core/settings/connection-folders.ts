import { existsSync, lstatSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Below the state folder: one state folder for each further connection. */
const FOLDER = "connections";

/** A connection's id; what else lies beside it (one half made, one half removed) has another name. */
export const isConnectionId = (name: string): boolean => /^[a-z]{8}$/.test(name);

/** The folder in which the further connections of a state folder lie. */
export const connectionsFolder = (stateDir: string): string => join(stateDir, FOLDER);

/** The state folder of a connection; the first one's, whose id is empty, is the folder itself. */
export const connectionFolder = (stateDir: string, id: string): string =>
  id === "" ? stateDir : join(stateDir, FOLDER, id);

/**
 * The ids of the further connections, in a steady order. Their folders are the source of truth: a
 * folder of this user counts, and a link, a file or somebody else's does not.
 */
export function connectionIds(stateDir: string): readonly string[] {
  try {
    const folder = connectionsFolder(stateDir);
    if (!isOwnFolder(folder)) return [];
    return readdirSync(folder)
      .filter((name) => isConnectionId(name) && isOwnFolder(join(folder, name)))
      .sort();
  } catch {
    return [];
  }
}

/** The state folders of the further connections. */
export const furtherFolders = (stateDir: string): readonly string[] =>
  connectionIds(stateDir).map((id) => connectionFolder(stateDir, id));

/** The state folders of all connections but this one. */
export function otherFolders(stateDir: string): readonly string[] {
  const root = rootOf(stateDir);
  return [root, ...furtherFolders(root)].filter((folder) => real(folder) !== real(stateDir));
}

function isOwnFolder(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return false;
  return process.geteuid === undefined || found.uid === process.geteuid();
}

/**
 * The state folder that holds a connection's folder among its further connections; itself for any other.
 * What guards a node's own files guards them all: they are one person's, and no gateway is to reach another's.
 */
export function rootOf(stateDir: string): string {
  const folder = real(stateDir);
  const above = dirname(folder);
  const root = dirname(above);
  if (!isConnectionId(basename(folder)) || basename(above) !== FOLDER) return stateDir;
  // Somebody else's folder may have such a name too.
  const isState = ["settings.json", "connections.json"].some((name) => existsSync(join(root, name)));
  return isState ? root : stateDir;
}

const real = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
};

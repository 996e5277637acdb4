import { isAbsolute, resolve } from "node:path";
import type { Connection } from "../core/connections/connection.ts";
import { findConnection, listConnections } from "../core/connections/list.ts";
import { homeFolder } from "../core/environment/home.ts";
import { stateDirectory } from "../core/settings/state-directory.ts";
import { failure, type Result, success } from "../shared/result.ts";

/** What every command needs to find its device. */
export interface Place {
  readonly stateDir: string | null;
  /** The name or id of one of its connections; null for the first, or for all. */
  readonly connection: string | null;
  readonly keyStore: "keychain" | "file" | null;
  readonly json: boolean;
}

export type FolderOf = Pick<Place, "stateDir"> & Partial<Pick<Place, "connection">>;

/** The folder of the connection a command means, or a sentence on why there is none. */
export function findStateDir({ stateDir, connection = null }: FolderOf): Result<string, string> {
  const root = findRootDir({ stateDir });
  if (!root.ok || connection === null) return root;
  const found = connectionNamed(root.value, connection);
  return found.ok ? success(found.value.stateDir) : found;
}

/** The connection a person means, or a sentence with those there are. */
export function connectionNamed(stateDir: string, nameOrId: string): Result<Connection, string> {
  const all = listConnections(stateDir);
  const found = findConnection(all, nameOrId);
  if (found.ok) return success(found.value);
  const names = all.map(({ name }) => `"${name}"`).join(", ");
  return failure(
    found.failure === "none"
      ? `There is no such connection. There are: ${names}.`
      : `This is the name of one connection and the id of another. There are: ${names}.`,
  );
}

/** A connection's name as a shell takes it. */
export const asWord = (name: string): string => (/^[\w.:-]+$/.test(name) ? name : `"${name}"`);

/** The state folder with all its connections. */
function findRootDir(place: Pick<Place, "stateDir">): Result<string, string> {
  if (place.stateDir !== null) return absolute(place.stateDir);
  const home = homeFolder();
  const found = stateDirectory(process.platform, process.env, home ?? "");
  return isAbsolute(found)
    ? success(found)
    : failure(
        `This user${whose()} has no home folder: HOME is not set, and the system reports none. Choose where to keep things: --state-dir FOLDER`,
      );
}

const whose = (): string => (process.geteuid === undefined ? "" : ` (${process.geteuid()})`);

function absolute(path: string): Result<string, string> {
  try {
    return success(resolve(path));
  } catch {
    return failure(
      `The folder this was started in has been deleted, so "${path}" leads nowhere. Give the full path: --state-dir /...`,
    );
  }
}

/** The folder of the connection a command means. Only after `findStateDir` found one. */
export function stateDirOf(place: FolderOf): string {
  const found = findStateDir(place);
  if (!found.ok) throw new Error(found.failure);
  return found.value;
}

/** The state folder with all its connections. Only after `findStateDir` found one. */
export const rootDirOf = ({ stateDir }: Pick<Place, "stateDir">): string => stateDirOf({ stateDir });

import { isSameName } from "../../shared/connection.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { hostOf } from "../../shared/words/describe.ts";
import { connectionFolder, connectionIds } from "../settings/connection-folders.ts";
import { openSettings } from "../settings/open.ts";
import type { Connection } from "./connection.ts";
import { type NamedConnection, readNames } from "./names-file.ts";

/**
 * The connections of a state folder, the first one first and the others in the order in which they were added.
 * Reads only; there is always at least the first. A broken file of names costs names and no connection.
 */
export function listConnections(stateDir: string): readonly Connection[] {
  return withNames(stateDir, inOrder(stateDir, readNames(stateDir)));
}

/** What the file says of the connections that exist, and those it does not know at the end. */
export function inOrder(stateDir: string, names: readonly NamedConnection[]): readonly NamedConnection[] {
  const ids = new Set(["", ...connectionIds(stateDir)]);
  const known = new Map<string, NamedConnection>([["", { id: "", name: null }]]);
  for (const named of names) if (ids.has(named.id)) known.set(named.id, named);
  for (const id of ids) if (!known.has(id)) known.set(id, { id, name: null });
  return [...known.values()];
}

/** Gives every connection a name that no other one has. */
function withNames(stateDir: string, connections: readonly NamedConnection[]): readonly Connection[] {
  const taken: string[] = [];
  const unlessTaken = (name: string | null): string | null => {
    if (name === null || taken.some((other) => isSameName(name, other))) return null;
    taken.push(name);
    return name;
  };
  // Names that were given come before any that is made.
  const given = new Map(connections.map(({ id, name }) => [id, unlessTaken(name)]));
  return connections.map(({ id }, index) => {
    const folder = connectionFolder(stateDir, id);
    let name = given.get(id) ?? null;
    const made = hostIn(folder) ?? (id === "" ? "first" : `connection ${index + 1}`);
    for (let number = 1; name === null; number += 1)
      name = unlessTaken(number === 1 ? made : `${made} (${number})`);
    return { id, name, stateDir: folder, first: id === "" };
  });
}

/** The host of a connection's gateway; null where none was chosen, or the settings cannot be read. */
function hostIn(folder: string): string | null {
  const settings = openSettings(folder);
  const url = settings.ok ? settings.value.read().gateway?.url : undefined;
  const host = url === undefined ? "" : hostOf(url).replace(/:443$/, "");
  return host === "" ? null : host;
}

/** The connection of this name, whatever its case, or of this id. */
export function findConnection(
  connections: readonly Connection[],
  nameOrId: string,
): Result<Connection, "none" | "ambiguous"> {
  const wanted = nameOrId.trim();
  const found = connections.filter(
    ({ id, name }) => isSameName(name, wanted) || (id !== "" && id === wanted),
  );
  const [connection] = found;
  if (connection === undefined) return failure("none");
  return found.length > 1 ? failure("ambiguous") : success(connection);
}

import { join } from "node:path";
import { readConnectionName } from "../../shared/connection.ts";
import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { asideOf, putAside } from "../files/aside.ts";
import type { FileFailure } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { lastGoodOf, writeKeptFile } from "../files/write.ts";
import { isConnectionId } from "../settings/connection-folders.ts";

/** Layout of the file. A higher number was written by a newer version and is left alone. */
const LAYOUT = 1;

/** A connection as the file knows it: in the order of adding, without a name where its owner gave none. */
export interface NamedConnection {
  readonly id: string;
  readonly name: string | null;
}

export type NamesProblem =
  | { readonly kind: "newer"; readonly path: string }
  | { readonly kind: "file"; readonly file: FileFailure };

/** Where the names of a state folder's connections are. */
export const namesPath = (stateDir: string): string => join(stateDir, "connections.json");

/** What to go by, for a list: names are never the reason why a connection is not there. */
export function readNames(stateDir: string): readonly NamedConnection[] {
  const read = readNamesToChange(stateDir);
  return read.ok ? read.value : [];
}

/** The names, for a change: of a damaged or a missing file its last good copy, else none. */
export function readNamesToChange(stateDir: string): Result<readonly NamedConnection[], NamesProblem> {
  const path = namesPath(stateDir);
  let unreadable: FileFailure | null = null;
  for (const file of [path, lastGoodOf(path)]) {
    const text = readOwnFile(file);
    if (!text.ok) {
      unreadable ??= text.failure;
      continue;
    }
    const names = text.value === null ? null : namesIn(text.value);
    if (names === "newer") return failure({ kind: "newer", path });
    if (names !== null) return success(names);
  }
  // What cannot be read now may be readable later; writing would lose it.
  return unreadable === null ? success([]) : failure({ kind: "file", file: unreadable });
}

/** Writes the names, for a caller that holds the file's lock. A damaged file is set aside first, once. */
export async function writeNames(
  stateDir: string,
  connections: readonly NamedConnection[],
): Promise<Result<void, FileFailure>> {
  const path = namesPath(stateDir);
  const text = readOwnFile(path);
  if (text.ok && text.value !== null && namesIn(text.value) === null && asideOf(path).length === 0) {
    const kept = putAside(path, Date.now());
    if (!kept.ok) return kept;
  }
  return writeKeptFile(path, `${JSON.stringify({ schemaVersion: LAYOUT, connections }, null, 2)}\n`);
}

/** Null when the text is not one of ours. A name that nobody could have given is left out, its connection is not. */
function namesIn(text: string): readonly NamedConnection[] | "newer" | null {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(content) || !Number.isInteger(content.schemaVersion)) return null;
  if (Number(content.schemaVersion) > LAYOUT) return "newer";
  if (!Array.isArray(content.connections)) return null;
  return content.connections.flatMap((entry: unknown): readonly NamedConnection[] => {
    if (!isRecord(entry) || typeof entry.id !== "string") return [];
    if (entry.id !== "" && !isConnectionId(entry.id)) return [];
    const read = typeof entry.name === "string" ? readConnectionName(entry.name) : null;
    return [{ id: entry.id, name: typeof read === "string" ? read : null }];
  });
}

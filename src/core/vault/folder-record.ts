import { randomBytes } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../../shared/record.ts";
import type { Result } from "../../shared/result.ts";
import type { FileFailure } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { lastGoodOf, removeOwnFile, writeKeptFile } from "../files/write.ts";

/**
 * What a state directory knows about itself: under which names its secrets are kept, and where it was when they were
 * last used. Thanks to it, a directory that is moved keeps its identity, and a copy can be told from the original.
 */
export interface FolderRecord {
  /** 16 hex digits that no other directory has, except a copy. */
  readonly id: string;
  /** The part of the names that identifies this directory (`accountsOf`). */
  readonly profile: string | null;
  /** With links resolved. */
  readonly path: string;
  /** An identity was kept under these names: an empty store is then a fault, never a reason for a new key. */
  readonly holdsIdentity: boolean;
}

/** Layout of the record. */
const LAYOUT = 1;

export const randomName = (): string => randomBytes(8).toString("hex");

const fileIn = (stateDir: string): string => join(stateDir, "folder.json");

/** The record, or its last good copy; null when there is none. */
export function readFolderRecord(stateDir: string): FolderRecord | null {
  return recordIn(fileIn(stateDir)) ?? recordIn(lastGoodOf(fileIn(stateDir)));
}

export const removeFolderRecord = (stateDir: string): Promise<Result<void, FileFailure>> =>
  removeOwnFile(fileIn(stateDir));

export function writeFolderRecord(
  stateDir: string,
  record: FolderRecord,
): Promise<Result<void, FileFailure>> {
  const text = `${JSON.stringify({ clawtray: "folder", version: LAYOUT, ...record }, null, 2)}\n`;
  return writeKeptFile(fileIn(stateDir), text);
}

function recordIn(path: string): FolderRecord | null {
  const text = readOwnFile(path);
  if (!text.ok || text.value === null) return null;
  try {
    const value: unknown = JSON.parse(text.value);
    if (!isRecord(value) || value.clawtray !== "folder" || value.version !== LAYOUT) return null;
    const { id, profile, path: place, holdsIdentity } = value;
    if (!isName(id) || typeof place !== "string" || !(profile === null || isName(profile))) return null;
    return { id, profile, path: place, holdsIdentity: holdsIdentity === true };
  } catch {
    return null;
  }
}

function isNewer(path: string): boolean {
  const text = readOwnFile(path);
  if (!text.ok || text.value === null) return false;
  try {
    const value: unknown = JSON.parse(text.value);
    return isRecord(value) && value.clawtray === "folder" && Number(value.version) > LAYOUT;
  } catch {
    return false;
  }
}

const isName = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{16}$/.test(value);

/** How a directory's location relates to its record. */
export type Whereabouts =
  /** A newer version wrote its record, which is left as it is. */
  | { readonly kind: "newer"; readonly path: string }
  | { readonly kind: "unrecorded" }
  | { readonly kind: "in-place" | "moved"; readonly record: FolderRecord }
  /** The directory it was copied from still exists. */
  | { readonly kind: "copied"; readonly original: string };

/** Examines an existing directory; changes nothing. */
export function whereaboutsOf(stateDir: string): Whereabouts {
  const path = fileIn(stateDir);
  if (isNewer(path)) return { kind: "newer", path };
  const record = readFolderRecord(stateDir);
  if (record === null) return { kind: "unrecorded" };
  const here = realpathSync.native(stateDir);
  if (record.path === here) return { kind: "in-place", record };
  const original = readFolderRecord(record.path);
  const isCopy = original?.id === record.id && !isSameDirectory(record.path, here);
  return isCopy ? { kind: "copied", original: record.path } : { kind: "moved", record };
}

/** The same directory may have two paths: mounted in a container, or over a network. */
function isSameDirectory(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first?.ino === second?.ino && first?.dev === second?.dev;
}

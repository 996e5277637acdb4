import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { WhyNoFolder } from "../../shared/folders-page.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { ChoicesProblem } from "../settings/choices-file.ts";
import { type AllowedFolder, changeFolderList, MAX_FOLDERS, withFolder } from "./folder-list.ts";
import { whyNotListed } from "./judge.ts";
import { holdsHome, privatePlaces } from "./private-places.ts";
import { readPath } from "./read-path.ts";

/** Why a folder was not added, or what is wrong with the list. */
export type AddFailure =
  | { readonly kind: "folder"; readonly why: Exclude<WhyNoFolder, "list"> }
  | { readonly kind: "list"; readonly problem: ChoicesProblem };

export interface Added {
  readonly folder: AllowedFolder;
  /** The home folder lies in it, or is it: what is private there is left out. */
  readonly holdsHome: boolean;
  /** The first that may be written. */
  readonly isFirst: { readonly read: boolean; readonly write: boolean };
}

const because = (why: Exclude<WhyNoFolder, "list">): { readonly ok: false; readonly failure: AddFailure } =>
  failure({ kind: "folder", why });

/** The real folder behind what a person named; a link is followed now, so that none is later. */
function realFolder(path: string): Result<string, AddFailure> {
  try {
    const real = realpathSync.native(resolve(path));
    if (!statSync(real).isDirectory()) return because("not-a-folder");
    return readPath(real, process.platform) === real ? success(real) : because("not-ordinary");
  } catch {
    return because("unreadable");
  }
}

/** Puts a folder on the owner's list, or changes whether it may be written: unless it is to be kept as it is. */
export async function addFolder(
  stateDir: string,
  path: string,
  write: boolean,
  { keep = false }: { readonly keep?: boolean } = {},
): Promise<Result<Added, AddFailure>> {
  const real = realFolder(path);
  if (!real.ok) return real;
  const places = privatePlaces(stateDir);
  const why = whyNotListed(real.value, places);
  if (why !== null) return because(why);
  const folder = { path: real.value, write };
  let isFirst = { read: false, write: false };
  let full = false;
  const changed = await changeFolderList(stateDir, (before) => {
    isFirst = { read: before.length === 0, write: write && !before.some((each) => each.write) };
    if (keep && before.some((each) => each.path === folder.path)) return before;
    const after = withFolder(before, folder);
    full = after.length > MAX_FOLDERS;
    return full ? before : after;
  });
  if (!changed.ok) return failure({ kind: "list", problem: changed.failure });
  if (full) return because("full");
  return success({ folder, holdsHome: holdsHome(real.value), isFirst });
}

import * as v from "valibot";
import { type Result, success } from "../../shared/result.ts";
import { type ChoicesProblem, createChoicesFile } from "../settings/choices-file.ts";
import { readPath } from "./read-path.ts";

/** More folders than anybody keeps in mind. */
export const MAX_FOLDERS = 64;

const folderSchema = v.strictObject({
  /** Its real path. */
  path: v.pipe(
    v.string(),
    v.check((path) => readPath(path, process.platform) === path),
  ),
  /** Whether agents may also create and change files in it. */
  write: v.boolean(),
});

const schema = v.strictObject({
  folders: v.pipe(
    v.array(folderSchema),
    v.maxLength(MAX_FOLDERS),
    v.check((folders) => new Set(folders.map(({ path }) => path)).size === folders.length),
  ),
});

/** A folder of the owner's that agents may read. */
export type AllowedFolder = Readonly<v.InferOutput<typeof folderSchema>>;

const file = createChoicesFile<{ readonly folders: readonly AllowedFolder[] }>("folders.json", 1, schema, {
  folders: [],
});

/** Where the list of a state folder is. */
export const folderListPath = file.path;

/** The owner's list. One that cannot be understood allows nothing. */
export function readFolderList(stateDir: string): Result<readonly AllowedFolder[], ChoicesProblem> {
  const read = file.read(stateDir);
  return read.ok ? success(read.value.folders) : read;
}

/** Changes the list in one step that no other process can come between. */
export async function changeFolderList(
  stateDir: string,
  change: (before: readonly AllowedFolder[]) => readonly AllowedFolder[],
): Promise<Result<readonly AllowedFolder[], ChoicesProblem>> {
  const changed = await file.change(stateDir, ({ folders }) => ({ folders: change(folders) }));
  return changed.ok ? success(changed.value.folders) : changed;
}

/** The list with a folder added, or with what is already there about it replaced. Pure. */
export const withFolder = (
  before: readonly AllowedFolder[],
  folder: AllowedFolder,
): readonly AllowedFolder[] =>
  [...before.filter(({ path }) => path !== folder.path), folder].sort((one, other) =>
    one.path < other.path ? -1 : 1,
  );

/** What was shown to one gateway's agents is not shown to the next one's. */
export async function forgetFolders(stateDir: string): Promise<void> {
  const list = readFolderList(stateDir);
  if (list.ok && list.value.length > 0) await changeFolderList(stateDir, () => []);
}

import { addFolder } from "../../core/folders/add-folder.ts";
import { changeFolderList, readFolderList } from "../../core/folders/folder-list.ts";
import { holdsHome } from "../../core/folders/private-places.ts";
import type { Outcome } from "../../shared/bridge.ts";
import type { FoldersView, WhyNoFolder } from "../../shared/folders-page.ts";
import { reveal } from "../../shared/text/reveal.ts";

const DONE: Outcome = { ok: true };
const refused = (detail: WhyNoFolder): Outcome => ({ ok: false, problem: "folders", detail });

/** What the page shows of a state folder's list: read every time, for the terminal changes it as well. */
export function foldersView(stateDir: string): FoldersView {
  const list = readFolderList(stateDir);
  if (!list.ok) return { unusable: true, folders: [] };
  return {
    unusable: false,
    folders: list.value.map(({ path, write }) => ({
      id: path,
      path: reveal(path),
      write,
      holdsHome: holdsHome(path),
    })),
  };
}

/** Puts a folder that its owner picked on the list, for reading. One that is there already stays as it is. */
export async function addPickedFolder(stateDir: string, path: string): Promise<Outcome> {
  const added = await addFolder(stateDir, path, false, { keep: true });
  if (added.ok) return DONE;
  return refused(added.failure.kind === "list" ? "list" : added.failure.why);
}

/** Lets agents change files in a folder of the list, or no longer. One that is not on it is not added by this. */
export async function letWrite(stateDir: string, folder: string, write: boolean): Promise<Outcome> {
  const changed = await changeFolderList(stateDir, (before) =>
    before.map((each) => (each.path === folder ? { ...each, write } : each)),
  );
  return changed.ok ? DONE : refused("list");
}

/** Takes a folder off the list. */
export async function removeFolder(stateDir: string, folder: string): Promise<Outcome> {
  const changed = await changeFolderList(stateDir, (before) => before.filter(({ path }) => path !== folder));
  return changed.ok ? DONE : refused("list");
}

import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { addFolder } from "../core/folders/add-folder.ts";
import { type AllowedFolder, changeFolderList, readFolderList } from "../core/folders/folder-list.ts";
import { createTrash, type TrashCan } from "../core/folders/trash.ts";
import type { ChoicesProblem } from "../core/settings/choices-file.ts";
import { systemClock } from "../core/time/clock.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { reveal } from "../shared/text/reveal.ts";
import { folders as folderWords } from "../shared/words/en/folders.ts";
import { shown } from "./argument-values.ts";
import { choicesSentence, type Ended, refuse, refuseFolder } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import type { FoldersAction, FoldersArguments } from "./folders-arguments.ts";
import { openPlace } from "./open-place.ts";
import { stateDirOf } from "./place.ts";
import { answer } from "./print.ts";

type Of<Kind extends FoldersAction["kind"]> = Extract<FoldersAction, { readonly kind: Kind }>;

/** What was done, as a value and as sentences; or why not, as a sentence. */
type Done = Result<{ readonly value: object; readonly text: string }, string>;

/** `clawtray folders`: what agents may read and write of this computer's files. */
export async function folders(options: FoldersArguments): Promise<Ended> {
  const place = openPlace(options);
  if (!place.ok) return refuseFolder(place.failure);
  const done = await carryOut(options.action, stateDirOf(options));
  if (!done.ok) return refuse(done.failure, exitCode.failed);
  answer(options, done.value.value, done.value.text);
  return { code: exitCode.ok, busy: false };
}

function carryOut(action: FoldersAction, stateDir: string): Promise<Done> | Done {
  switch (action.kind) {
    case "list":
      return list(stateDir);
    case "add":
      return add(action, stateDir);
    case "remove":
      return remove(action, stateDir);
    case "trash":
      return listTrash(trashOf(stateDir));
    case "restore":
      return restore(action, trashOf(stateDir));
  }
}

const trashOf = (stateDir: string): TrashCan => createTrash(stateDir, () => systemClock.now());

const problemSentence = (problem: ChoicesProblem): string =>
  choicesSentence(problem, "so no folder is shown. Repair it, or remove it and add the folders again.");

const lineOf = ({ path, write }: AllowedFolder): string =>
  `${write ? "read, write" : "read       "}  ${reveal(path)}\n`;

function list(stateDir: string): Done {
  const read = readFolderList(stateDir);
  if (!read.ok) return failure(problemSentence(read.failure));
  const none = "Agents may read no folder. To add one: clawtray folders add PATH\n";
  const text = read.value.length === 0 ? none : read.value.map(lineOf).join("");
  return success({ value: { folders: read.value }, text });
}

async function add({ path, write }: Of<"add">, stateDir: string): Promise<Done> {
  const added = await addFolder(stateDir, path, write);
  if (!added.ok) {
    const { failure: why } = added;
    return failure(
      why.kind === "list"
        ? problemSentence(why.problem)
        : `"${shown(path)}" cannot be added. ${folderWords.why[why.why]}`,
    );
  }
  const { folder, holdsHome, isFirst } = added.value;
  const what = write ? "read it, and create and change files in it," : "read it";
  const said = `${reveal(folder.path)}: agents may ${what} without asking.\n`;
  const home = holdsHome
    ? "Your home folder is in it. What is private there stays so: names that begin with a dot, keys, mail, data of programs.\n"
    : "";
  const approval = isFirst.read || isFirst.write ? APPROVAL : "";
  return success({ value: { added: folder }, text: `${said}${home}${approval}` });
}

async function remove({ path }: Of<"remove">, stateDir: string): Promise<Done> {
  const read = readFolderList(stateDir);
  if (!read.ok) return failure(problemSentence(read.failure));
  const names = [path, resolve(path), real(path)];
  const found = read.value.find((folder) => names.includes(folder.path));
  if (found === undefined) return failure(`"${shown(path)}" is not on the list. See: clawtray folders`);
  const changed = await changeFolderList(stateDir, (before) =>
    before.filter((folder) => folder.path !== found.path),
  );
  return changed.ok
    ? success({ value: { removed: found.path }, text: `${reveal(found.path)}: no longer shown.\n` })
    : failure(problemSentence(changed.failure));
}

function real(path: string): string | null {
  try {
    return realpathSync.native(resolve(path));
  } catch {
    return null;
  }
}

function listTrash(trash: TrashCan): Done {
  trash.clean();
  const kept = trash.list();
  const lines = kept.map(
    ({ id, path, at, size }) => `${id}  ${new Date(at).toISOString()}  ${size} bytes  ${reveal(path)}\n`,
  );
  const text = lines.length === 0 ? "No agent has overwritten a file within a week.\n" : lines.join("");
  return success({ value: { trash: kept }, text });
}

async function restore({ id, to }: Of<"restore">, trash: TrashCan): Promise<Done> {
  const item = trash.list().find((each) => each.id === id);
  const path = to === null ? item?.path : resolve(to);
  if (item === undefined || path === undefined)
    return failure(`There is no "${shown(id)}" in the trash. See: clawtray folders trash`);
  const restored = await trash.restore(id, path);
  return restored.ok
    ? success({ value: { restored: path }, text: `Wrote ${reveal(path)}.\n` })
    : failure(restored.failure);
}

/** What declaring further commands means, said before the owner wonders. */
const APPROVAL =
  "The node now declares further commands, which the gateway's administrator allows in its configuration (docs/commands.md) and approves once: openclaw nodes pending, then openclaw nodes approve ID.\n";

import type { Command } from "commander";
import { type Result, success } from "../shared/result.ts";
import { text, type Values } from "./argument-values.ts";
import { explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export type FoldersAction =
  | { readonly kind: "list" | "trash" }
  | { readonly kind: "add"; readonly path: string; readonly write: boolean }
  | { readonly kind: "remove"; readonly path: string }
  | { readonly kind: "restore"; readonly id: string; readonly to: string | null };

export interface FoldersArguments extends Place {
  readonly action: FoldersAction;
}

type Take = (options: Result<FoldersArguments, string>) => void;

const SAY =
  "Usage: clawtray folders, or clawtray folders add PATH [--write], remove PATH, trash, or restore ID [--to PATH].";

/** `clawtray folders`, with its verbs. */
export function defineFolders(program: Command, take: Take): void {
  const folders = program
    .command("folders")
    .summary("let agents read, and where you say so write, your folders")
    .description(
      "Lists the folders whose files an agent may read, and those in which it may write too. There is none until you add one. What is private stays so inside them: names that begin with a dot, keys, mail, data of programs.",
    );
  const verb = (name: string, summary: string, description: string): Command =>
    withPlace(explain(folders.command(name).summary(summary).description(description), SAY));
  withPlace(explain(folders, SAY)).action(takes(take, () => ({ kind: "list" })));
  verb("list", "list the folders", "Lists the folders that agents may use.").action(
    takes(take, () => ({ kind: "list" })),
  );
  verb(
    "add",
    "let agents read a folder",
    "Lets agents read a folder and all that is in it, without asking. A link is replaced by the folder it leads to.",
  )
    .argument("<path>", "the folder")
    .option("--write", "let them create and change files in it too")
    .action((path: string, values: Values, self: Command) =>
      takes(take, ({ write }) => ({ kind: "add", path, write: write === true }))(values, self),
    );
  verb("remove", "no longer show a folder", "Takes a folder off the list. Nothing in it is touched.")
    .argument("<path>", "the folder, as the list names it")
    .action((path: string, values: Values, self: Command) =>
      takes(take, () => ({ kind: "remove", path }))(values, self),
    );
  verb(
    "trash",
    "list what agents overwrote",
    "Lists the old versions of files that agents have overwritten. Each is kept for a week.",
  ).action(takes(take, () => ({ kind: "trash" })));
  verb(
    "restore",
    "get an old version back",
    "Writes an old version to its old place or, with --to, to another. No file is overwritten.",
  )
    .argument("<id>", "from: clawtray folders trash")
    .option("--to <path>", "where to")
    .action((id: string, values: Values, self: Command) =>
      takes(take, (all) => ({ kind: "restore", id, to: text(all, "to") }))(values, self),
    );
}

/** A commander action that reads the options and passes them on. */
const takes =
  (take: Take, actionOf: (values: Values) => FoldersAction) =>
  (_values: Values, self: Command): void => {
    const values: Values = self.optsWithGlobals();
    const place = readPlace(values);
    take(place.ok ? success({ ...place.value, action: actionOf(values) }) : place);
  };

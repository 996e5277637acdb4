import type { Command } from "../command.ts";
import { dirFetch } from "./dir-fetch.ts";
import { dirList } from "./dir-list.ts";
import { fileFetch, fileStat } from "./file-fetch.ts";
import type { FileSetup } from "./file-setup.ts";
import { fileWrite } from "./file-write.ts";
import { listDir } from "./list-dir.ts";

/**
 * The commands over the owner's folders. `file.create` and the binary form of `file.fetch` are not among them: they
 * need a second, framed connection of their own, and a node that does not declare it is sent everything in one piece.
 */
export const fileCommands = (setup: FileSetup): readonly Command[] => [
  fileFetch(setup),
  fileStat(setup),
  fileWrite(setup),
  dirList(setup),
  dirFetch(setup),
  listDir(setup),
];

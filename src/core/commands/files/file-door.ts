import type { ActivityLog } from "../../exec/activity.ts";
import { watchOwnFile } from "../../files/watch-file.ts";
import { type AllowedFolder, folderListPath, readFolderList } from "../../folders/folder-list.ts";
import { privatePlaces } from "../../folders/private-places.ts";
import { createTrash } from "../../folders/trash.ts";
import type { Logger } from "../../log/log.ts";
import type { Command, InvokeContext } from "../command.ts";
import { fileCommands } from "./file-commands.ts";

/** A result of a tool is not sent as it is, and may be as large as a file, bytes. */
const LARGEST_RESULT = 32 * 1024 * 1024;

/** What Clawtray's own tools may do with them. */
export interface FileAccess {
  folders(): readonly AllowedFolder[];
  /** Asks one of the commands; the call is already in the log, as a tool's. */
  call(
    command: string,
    params: object,
    context: Pick<InvokeContext, "signal" | "timeoutMs" | "stepAside">,
  ): Promise<unknown>;
}

/** The owner's folders, as a gateway may use them. */
export interface FileDoor extends FileAccess {
  /** Whether there is any folder to read in, or to write in. */
  isOpen(access: "read" | "write"): boolean;
  /** Declared while the owner's list holds a folder for them. */
  readonly commands: readonly Command[];
  close(): void;
}

export interface FileDoorSetup {
  readonly stateDir: string;
  readonly activity: ActivityLog;
  readonly log: Logger;
  gateway(): string;
  now(): number;
  /** What is declared may have changed. */
  onChange(): void;
}

/** The folders of a state folder's list, which is followed while this is open. */
export function createFileDoor(setup: FileDoorSetup): FileDoor {
  const { stateDir, activity, log, gateway, now } = setup;
  const trash = createTrash(stateDir, now);
  let listed = read();
  trash.clean();

  /** What cannot be read shows nothing. */
  function read(): readonly AllowedFolder[] {
    const list = readFolderList(stateDir);
    if (list.ok) return list.value;
    log.log("warn", "the list of folders cannot be used", { problem: list.failure });
    return [];
  }

  const stopWatching = watchOwnFile(folderListPath(stateDir), () => {
    const before = JSON.stringify(listed);
    listed = read();
    if (JSON.stringify(listed) !== before) setup.onChange();
  });
  const isOpen = (access: "read" | "write"): boolean =>
    listed.some(({ write }) => write || access === "read");
  // The owner's newest word counts, and not what was true a moment ago.
  const commandsWith = (log: Pick<ActivityLog, "append">): readonly Command[] =>
    fileCommands({
      folders: read,
      isOpen,
      places: () => privatePlaces(stateDir),
      trash,
      activity: log,
      gateway,
      now,
    });
  const forTools = commandsWith({ append: () => true });
  return {
    commands: commandsWith(activity),
    folders: read,
    isOpen,
    async call(command, params, context) {
      const found = forTools.find(({ name }) => name === command);
      const alone = { invokeId: "", largestResult: LARGEST_RESULT, progress: async () => {} };
      return found?.run(params, { ...alone, ...context });
    },
    close: stopWatching,
  };
}

import type { BuiltInToolName } from "../../../shared/built-in-tool.ts";
import type { Command } from "../../commands/command.ts";
import type { FileAccess } from "../../commands/files/file-door.ts";
import type { PrivatePlaces } from "../../folders/judge.ts";
import { askPersonTool } from "./ask-person.ts";
import type { BuiltInTool, ToolBody } from "./built-in-tool.ts";
import { asksItself, type BuiltInFacts, lackOf } from "./catalogue.ts";
import { clipboardRead, clipboardWrite } from "./clipboard.ts";
import { filesList, filesRead, filesWrite } from "./files.ts";
import { listWindows } from "./list-windows.ts";
import { notifyTool } from "./notify.ts";
import { openTool } from "./open.ts";
import type { PersonDesk } from "./person.ts";
import { pickFilesTool } from "./pick-files.ts";
import { programTools } from "./program-tools.ts";
import { createLongPrograms } from "./programs.ts";

/** What the tools need of the node they belong to. */
export interface BuiltInWorld extends PersonDesk {
  /** What this front end provides and the owner has switched on, as of now. */
  facts(): BuiltInFacts;
  /** What is never read, whoever picks it; looked up anew. */
  privatePlaces(): PrivatePlaces;
  /** The owner's folders. */
  readonly files: FileAccess;
  /** `system.run`; null where nothing is run. */
  readonly systemRun: Command | null;
  /** The gateway, as a notification names it. */
  gatewayName(): string;
}

/** The tools of Clawtray's own that this front end has what they need for. */
export function createBuiltInTools(world: BuiltInWorld): readonly BuiltInTool[] {
  const { facts, clock, questions, files, systemRun } = world;
  const { sources, notifier } = facts();
  const { clipboard, opener, windows, picker } = sources;
  const desk: PersonDesk = { clock, questions };
  const notice = { from: () => world.gatewayName(), now: () => clock.monotonic() };
  const bodies: Partial<Record<BuiltInToolName, ToolBody>> = {
    ask_person: askPersonTool(desk),
    pick_files: pickFilesTool({ desk, picker, places: () => world.privatePlaces() }),
    ...(notifier === null ? {} : { notify: notifyTool(notifier, notice, desk) }),
    ...(clipboard === null
      ? {}
      : { clipboard_read: clipboardRead(clipboard), clipboard_write: clipboardWrite(clipboard) }),
    ...(opener === null ? {} : { open: openTool(opener, files) }),
    files_list: filesList(files),
    files_read: filesRead(files),
    files_write: filesWrite(files),
    ...(windows === null ? {} : { list_windows: listWindows(windows) }),
    ...(systemRun === null ? {} : programTools(createLongPrograms(systemRun, clock), () => facts().runIsOn)),
  };
  return (Object.entries(bodies) as [BuiltInToolName, ToolBody][]).map(([name, body]) => ({
    ...body,
    name,
    asksItself: asksItself(name),
    lack: () => lackOf(name, facts()),
  }));
}

import {
  type BuiltInLack,
  type BuiltInToolName,
  type BuiltInToolStatus,
  builtInToolNames,
} from "../../../shared/built-in-tool.ts";
import type { Notifier } from "../../commands/system-notify.ts";
import { type BuiltInConsent, consentFor } from "../tool-list.ts";
import type { ToolSources } from "./sources.ts";

/** What decides which tools of Clawtray's own can be used. */
export interface BuiltInFacts {
  readonly sources: ToolSources;
  readonly notifier: Notifier | null;
  /** Programs may be run at all: the switch of `run`. */
  readonly runIsOn: boolean;
  /** Whether any of the owner's folders may be read, or written. */
  folderFor(access: "read" | "write"): boolean;
}

/** Where a call is itself a question to the person, or is judged like a command. */
const asking: ReadonlySet<BuiltInToolName> = new Set([
  "ask_person",
  "notify",
  "pick_files",
  "program_start",
  "program_poll",
  "program_stop",
  "program_list",
] as const);

/** Whether "ask" would ask twice, and so asks no second time. Pure. */
export const asksItself = (name: BuiltInToolName): boolean => asking.has(name);

/** Why a tool cannot be used; null when it can. Pure. */
export function lackOf(
  name: BuiltInToolName,
  { sources, notifier, runIsOn, folderFor }: BuiltInFacts,
): BuiltInLack | null {
  switch (name) {
    case "clipboard_read":
    case "clipboard_write":
      return sources.clipboard === null ? "no-clipboard" : null;
    case "open":
      return sources.opener === null ? "no-opener" : null;
    case "list_windows":
      return sources.windows === null ? "no-window-list" : null;
    case "notify":
      return notifier === null ? "no-notifications" : null;
    case "files_list":
    case "files_read":
      return folderFor("read") ? null : "no-folder";
    case "files_write":
      return folderFor("write") ? null : "no-writable-folder";
    case "ask_person":
    case "pick_files":
      return null;
    case "program_start":
    case "program_poll":
    case "program_stop":
    case "program_list":
      return runIsOn ? null : "run-off";
  }
}

/**
 * Every tool of Clawtray's own, with what its owner decided and whether it can be used here: the one list behind the
 * terminal and the settings page. Pure.
 */
export const listBuiltInTools = (
  facts: BuiltInFacts,
  consents: readonly BuiltInConsent[],
): readonly BuiltInToolStatus[] =>
  builtInToolNames.map((name) => ({
    name,
    consent: consentFor({ tools: consents }, name),
    asksItself: asksItself(name),
    lack: lackOf(name, facts),
  }));

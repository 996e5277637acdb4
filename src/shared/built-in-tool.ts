/** What Clawtray's own tools are found under: the name of their server at the gateway and in the terminal. */
export const BUILT_IN_SERVER = "clawtray";

/** Every tool of Clawtray's own, in the order in which they are shown. */
export const builtInToolNames = [
  "ask_person",
  "notify",
  "clipboard_read",
  "clipboard_write",
  "open",
  "pick_files",
  "files_list",
  "files_read",
  "files_write",
  "list_windows",
  "program_start",
  "program_poll",
  "program_stop",
  "program_list",
] as const;

export type BuiltInToolName = (typeof builtInToolNames)[number];

/** True for the name of a tool of Clawtray's own; for input from outside. */
export function isBuiltInTool(value: unknown): value is BuiltInToolName {
  return (builtInToolNames as readonly unknown[]).includes(value);
}

/** Why a tool cannot be used on this computer, or by this program on it. */
export type BuiltInLack =
  /** No program that reads and writes the clipboard. */
  | "no-clipboard"
  /** Nothing that opens a link. */
  | "no-opener"
  /** No notification service. */
  | "no-notifications"
  /** The system tells nobody which windows are open, as Wayland does. */
  | "no-window-list"
  /** No folder is on the owner's list, or none that may be written. */
  | "no-folder"
  | "no-writable-folder"
  /** The switch for running programs is off. */
  | "run-off";

/** One of Clawtray's own tools as it is on this computer. Values only; it crosses process boundaries. */
export interface BuiltInToolStatus {
  readonly name: BuiltInToolName;
  readonly consent: "off" | "ask" | "allow";
  /** Calling it is a question to the person, or judged like a command: "ask" and "allow" are the same. */
  readonly asksItself: boolean;
  /** Null when it can be used; else it is not offered to agents, whatever its owner decided. */
  readonly lack: BuiltInLack | null;
}

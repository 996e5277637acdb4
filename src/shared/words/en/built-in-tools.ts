import type { BuiltInLack, BuiltInToolName } from "../../built-in-tool.ts";

/** What Clawtray's own tools do, to the owner who switches them on. */
export const builtInTools = {
  /** The server's name, to a person. */
  server: "This computer",
  about: "Tools of Clawtray’s own. Each is off until you switch it on.",
  tools: {
    ask_person: {
      name: "Ask you a question",
      what: "An agent asks you something in a window or the terminal, and gets what you type or choose.",
    },
    notify: {
      name: "Notify you, with choices",
      what: "Shows a notification. With up to three choices, it waits for the one you take.",
    },
    clipboard_read: {
      name: "Read the clipboard",
      what: "Agents can read the text you copied last. It may be a password.",
    },
    clipboard_write: {
      name: "Write to the clipboard",
      what: "Puts a text on the clipboard, in place of what is there.",
    },
    open: {
      name: "Open a link or file",
      what: "Opens a web page or a new mail in your own browser or mail program, or a document, picture or folder in the folders of yours that agents may use.",
    },
    pick_files: {
      name: "Ask you for files",
      what: "You pick files, and an agent reads those and no others.",
    },
    files_list: {
      name: "List files in your folders",
      what: "Agents see the names in the folders that you let them use.",
    },
    files_read: {
      name: "Read text files in your folders",
      what: "Agents read texts in those folders. What is private in them stays so.",
    },
    files_write: {
      name: "Write text files in your folders",
      what: "Agents write texts where you let them. You can get an old version back for a week.",
    },
    list_windows: {
      name: "List open windows",
      what: "Agents see the titles and programs of your open windows.",
    },
    program_start: {
      name: "Start long programs",
      what: "Starts a program under the same rules as any command, and does not wait for its end.",
    },
    program_poll: {
      name: "Read the output of long programs",
      what: "Reads what a program writes that an agent started this way.",
    },
    program_stop: {
      name: "Stop long programs",
      what: "Ends a program that an agent started this way.",
    },
    program_list: {
      name: "List long programs",
      what: "Lists the programs that agents started this way.",
    },
  } satisfies Readonly<Record<BuiltInToolName, { readonly name: string; readonly what: string }>>,
  lack: {
    "no-clipboard": "no desktop, or no program for its clipboard (wl-clipboard, xclip or xsel)",
    "no-opener": "no desktop, or no program that opens links and files (xdg-open)",
    "no-notifications": "nothing here shows notifications",
    "no-window-list": "the desktop does not say which windows are open (Wayland), or xprop is missing",
    "no-folder": "no folder is on your list (clawtray folders add PATH)",
    "no-writable-folder": "no folder on your list may be written (clawtray folders add PATH --write)",
    "run-off": "running commands is off",
  } satisfies Readonly<Record<BuiltInLack, string>>,
  /** `{why}` is one of the reasons above. */
  notAvailable: "Not available here: {why}.",
  asksItself: "The tool itself asks you, so it never asks twice.",
} as const;

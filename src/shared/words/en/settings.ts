import type { ShortcutProblem } from "../../shortcut.ts";

/** The settings page. */
export const settings = {
  title: "Settings",
  rules: {
    title: "Which programs may run",
    modes: {
      asked:
        "Trusted programs run freely when they only read, and contained when they do more. You are asked about everything else, and about what cannot be contained here.",
      refused:
        "Trusted programs run freely when they only read, and contained when they do more. Everything else is refused without asking.",
      "each-time": "You are asked each time, even about trusted programs.",
      everything: "Everything runs, and nobody is asked.",
      nothing: "Nothing runs.",
    },
    agentsDiffer: "Some agents have their own rules.",
    trusted: "Trusted programs",
    agent: "Agent {agent}:",
    reaches: {
      "one-command": "exactly this command, in one folder",
      arguments: "with arguments that match its rule",
      any: "with any arguments",
      nothing: "its name alone never lets it run freely",
      void: "no longer in effect",
    },
    remove: "Remove",
    removeThis: "Remove {program}",
    more: "{count} more are trusted.",
    terminal: "All rules, and how to change them: clawtray approvals",
  },
  general: "General",
  displayName: "Name of this computer at the gateway",
  displayNameHint: "Shown to the administrator and to your assistant.",
  save: "Save",
  saved: "Saved",
  startAtLogin: "Start when I log in",
  startAtLoginHint: "Quietly, in the tray.",
  language: "Language",
  languages: { system: "System default", en: "English", de: "Deutsch" },
  theme: "Appearance",
  themes: { system: "System default", light: "Light", dark: "Dark" },
  keepAwake: "Keep this computer awake while connected",
  keepAwakeWhen: { off: "Never", mains: "While plugged in", always: "Always, also on battery" },
  keepConversations: "Keep what I ask the agent, and its answers",
  keepConversationsHint:
    "In a file on this computer, for each gateway by itself. Off: in memory until Clawtray ends. Switching it off deletes the file. Pictures are never kept.",
  askShortcut: {
    title: "Shortcut that opens “Ask the agent”",
    none: "None",
    listening: "Press the keys …",
    hint: "Press this button, then the keys. Escape cancels.",
    remove: "Remove shortcut",
    refused:
      "{keys} does not work: the system or another program has it. It is tried again every few minutes; or choose another one.",
    wayland:
      "In a Wayland session the desktop decides whether programs get shortcuts, and many get none. If this one does nothing, let a shortcut in the desktop's own settings start this app with --ask.",
    keys: {
      Control: "Ctrl",
      Alt: "Alt",
      Super: "Super",
      Shift: "Shift",
      Space: "Space",
      Up: "↑",
      Down: "↓",
      Left: "←",
      Right: "→",
    },
    problems: {
      "no-modifier": "Hold Ctrl, Alt or the system key as well: otherwise this key could no longer be typed.",
      "no-key": "Choose a letter, a digit, a function key, an arrow or the space bar.",
      "too-common": "Programs use {keys} themselves. Hold Alt or Shift as well.",
    } satisfies Readonly<Record<ShortcutProblem, string>>,
  },
  updates: "Install updates automatically",
  updatesHint: "Checks for a new version once a day.",
  updatesNoFeed: "There is no release feed for this version yet, so it cannot update itself.",
  about: "About",
  version: "Clawtray {version}",
  keyStore: "The identity is kept in the {keyStore}.",
};

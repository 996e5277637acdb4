/** Words that every page uses. */
export const common = {
  appName: "Clawtray",
  loading: "One moment …",
  pages: { label: "Pages", status: "Status", tools: "Tools", settings: "Settings", wizard: "Setup" },
  actions: {
    back: "Back",
    next: "Continue",
    cancel: "Cancel",
    dismiss: "Dismiss",
    tryAgain: "Try again",
    copy: "Copy",
    copied: "Copied",
  },
  copyLabels: {
    fingerprint: "Copy fingerprint",
    "compare-command": "Copy list command",
    "admin-command": "Copy command",
    "surface-command": "Copy command",
    "admin-message": "Copy message",
    diagnostics: "Copy diagnostic report",
  },
  warnings: "Please note",
  problems: {
    "invalid-argument": "That did not work: something in the request was not valid.",
    "address-invalid": "This is not an address Clawtray understands.",
    "not-possible-now": "That is not possible right now.",
    "not-confirmed": "The confirmation does not match, so nothing was changed.",
    "another-gateway":
      "So far, this computer's identity has been used only at other gateways. Choose this one in the setup, which asks you to confirm.",
    "not-supported-here": "This computer does not support that.",
    failed: "That did not work. Try again; if it keeps failing, see the log.",
  },
  newerSettings:
    "The settings of this app (desktop.json) were written by a newer version of Clawtray and are left as they are: changes you make here last only until you quit. Update Clawtray.",
  fingerprint: "Fingerprint",
  fingerprintNone: "Created at the first connection",
  switchOn: "On",
  switchOff: "Off",
};

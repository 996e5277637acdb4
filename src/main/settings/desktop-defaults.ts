import type { Preferences, WizardDraft } from "../../shared/bridge.ts";
import { isShortcut } from "../../shared/shortcut.ts";

/** What the draft keeps across restarts: everything except the secret, which stays in memory. */
export type StoredDraft = Omit<WizardDraft, "hasSecret" | "fromLink" | "edgeHeaderNames" | "replaces">;

/** The desktop's own settings; the node's are in the file it shares with the CLI. No secret in either. */
export interface DesktopSettings {
  readonly preferences: Preferences;
  readonly draft: StoredDraft;
  /** What a person was already told, so that nothing is said twice. */
  readonly announced: readonly string[];
}

export const emptyDraft: StoredDraft = {
  step: "welcome",
  address: "",
  credentialKind: "none",
  acceptedTlsFingerprint: null,
  startAtLogin: true,
  finished: false,
};

export const initialDesktopSettings: DesktopSettings = {
  preferences: {
    language: "system",
    theme: "system",
    automaticUpdates: true,
    keepAwake: "off",
    keepConversations: false,
    askShortcut: "",
  },
  draft: emptyDraft,
  announced: [],
};

/** The shortcut in a file, in which somebody may have written anything. */
export const shortcutIn = (kept: unknown): string =>
  typeof kept === "string" && isShortcut(kept) ? kept : "";

import { renameSync } from "node:fs";
import { join } from "node:path";
import ElectronStore from "electron-store";
import { readOwnFile } from "../../core/files/read.ts";
import { type DesktopSettings, emptyDraft, initialDesktopSettings } from "./desktop-defaults.ts";

const boolean = { type: "boolean" } as const;

const schema = {
  preferences: {
    type: "object",
    required: ["language", "theme", "automaticUpdates"],
    properties: {
      language: { enum: ["system", "en", "de"] },
      theme: { enum: ["system", "light", "dark"] },
      automaticUpdates: boolean,
    },
  },
  draft: {
    type: "object",
    required: Object.keys(emptyDraft),
    properties: {
      step: { enum: ["welcome", "gateway", "capabilities", "pairing", "done"] },
      address: { type: "string" },
      credentialKind: { enum: ["none", "token", "password", "setup-code"] },
      acceptedTlsFingerprint: { type: ["string", "null"], pattern: "^[0-9a-f]{64}$" },
      startAtLogin: boolean,
      finished: boolean,
    },
  },
  announced: { type: "array", items: { type: "string" } },
} as const;

export interface DesktopSettingsStore {
  read(): DesktopSettings;
  /** False when it could not be written; what is read back is changed all the same. */
  update(change: Partial<DesktopSettings>): boolean;
  /** Where a broken file was put aside at this start; null when there was none. */
  readonly recovered: string | null;
}

/**
 * Opens `desktop.json` in this folder. A file that cannot be understood is kept beside it under
 * another name and new settings are begun; nothing is silently lost.
 */
export function openDesktopSettings(folder: string, now: () => number): DesktopSettingsStore {
  const open = () =>
    new ElectronStore<DesktopSettings>({
      name: "desktop",
      cwd: folder,
      // conf's types want plain JSON Schema; `as const` above keeps the words checked.
      schema: schema as never,
      defaults: initialDesktopSettings,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
      // Versions of the file, not of the app: a migration is named by the first version that needs it.
      projectVersion: "1.0.0",
      migrations: {},
    });
  let store: ElectronStore<DesktopSettings>;
  let recovered: string | null = null;
  try {
    // A FIFO in its place would hang the app, and a link lead it elsewhere.
    const safe = readOwnFile(join(folder, "desktop.json"));
    if (!safe.ok) throw new Error(safe.failure.problem);
    store = open();
  } catch {
    recovered = join(folder, `desktop.broken-${now()}.json`);
    renameSync(join(folder, "desktop.json"), recovered);
    store = open();
  }
  // Only what this version knows: an earlier one kept the capabilities here, which are the node's.
  const { language, theme, automaticUpdates } = store.get("preferences");
  let current: DesktopSettings = {
    preferences: { language, theme, automaticUpdates },
    draft: store.get("draft"),
    announced: store.get("announced"),
  };
  return {
    recovered,
    read: () => current,
    update(change) {
      current = { ...current, ...change };
      try {
        store.set(change);
        return true;
      } catch {
        return false;
      }
    },
  };
}

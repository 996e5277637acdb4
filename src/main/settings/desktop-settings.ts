import { join } from "node:path";
import ElectronStore from "electron-store";
import { readOwnFile } from "../../core/files/read.ts";
import { renameWithRetrySync } from "../../core/files/rename.ts";
import { awakeChoices } from "../../shared/awake.ts";
import { type DesktopSettings, emptyDraft, initialDesktopSettings, shortcutIn } from "./desktop-defaults.ts";
import { readNewerSettings } from "./newer-settings.ts";

const boolean = { type: "boolean" } as const;

const schema = {
  preferences: {
    type: "object",
    required: ["language", "theme", "automaticUpdates"],
    properties: {
      language: { enum: ["system", "en", "de"] },
      theme: { enum: ["system", "light", "dark"] },
      automaticUpdates: boolean,
      // Absent in what an earlier version wrote.
      keepAwake: { enum: awakeChoices },
      keepConversations: boolean,
      askShortcut: { type: "string" },
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
  /** False when it could not be written; the value in memory is changed anyway. */
  update(change: Partial<DesktopSettings>): boolean;
  /** Where a damaged file was set aside at this start; null when there was none. */
  readonly recovered: string | null;
  /** A newer version wrote the file: it stays as it is, and changes hold until the app ends. */
  readonly newer: boolean;
}

/** The version of the file, not of the app: a migration is named by the first version that needs it. */
const FILE_VERSION = "1.0.0";

/**
 * Opens `desktop.json` in this folder. What a newer version wrote is used as far as it is understood. A file that
 * cannot be understood is kept beside it under another name and new settings are started; nothing is silently lost.
 */
export function openDesktopSettings(folder: string, now: () => number): DesktopSettingsStore {
  const open = () =>
    new ElectronStore<DesktopSettings>({
      name: "desktop",
      cwd: folder,
      // conf's types want plain JSON Schema; `as const` above keeps the words checked.
      schema: schema as never,
      // We write it and tests check it; validating it against its own schema took 50 ms of every start.
      ajvOptions: { validateSchema: false, meta: false },
      defaults: initialDesktopSettings,
      clearInvalidConfig: false,
      // Windows editors begin a file with a byte-order mark.
      deserialize: (text: string) => JSON.parse(text.replace(/^\uFEFF/, "")),
      accessPropertiesByDotNotation: false,
      projectVersion: FILE_VERSION,
      migrations: {},
    });
  const path = join(folder, "desktop.json");
  const newer = readNewerSettings(path, FILE_VERSION);
  if (newer !== null) return heldInMemory(newer);
  let store: ElectronStore<DesktopSettings>;
  let recovered: string | null = null;
  try {
    // A FIFO in its place would hang the app, and a link would lead it elsewhere.
    const safe = readOwnFile(path);
    if (!safe.ok) throw new Error(safe.failure.problem);
    store = open();
  } catch {
    recovered = join(folder, `desktop.broken-${now()}.json`);
    renameWithRetrySync(path, recovered);
    store = open();
  }
  // Only what this version knows: an earlier one kept the capabilities here, which belong to the node.
  const { language, theme, automaticUpdates, ...later } = store.get("preferences");
  const { keepAwake = "off", keepConversations = false, askShortcut } = later;
  let current: DesktopSettings = {
    preferences: {
      language,
      theme,
      automaticUpdates,
      keepAwake,
      keepConversations,
      askShortcut: shortcutIn(askShortcut),
    },
    draft: store.get("draft"),
    announced: store.get("announced"),
  };
  return {
    recovered,
    newer: false,
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

/** Settings that are never written. */
function heldInMemory(settings: DesktopSettings): DesktopSettingsStore {
  let current = settings;
  return {
    recovered: null,
    newer: true,
    read: () => current,
    update(change) {
      current = { ...current, ...change };
      return false;
    },
  };
}

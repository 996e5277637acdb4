import { emptySettings, type Settings, type SettingsFile } from "../../src/core/settings/settings.ts";

/** Settings that live as long as the test. */
export function memorySettings(initial: Partial<Settings> = {}): SettingsFile {
  let value: Settings = { ...emptySettings, ...initial };
  return {
    recovered: null,
    mayHaveLostIdentity: () => false,
    read: () => value,
    update(change) {
      value = { ...value, ...change };
      return true;
    },
    clear() {
      value = emptySettings;
      return true;
    },
  };
}

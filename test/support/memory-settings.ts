import { emptySettings, type Settings, type SettingsFile } from "../../src/core/settings/settings.ts";
import { success } from "../../src/shared/result.ts";

/** Settings that live as long as the test. */
export function memorySettings(initial: Partial<Settings> = {}): SettingsFile {
  let value: Settings = { ...emptySettings, ...initial };
  return {
    recovered: null,
    mayHaveLostIdentity: () => false,
    read: () => value,
    async update(change) {
      value = { ...value, ...change };
      return success(undefined);
    },
    async clear() {
      value = emptySettings;
      return success(undefined);
    },
  };
}

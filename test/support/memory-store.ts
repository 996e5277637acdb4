import { initialDesktopSettings } from "../../src/main/settings/desktop-defaults.ts";
import type { DesktopSettingsStore } from "../../src/main/settings/desktop-settings.ts";

/** Settings of the desktop app that are forgotten with the test. */
export function memoryStore(): DesktopSettingsStore {
  let current = initialDesktopSettings;
  return {
    recovered: null,
    newer: false,
    read: () => current,
    update(change) {
      current = { ...current, ...change };
      return true;
    },
  };
}

import type { AppProcess } from "../lifecycle/process.ts";
import { setUpApplicationMenu } from "../window/application-menu.ts";
import { applyTheme } from "../window/theme.ts";
import { type DesktopSettingsStore, openDesktopSettings } from "./desktop-settings.ts";

/** Opens the desktop's settings; from here on language, theme and menu are the chosen ones. */
export function setUpSettings({ stateDir, log, words, platform }: AppProcess): DesktopSettingsStore {
  const settings = openDesktopSettings(stateDir, Date.now);
  if (settings.recovered !== null) log.log("warn", "damaged desktop settings were set aside");
  if (settings.newer) log.log("warn", "the desktop settings are of a newer version and stay as they are");
  words.follow(() => settings.read().preferences.language);
  applyTheme(settings.read().preferences.theme);
  setUpApplicationMenu(platform, words.now());
  return settings;
}

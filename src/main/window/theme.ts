import { nativeTheme } from "electron";
import type { Preferences } from "../../shared/bridge.ts";
import type { AppModel } from "../state/model.ts";

/** Light or dark, as chosen: the window's frame and the page's colour scheme follow. */
export function applyTheme(theme: Preferences["theme"]): void {
  if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
}

/** From now on every change of the choice is followed. */
export function setUpTheme(model: AppModel): void {
  const apply = () => applyTheme(model.snapshot().preferences.theme);
  model.subscribe(apply);
  apply();
}

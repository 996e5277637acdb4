import { nativeTheme } from "electron";
import type { AppModel } from "./model.ts";

/** Light or dark, as chosen: the window's frame and the page's colour scheme follow. */
export function setUpTheme(model: AppModel): void {
  const apply = () => {
    const { theme } = model.snapshot().preferences;
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  };
  model.subscribe(apply);
  apply();
}

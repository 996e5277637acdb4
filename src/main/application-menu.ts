import { Menu } from "electron";
import type { DesktopPlatform } from "./platform.ts";

/**
 * Takes away Electron's own menu, with its reload and developer tools. macOS keeps a menu of the app's own:
 * without one copying, pasting and quitting have no keys there.
 */
export function setUpApplicationMenu(platform: DesktopPlatform): void {
  if (platform !== "darwin") {
    Menu.setApplicationMenu(null);
    return;
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        role: "appMenu",
        submenu: [{ role: "about" }, { type: "separator" }, { role: "hide" }, { role: "quit" }],
      },
      { role: "editMenu" },
      { role: "window", submenu: [{ role: "minimize" }, { role: "close" }] },
    ]),
  );
}

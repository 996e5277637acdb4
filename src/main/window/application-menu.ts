import { Menu, type MenuItemConstructorOptions } from "electron";
import type { DesktopPlatform } from "../lifecycle/platform.ts";
import type { Words } from "../words/words.ts";

type MenuWords = Words["desktop"]["menu"];

/**
 * What each system puts into the menu bar: on macOS the app's own menus, in macOS's words; on the others nothing. Pure.
 */
export function applicationMenu(
  platform: DesktopPlatform,
  words: MenuWords,
): readonly MenuItemConstructorOptions[] | null {
  if (platform !== "darwin") return null;
  const line = { type: "separator" } as const;
  return [
    {
      role: "appMenu",
      submenu: [
        { role: "about", label: words.about },
        line,
        { role: "hide", label: words.hide },
        line,
        { role: "quit", label: words.quit },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: "undo", label: words.undo },
        { role: "redo", label: words.redo },
        line,
        { role: "cut", label: words.cut },
        { role: "copy", label: words.copy },
        { role: "paste", label: words.paste },
        { role: "selectAll", label: words.selectAll },
      ],
    },
    {
      role: "window",
      label: words.window,
      submenu: [
        { role: "minimize", label: words.minimize },
        { role: "close", label: words.close },
      ],
    },
  ];
}

/**
 * Removes Electron's own menu, with its reload and developer tools. macOS keeps a menu of the app's own: without one,
 * copying, pasting and quitting have no keys there. Called again when the language is known.
 */
export function setUpApplicationMenu(platform: DesktopPlatform, { desktop }: Words): void {
  const template = applicationMenu(platform, desktop.menu);
  Menu.setApplicationMenu(template === null ? null : Menu.buildFromTemplate([...template]));
}

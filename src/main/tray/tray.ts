import { join } from "node:path";
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from "electron";
import type { ComputerDesk } from "../computer/computer.ts";
import type { DesktopPlatform } from "../lifecycle/platform.ts";
import type { OpenConnections } from "../state/connections.ts";
import type { Words } from "../words/words.ts";
import type { TrayAct } from "./actions.ts";
import { trayIconFile } from "./icon.ts";
import type { TrayEntry } from "./menu.ts";
import { type TrayView, trayView } from "./tray-view.ts";

function menuItem(entry: TrayEntry, act: TrayAct): MenuItemConstructorOptions {
  switch (entry.kind) {
    case "text":
      return { label: entry.label, enabled: false };
    case "line":
      return { type: "separator" };
    case "action":
      return { label: entry.label, click: () => act(entry.action, entry.connection) };
    case "section":
      return { label: entry.label, submenu: entry.entries.map((one) => menuItem(one, act)) };
    case "switch":
      return {
        label: entry.label,
        type: "checkbox",
        checked: entry.on,
        enabled: entry.enabled,
        click: () => act(entry.action),
      };
  }
}

interface TrayParts {
  readonly connections: OpenConnections;
  readonly computer: Pick<ComputerDesk, "now">;
  readonly words: () => Words;
  readonly platform: DesktopPlatform;
  /** The folder `assets/tray`. */
  readonly icons: string;
  readonly act: TrayAct;
}

/** The icon in the tray. */
export interface TrayIcon {
  /** Shows a new one, for a panel that started after the old one was shown. */
  putUpAgain(): void;
  destroy(): void;
}

/**
 * Puts the icon into the tray and redraws it after every change. The menu is always set: some Linux panels offer no
 * other way in, and it changes only by being set again. What did not change is not set again, because a menu that a
 * person holds open would close.
 */
export function createTray({ connections, computer, words, platform, icons, act }: TrayParts): TrayIcon {
  const iconPath = ({ look }: TrayView) =>
    join(icons, trayIconFile(look, platform, { dark: panelIsDark(platform) }));
  const image = (path: string) => {
    const made = nativeImage.createFromPath(path);
    if (platform === "darwin") made.setTemplateImage(true);
    return made;
  };

  let shownIcon = iconPath(trayView(connections, words(), computer.now()));
  let shownMenu = "";
  let tray = make();

  function make(): Tray {
    const made = new Tray(image(shownIcon));
    // On Linux too: panels report it through the status notifier's Activate.
    made.on("click", () => act("open"));
    return made;
  }

  function draw(): void {
    if (tray.isDestroyed()) return;
    const view = trayView(connections, words(), computer.now());
    const icon = iconPath(view);
    if (icon !== shownIcon) tray.setImage(image(icon));
    shownIcon = icon;
    const { menu: entries, tooltip } = view;
    const menu = JSON.stringify([entries, tooltip]);
    if (menu === shownMenu) return;
    shownMenu = menu;
    tray.setToolTip(tooltip);
    tray.setContextMenu(Menu.buildFromTemplate(entries.map((entry) => menuItem(entry, act))));
  }

  draw();
  connections.subscribe(draw);
  nativeTheme.on("updated", draw);
  return {
    putUpAgain() {
      if (tray.isDestroyed()) return;
      tray.destroy();
      shownMenu = "";
      tray = make();
      draw();
    },
    destroy: () => tray.destroy(),
  };
}

/** Whether the bar that holds the icon is dark, where the system tells: on Windows it may differ from the apps. */
function panelIsDark(platform: DesktopPlatform): boolean {
  if (platform === "win32") return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
  return nativeTheme.shouldUseDarkColors;
}

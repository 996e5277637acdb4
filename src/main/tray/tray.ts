import { join } from "node:path";
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from "electron";
import type { AppSnapshot } from "../../shared/bridge.ts";
import type { AppModel } from "../model.ts";
import type { DesktopPlatform } from "../platform.ts";
import type { Words } from "../words.ts";
import { trayIconFile } from "./icon.ts";
import { type TrayAction, type TrayEntry, trayMenu, trayTooltip } from "./menu.ts";

function menuItem(entry: TrayEntry, act: (action: TrayAction) => void): MenuItemConstructorOptions {
  switch (entry.kind) {
    case "text":
      return { label: entry.label, enabled: false };
    case "line":
      return { type: "separator" };
    case "action":
      return { label: entry.label, click: () => act(entry.action) };
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
  readonly model: AppModel;
  readonly words: () => Words;
  readonly platform: DesktopPlatform;
  /** The folder `assets/tray`. */
  readonly icons: string;
  readonly act: (action: TrayAction) => void;
}

/** The icon in the tray. */
export interface TrayIcon {
  /** Puts a new one up, for a panel that came after the old one was. */
  putUpAgain(): void;
  destroy(): void;
}

/**
 * Puts the icon into the tray and redraws it after every change. The menu is always set: for some panels of
 * Linux it is the only way in, and it changes only by being set again. What did not change is not set
 * again, because a menu that a person holds open would close.
 */
export function setUpTray({ model, words, platform, icons, act }: TrayParts): TrayIcon {
  const iconPath = (snapshot: AppSnapshot) =>
    join(
      icons,
      trayIconFile(
        snapshot.captures.length > 0 ? "capturing" : snapshot.node.phase,
        platform,
        panelIsDark(platform),
      ),
    );
  const image = (path: string) => {
    const made = nativeImage.createFromPath(path);
    if (platform === "darwin") made.setTemplateImage(true);
    return made;
  };

  let shownIcon = iconPath(model.snapshot());
  let shownMenu = "";
  let tray = make();

  function make(): Tray {
    const made = new Tray(image(shownIcon));
    // Also on Linux: panels say so by the status notifier's Activate.
    made.on("click", () => act("open"));
    return made;
  }

  function draw(snapshot: AppSnapshot): void {
    if (tray.isDestroyed()) return;
    const icon = iconPath(snapshot);
    if (icon !== shownIcon) tray.setImage(image(icon));
    shownIcon = icon;
    const entries = trayMenu(snapshot, words());
    const tooltip = trayTooltip(snapshot, words());
    const menu = JSON.stringify([entries, tooltip]);
    if (menu === shownMenu) return;
    shownMenu = menu;
    tray.setToolTip(tooltip);
    tray.setContextMenu(Menu.buildFromTemplate(entries.map((entry) => menuItem(entry, act))));
  }

  draw(model.snapshot());
  model.subscribe(draw);
  nativeTheme.on("updated", () => draw(model.snapshot()));
  return {
    putUpAgain() {
      if (tray.isDestroyed()) return;
      tray.destroy();
      shownMenu = "";
      tray = make();
      draw(model.snapshot());
    },
    destroy: () => tray.destroy(),
  };
}

/** Whether the bar that holds the icon is dark, where the system tells: on Windows it need not be as the apps are. */
function panelIsDark(platform: DesktopPlatform): boolean {
  if (platform === "win32") return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
  return nativeTheme.shouldUseDarkColors;
}

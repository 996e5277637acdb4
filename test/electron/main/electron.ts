/**
 * The part of Electron this app uses, as its built main module imports it. What Electron has and
 * the double has not says so when it is touched.
 */
import { app } from "./app.ts";
import { BrowserWindow } from "./browser-window.ts";
import {
  clipboard,
  dialog,
  globalShortcut as heldShortcuts,
  Notification,
  nativeTheme,
  net,
  powerMonitor,
  powerSaveBlocker,
  shell,
} from "./desktop.ts";
import { ipcMain } from "./ipc-main.ts";
import { desktopCapturer, screen, systemPreferences } from "./media.ts";
import { Menu, MenuItem } from "./menu.ts";
import { nativeImage } from "./native-image.ts";
import { protocol, session } from "./session.ts";
import { Tray } from "./tray.ts";

/** `present`: what the double has of it. */
function missing(name: string, present: object = {}): object {
  return new Proxy(present, {
    get(target, member) {
      if (typeof member === "symbol" || member === "then") return undefined;
      if (Object.hasOwn(target, member)) return Reflect.get(target, member);
      throw new Error(`the double has no ${name}.${member} yet`);
    },
  });
}

const autoUpdater = missing("autoUpdater");
const globalShortcut = missing("globalShortcut", heldShortcuts);
const safeStorage = missing("safeStorage");

export {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  desktopCapturer,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  Notification,
  nativeImage,
  nativeTheme,
  net,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
};

import type * as Electron from "electron";
import type { app } from "./main/app.ts";
import type { BrowserWindow } from "./main/browser-window.ts";
import type {
  clipboard,
  dialog,
  globalShortcut,
  Notification,
  nativeTheme,
  net,
  powerMonitor,
  powerSaveBlocker,
  shell,
} from "./main/desktop.ts";
import type { NativeImage } from "./main/native-image.ts";
import type { Tray } from "./main/tray.ts";
import type { WebContents } from "./main/web-contents.ts";

/**
 * Checked by the compiler alone: wherever double and Electron have a member of one name, the double's
 * returns what Electron's does. A method that became asynchronous in Electron fails to compile here.
 */

/** Members whose own type is again one of the double's, checked by itself, or part of Node's emitter. */
type Apart = "webContents" | "session" | "mainFrame" | keyof NodeJS.EventEmitter;

type Same<Ours, Theirs> = Ours extends (...args: never[]) => infer OurResult
  ? Theirs extends (...args: never[]) => infer TheirResult
    ? [OurResult] extends [TheirResult]
      ? true
      : [TheirResult] extends [undefined]
        ? true
        : false
    : false
  : [Ours] extends [Theirs]
    ? true
    : false;

/** The names of the members that differ; never when none does. */
type Differing<Ours, Theirs> = {
  [Name in Exclude<keyof Ours & keyof Theirs, Apart>]: Same<Ours[Name], Theirs[Name]> extends true
    ? never
    : Name;
}[Exclude<keyof Ours & keyof Theirs, Apart>];

type None<Names extends never> = Names;

export type Conformance = [
  // Its answer is narrower on each system than the type Electron has for all of them.
  None<Exclude<Differing<typeof app, Electron.App>, "getLoginItemSettings">>,
  None<Differing<BrowserWindow, Electron.BrowserWindow>>,
  None<Differing<WebContents, Electron.WebContents>>,
  None<Differing<Tray, Electron.Tray>>,
  // It makes another of its own.
  None<Exclude<Differing<NativeImage, Electron.NativeImage>, "resize">>,
  None<Differing<Notification, Electron.Notification>>,
  None<Differing<typeof nativeTheme, Electron.NativeTheme>>,
  None<Differing<typeof clipboard, Electron.Clipboard>>,
  None<Differing<typeof dialog, Electron.Dialog>>,
  None<Differing<typeof globalShortcut, Electron.GlobalShortcut>>,
  None<Differing<typeof shell, Electron.Shell>>,
  None<Differing<typeof net, Electron.Net>>,
  None<Differing<typeof powerMonitor, Electron.PowerMonitor>>,
  None<Differing<typeof powerSaveBlocker, Electron.PowerSaveBlocker>>,
];

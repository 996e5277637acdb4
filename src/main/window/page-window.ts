import { join } from "node:path";
import { app, BrowserWindow, type BrowserWindowConstructorOptions, type Session } from "electron";
import type { Logger } from "../../core/log.ts";
import { guardContents } from "./guard.ts";

/** More crashes of a page than this within a minute, and it is not drawn again by itself. */
const MAX_CRASHES_A_MINUTE = 3;

export interface PageFolders {
  readonly preload: string;
  readonly icon: string;
}

interface PageParts {
  readonly url: string;
  readonly session: Session;
  readonly folders: PageFolders;
  readonly log: Logger;
  /** True when the app is leaving: a page that ends then has not crashed, and closing closes. */
  readonly leaving: () => boolean;
  /** The page ended so often that its window was taken away: an empty one would tell nothing. */
  readonly onBroken: () => void;
}

/** A window with one of our pages: isolated, sandboxed, guarded, drawn anew after a crash, hidden when it is closed. Not shown yet. */
export function createPageWindow(
  { url, session, folders, log, leaving, onBroken }: PageParts,
  options: BrowserWindowConstructorOptions,
): BrowserWindow {
  const made = new BrowserWindow({
    ...options,
    show: false,
    autoHideMenuBar: true,
    icon: join(folders.icon, "icon.png"),
    webPreferences: {
      preload: folders.preload,
      session,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  guardContents(made.webContents);
  let crashes: number[] = [];
  made.webContents.on("render-process-gone", (_event, details) => {
    if (details.reason === "clean-exit" || leaving()) return;
    log.log("error", "the window's page ended", { reason: details.reason });
    const now = Date.now();
    crashes = [...crashes.filter((at) => at > now - 60_000), now];
    if (crashes.length <= MAX_CRASHES_A_MINUTE) {
      made.webContents.reload();
      return;
    }
    made.destroy();
    onBroken();
  });
  made.webContents.on("unresponsive", () => log.log("warn", "the window's page does not answer"));
  made.on("close", (event) => {
    if (leaving()) return;
    event.preventDefault();
    made.hide();
  });
  made.loadURL(url).catch((error: unknown) => {
    // A window that was closed meanwhile has nothing to load.
    if (!made.isDestroyed()) log.log("error", "the page could not be loaded", { error: String(error) });
  });
  return made;
}

/** Whether this frame is the page this window was made for, and nothing inside or instead of it. */
export function isFrameOf(
  window: BrowserWindow | null,
  frame: Electron.WebFrameMain | null,
  url: string,
): boolean {
  if (frame === null || window === null || window.isDestroyed() || window.webContents.isDestroyed()) {
    return false;
  }
  return frame === window.webContents.mainFrame && frame.url === url;
}

import { join } from "node:path";
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, type Session } from "electron";
import type { Logger } from "../../core/log/log.ts";
import { emptyPageColor } from "./first-appearance.ts";
import { guardContents } from "./guard.ts";
import { pagePreferences } from "./page-preferences.ts";

/** If a page crashes more often than this within a minute, it is not reloaded automatically. */
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
  /** True when the app is quitting: a page that ends then has not crashed, and closing closes. */
  readonly leaving: () => boolean;
  /** The page ended so often that its window was removed: an empty one would tell nothing. */
  readonly onBroken: () => void;
}

/**
 * A window with one of our pages: isolated, sandboxed, guarded, reloaded after a crash, hidden when it is closed. Not
 * shown yet.
 */
export function createPageWindow(
  { url, session, folders, log, leaving, onBroken }: PageParts,
  options: BrowserWindowConstructorOptions,
): BrowserWindow {
  const made = new BrowserWindow({
    ...options,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: emptyPageColor({ dark: nativeTheme.shouldUseDarkColors }),
    icon: join(folders.icon, "icon.png"),
    webPreferences: pagePreferences(folders.preload, session),
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

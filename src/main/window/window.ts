import { join } from "node:path";
import { BrowserWindow, session } from "electron";
import type { Logger } from "../../core/log.ts";
import { guardContents, guardSession } from "./guard.ts";
import { PAGE_URL, servePage } from "./scheme.ts";

/** More crashes of the page than this within a minute, and it is left alone. */
const MOST_CRASHES_A_MINUTE = 3;

export interface WindowFolders {
  readonly preload: string;
  readonly page: string;
  readonly icon: string;
}

/** The app's one window: made when first asked for, then only hidden and shown. */
export interface MainWindow {
  /** Brings the window to the person, making it if there is none. */
  show(): void;
  hide(): void;
  /** True when the person is looking at it. */
  isInFront(): boolean;
  /** Sends to the page, if there is one. */
  send(channel: string, value: unknown): void;
  /** Whether this frame is the page we loaded, and nothing inside or instead of it. */
  isOurFrame(frame: Electron.WebFrameMain | null): boolean;
  /** From now on closing closes: the app is quitting. */
  letGo(): void;
}

/** Prepares the session and hands out the window. Call once, when the app is ready. */
export function setUpWindow(folders: WindowFolders, title: string, log: Logger): MainWindow {
  const pageSession = session.fromPartition("clawtray");
  guardSession(pageSession);
  servePage(pageSession, folders.page);

  let window: BrowserWindow | null = null;
  let leaving = false;
  let crashes: number[] = [];

  function create(): BrowserWindow {
    const made = new BrowserWindow({
      title,
      width: 880,
      height: 720,
      minWidth: 380,
      minHeight: 480,
      show: false,
      autoHideMenuBar: true,
      icon: join(folders.icon, "icon.png"),
      webPreferences: {
        preload: folders.preload,
        session: pageSession,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    guardContents(made.webContents);
    made.once("ready-to-show", () => made.show());
    made.on("close", (event) => {
      if (leaving) return;
      event.preventDefault();
      made.hide();
    });
    made.on("closed", () => {
      window = null;
    });
    made.webContents.on("render-process-gone", (_event, details) => {
      if (details.reason === "clean-exit" || leaving) return;
      log.log("error", "the window's page ended", { reason: details.reason });
      const now = Date.now();
      crashes = [...crashes.filter((at) => at > now - 60_000), now];
      if (crashes.length <= MOST_CRASHES_A_MINUTE) made.webContents.reload();
    });
    made.webContents.on("unresponsive", () => log.log("warn", "the window's page does not answer"));
    made.loadURL(PAGE_URL).catch((error: unknown) => {
      log.log("error", "the page could not be loaded", { error: String(error) });
    });
    return made;
  }

  return {
    show() {
      if (window === null) {
        window = create();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    hide: () => window?.hide(),
    isInFront: () => window?.isVisible() === true && window.isFocused(),
    send(channel, value) {
      if (window !== null && !window.webContents.isDestroyed()) window.webContents.send(channel, value);
    },
    isOurFrame(frame) {
      if (frame === null || window === null || window.webContents.isDestroyed()) return false;
      return frame === window.webContents.mainFrame && frame.url === PAGE_URL;
    },
    letGo() {
      leaving = true;
    },
  };
}

import type { BrowserWindow, Session } from "electron";
import type { Logger } from "../../core/log.ts";
import { createPageWindow, isFrameOf, type PageFolders } from "./page-window.ts";
import { PAGE_URL } from "./scheme.ts";

/** The app's main window: made when first asked for, then only hidden and shown. */
export interface MainWindow {
  /** Brings the window to the person, making it if there is none. */
  show(): void;
  hide(): void;
  /** True when the person is looking at it. */
  isInFront(): boolean;
  isVisible(): boolean;
  /** Sends to the page, if there is one. */
  send(channel: string, value: unknown): void;
  /** Whether this frame is the page we loaded, and nothing inside or instead of it. */
  isOurFrame(frame: Electron.WebFrameMain | null): boolean;
  /** From now on closing closes: the app is quitting. */
  letGo(): void;
}

interface MainWindowParts {
  readonly folders: PageFolders;
  readonly session: Session;
  readonly title: string;
  readonly log: Logger;
  /** The window has come into sight. */
  readonly onShown: () => void;
}

/** Hands out the window. Call once, when the app is ready. */
export function setUpWindow({ folders, session, title, log, onShown }: MainWindowParts): MainWindow {
  let window: BrowserWindow | null = null;
  let leaving = false;

  function create(): BrowserWindow {
    const made = createPageWindow(
      { url: PAGE_URL, session, folders, log, leaving: () => leaving },
      { title, width: 880, height: 720, minWidth: 380, minHeight: 480 },
    );
    made.once("ready-to-show", () => made.show());
    made.on("show", onShown);
    made.on("restore", onShown);
    made.on("closed", () => {
      window = null;
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
    isVisible: () => window?.isVisible() === true && !window.isMinimized(),
    send(channel, value) {
      if (window !== null && !window.webContents.isDestroyed()) window.webContents.send(channel, value);
    },
    isOurFrame: (frame) => isFrameOf(window, frame, PAGE_URL),
    letGo() {
      leaving = true;
    },
  };
}

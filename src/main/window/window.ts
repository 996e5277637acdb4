import type { BrowserWindow, Session } from "electron";
import type { Logger } from "../../core/log.ts";
import { whenDrawn } from "./first-appearance.ts";
import { createPageWindow, isFrameOf, type PageFolders } from "./page-window.ts";
import { PAGE_URL } from "./scheme.ts";

/** A window that was closed keeps its page so long, ms: about 100 MB, for a quick look again. */
const PAGE_KEPT = 3 * 60_000;

/** The app's main window: made when it is asked for, hidden when it is closed, and let go some minutes later. */
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
  /** The page ended again and again; its window is gone. */
  readonly onBroken: () => void;
  /** How long the page of a closed window is kept, ms. */
  readonly pageKeptMs?: number;
}

/** Hands out the window. Call once, when the app is ready. */
export function setUpWindow(parts: MainWindowParts): MainWindow {
  const { folders, session, title, log, onShown, onBroken, pageKeptMs = PAGE_KEPT } = parts;
  let window: BrowserWindow | null = null;
  let leaving = false;
  let letGoTimer: NodeJS.Timeout | undefined;

  function create(): BrowserWindow {
    const made = createPageWindow(
      { url: PAGE_URL, session, folders, log, leaving: () => leaving, onBroken },
      { title, width: 880, height: 720, minWidth: 380, minHeight: 480 },
    );
    whenDrawn(made, () => made.show());
    made.on("show", onShown);
    made.on("restore", onShown);
    made.on("hide", () => letGoLater(made));
    made.on("show", () => clearTimeout(letGoTimer));
    made.on("closed", () => {
      clearTimeout(letGoTimer);
      if (window === made) window = null;
    });
    return made;
  }

  function letGoLater(hidden: BrowserWindow): void {
    clearTimeout(letGoTimer);
    letGoTimer = setTimeout(() => {
      if (!hidden.isDestroyed() && !hidden.isVisible()) hidden.destroy();
    }, pageKeptMs);
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

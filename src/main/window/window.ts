import type { BrowserWindow, Session } from "electron";
import type { Logger } from "../../core/log/log.ts";
import { bringUp } from "./bring-up.ts";
import { whenFitToAppear } from "./first-appearance.ts";
import { createPageWindow, isFrameOf, type PageFolders } from "./page-window.ts";
import { PAGE_URL } from "./scheme.ts";

/** How long a closed window keeps its page, ms: about 100 MB, for a quick look again. */
const PAGE_KEPT = 3 * 60_000;

/** The app's main window: created on request, hidden when it is closed, and released some minutes later. */
export interface MainWindow {
  /** Creates the window and loads its page, out of sight if possible: the next `show` has less to wait for. */
  prepare(): void;
  /** Brings the window to the person, creating it if there is none. */
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
  dispose(): void;
}

interface MainWindowParts {
  readonly folders: PageFolders;
  /** Opened when a page needs it, because a network process comes with it. */
  readonly session: () => Session;
  readonly title: string;
  /** Windows are drawn by Wayland: each is visible from the start, with an empty page. */
  readonly onWayland: boolean;
  readonly log: Logger;
  /** The window has come into sight. */
  readonly onShown: () => void;
  /** The person closed it. */
  readonly onClosed: () => void;
  /** The page kept crashing; its window is gone, and `show` creates another. */
  readonly onBroken: (show: () => void) => void;
  /** How long the page of a closed window is kept, ms. */
  readonly pageKeptMs?: number;
}

/** Hands out the window. Call once, when the app is ready. */
export function setUpWindow(parts: MainWindowParts): MainWindow {
  const {
    folders,
    session,
    title,
    onWayland,
    log,
    onShown,
    onClosed,
    onBroken,
    pageKeptMs = PAGE_KEPT,
  } = parts;
  let window: BrowserWindow | null = null;
  /** Drawn, and only a `show` is missing. */
  let drawn = false;
  let wanted = false;
  let leaving = false;
  let disposeTimer: NodeJS.Timeout | undefined;

  function create(): BrowserWindow {
    const made = createPageWindow(
      {
        url: PAGE_URL,
        session: session(),
        folders,
        log,
        leaving: () => leaving,
        onBroken: () => onBroken(show),
      },
      { title, width: 880, height: 720, minWidth: 380, minHeight: 480 },
    );
    drawn = false;
    made.on("show", onShown);
    made.on("restore", onShown);
    made.on("hide", () => {
      wanted = false;
      disposeLater(made);
      onClosed();
    });
    made.on("show", () => clearTimeout(disposeTimer));
    made.on("closed", () => {
      clearTimeout(disposeTimer);
      if (window === made) window = null;
    });
    whenFitToAppear(made, { onWayland }, () => {
      drawn = true;
      if (wanted || onWayland) made.show();
    });
    return made;
  }

  function disposeLater(hidden: BrowserWindow): void {
    clearTimeout(disposeTimer);
    disposeTimer = setTimeout(() => {
      if (!hidden.isDestroyed() && !hidden.isVisible()) hidden.destroy();
    }, pageKeptMs);
  }

  function show(): void {
    // One that nobody requested yet was created by "prepare" a moment ago.
    const longThere = wanted;
    if (window === null) window = create();
    else if (drawn) bringUp(window, { onWayland: onWayland && longThere });
    wanted = true;
  }

  return {
    prepare() {
      window ??= create();
    },
    show,
    hide: () => window?.hide(),
    isInFront: () => window?.isVisible() === true && window.isFocused(),
    isVisible: () => window?.isVisible() === true && !window.isMinimized(),
    send(channel, value) {
      if (window !== null && !window.webContents.isDestroyed()) window.webContents.send(channel, value);
    },
    isOurFrame: (frame) => isFrameOf(window, frame, PAGE_URL),
    dispose() {
      leaving = true;
    },
  };
}

import type { BrowserWindow, Session } from "electron";
import type { Logger } from "../../core/log/log.ts";
import type { DesktopPlatform } from "../lifecycle/platform.ts";
import { bringUp } from "../window/bring-up.ts";
import { whenFitToAppear } from "../window/first-appearance.ts";
import { createPageWindow, isFrameOf, type PageFolders } from "../window/page-window.ts";
import { QUESTION_URL } from "../window/scheme.ts";

/** The small window on top that asks. It appears without taking the keyboard, and closing it answers nothing. */
export interface QuestionWindow {
  /** Brings it into sight without taking the keyboard; a minimized one stays where the person put it. */
  showQuietly(): void;
  /** The person asked for it: it may take the keyboard focus. */
  open(): void;
  /** There are no more questions. */
  end(): void;
  isVisible(): boolean;
  isFocused(): boolean;
  send(channel: string, value: unknown): void;
  isOurFrame(frame: Electron.WebFrameMain | null): boolean;
  dispose(): void;
}

interface QuestionWindowParts {
  readonly folders: PageFolders;
  /** Opened when a page needs it, because a network process comes with it. */
  readonly session: () => Session;
  readonly platform: DesktopPlatform;
  /** Windows are drawn by Wayland: there is no "on top", and each is visible from the start. */
  readonly onWayland: boolean;
  readonly log: Logger;
  readonly title: () => string;
  /** The window has become visible, or was redrawn. */
  readonly onShown: () => void;
  /** Its page kept crashing; the window is gone, and the questions are still open. */
  readonly onBroken: () => void;
}

/** Returns the window; it exists only while something is asked. */
export function setUpQuestionWindow(parts: QuestionWindowParts): QuestionWindow {
  const { folders, session, platform, onWayland, log, title, onShown, onBroken } = parts;
  let window: BrowserWindow | null = null;
  let ready = false;
  let wanted: "quietly" | "with-keyboard" = "quietly";
  let leaving = false;

  function create(): BrowserWindow {
    // On Linux a window that cannot take the keyboard focus can never be given it, and the desktop does not treat it as
    // a window.
    const focusable = platform === "linux";
    const made = createPageWindow(
      { url: QUESTION_URL, session: session(), folders, log, leaving: () => leaving, onBroken },
      {
        title: title(),
        width: 560,
        height: 460,
        minWidth: 380,
        minHeight: 300,
        alwaysOnTop: !onWayland,
        maximizable: false,
        fullscreenable: false,
        focusable,
      },
    );
    ready = false;
    // The first press gives it the keyboard, as a press on any window does.
    made.webContents.on("before-mouse-event", (_event, mouse) => {
      if (mouse.type === "mouseDown") giveKeyboard(made);
    });
    made.webContents.on("did-finish-load", onShown);
    // One that came before its page has something to read only now.
    made.once("ready-to-show", onShown);
    made.on("show", onShown);
    made.on("restore", onShown);
    made.on("closed", () => {
      if (window === made) window = null;
    });
    whenFitToAppear(made, { onWayland }, () => {
      ready = true;
      appear(made);
    });
    return made;
  }

  function giveKeyboard(made: BrowserWindow): void {
    if (made.isFocusable()) return;
    made.setFocusable(true);
    made.focus();
  }

  function appear(made: BrowserWindow): void {
    if (wanted === "with-keyboard") {
      giveKeyboard(made);
      bringUp(made, { onWayland });
    } else if (!made.isVisible() && !made.isMinimized()) {
      made.showInactive();
    }
  }

  function come(how: typeof wanted): void {
    wanted = how;
    if (window === null) window = create();
    else if (ready) appear(window);
  }

  return {
    showQuietly: () => come("quietly"),
    open: () => come("with-keyboard"),
    end() {
      const ending = window;
      window = null;
      ending?.destroy();
    },
    isVisible: () => window?.isVisible() === true && !window.isMinimized(),
    isFocused: () => window?.isFocused() === true,
    send(channel, value) {
      if (window !== null && !window.webContents.isDestroyed()) window.webContents.send(channel, value);
    },
    isOurFrame: (frame) => isFrameOf(window, frame, QUESTION_URL),
    dispose() {
      leaving = true;
    },
  };
}

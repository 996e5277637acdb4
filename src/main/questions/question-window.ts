import type { BrowserWindow, Session } from "electron";
import type { Logger } from "../../core/log.ts";
import type { DesktopPlatform } from "../platform.ts";
import { whenDrawn } from "../window/first-appearance.ts";
import { createPageWindow, isFrameOf, type PageFolders } from "../window/page-window.ts";
import { QUESTION_URL } from "../window/scheme.ts";

/** The small window on top that asks. It comes without the keyboard, and closing it answers nothing. */
export interface QuestionWindow {
  /** Brings it into sight without taking the keyboard; a minimized one stays where the person put it. */
  showQuietly(): void;
  /** The person asked for it: it may take the keyboard. */
  open(): void;
  /** Nothing is asked any more. */
  end(): void;
  isVisible(): boolean;
  isFocused(): boolean;
  send(channel: string, value: unknown): void;
  isOurFrame(frame: Electron.WebFrameMain | null): boolean;
  letGo(): void;
}

interface QuestionWindowParts {
  readonly folders: PageFolders;
  readonly session: Session;
  readonly platform: DesktopPlatform;
  readonly log: Logger;
  readonly title: () => string;
  /** The window has come into sight, or was drawn anew. */
  readonly onShown: () => void;
  /** Its page ended again and again; the window is gone, and what is asked is still open. */
  readonly onBroken: () => void;
}

/** Hands out the window; it exists only while something is asked. */
export function setUpQuestionWindow(parts: QuestionWindowParts): QuestionWindow {
  const { folders, session, platform, log, title, onShown, onBroken } = parts;
  let window: BrowserWindow | null = null;
  let ready = false;
  let wanted: "quietly" | "with-keyboard" = "quietly";
  let leaving = false;

  function create(): BrowserWindow {
    // On Linux a window that cannot take the keyboard can never be given it, and is no window to the desktop.
    const focusable = platform === "linux";
    const made = createPageWindow(
      { url: QUESTION_URL, session, folders, log, leaving: () => leaving, onBroken },
      {
        title: title(),
        width: 560,
        height: 460,
        minWidth: 380,
        minHeight: 300,
        alwaysOnTop: true,
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
    whenDrawn(made, () => {
      ready = true;
      appear(made);
    });
    made.webContents.on("did-finish-load", onShown);
    made.on("show", onShown);
    made.on("restore", onShown);
    made.on("closed", () => {
      if (window === made) window = null;
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
      if (made.isMinimized()) made.restore();
      giveKeyboard(made);
      made.show();
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
    letGo() {
      leaving = true;
    },
  };
}

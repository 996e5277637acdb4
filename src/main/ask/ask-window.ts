import type { BrowserWindow, Session } from "electron";
import type { Logger } from "../../core/log/log.ts";
import { bringUp } from "../window/bring-up.ts";
import { whenFitToAppear } from "../window/first-appearance.ts";
import { createPageWindow, isFrameOf, type PageFolders } from "../window/page-window.ts";
import { ASK_URL } from "../window/scheme.ts";

/** The small window in which the owner asks the agent of one connection. Escape and closing hide it. */
export interface AskWindow {
  /** Brings it to the person, for this connection. */
  open(connection: string): void;
  /** The id of the connection it is for. */
  connection(): string;
  /** From now on `listener` is called whenever it is opened, also for another connection. */
  onTurned(listener: () => void): void;
  /** It was opened once, and is kept since. */
  exists(): boolean;
  isVisible(): boolean;
  /** Its connection is gone. */
  hide(): void;
  /** Is off the screen while this works, and comes back with the keyboard unless it was hidden meanwhile. */
  stepAside<Value>(work: () => Promise<Value>): Promise<Value>;
  send(channel: string, value: unknown): void;
  isOurFrame(frame: Electron.WebFrameMain | null): boolean;
  dispose(): void;
}

interface AskWindowParts {
  readonly folders: PageFolders;
  /** Opened when a page needs it, because a network process comes with it. */
  readonly session: () => Session;
  readonly onWayland: boolean;
  readonly log: Logger;
  readonly title: () => string;
  /** Its page kept crashing; the window is gone. */
  readonly onBroken: () => void;
}

/** How long a desktop may take to draw what was behind a window, or to fade it out, ms. None tells when it has. */
const GONE_AFTER = 300;

/** Returns the window; it is created when it is first opened, and kept hidden afterwards, so that it opens at once. */
export function setUpAskWindow(parts: AskWindowParts): AskWindow {
  const { folders, session, onWayland, log, title, onBroken } = parts;
  let window: BrowserWindow | null = null;
  let ready = false;
  let connection = "";
  let leaving = false;
  /** It is to come back. */
  let aside = false;
  const turned: (() => void)[] = [];

  function create(): BrowserWindow {
    const made = createPageWindow(
      { url: ASK_URL, session: session(), folders, log, leaving: () => leaving, onBroken },
      { title: title(), width: 560, height: 520, minWidth: 380, minHeight: 320, fullscreenable: false },
    );
    ready = false;
    made.webContents.on("before-input-event", (_event, input) => {
      if (input.type === "keyDown" && input.key === "Escape" && !input.isComposing) made.hide();
    });
    made.on("closed", () => {
      if (window === made) window = null;
    });
    whenFitToAppear(made, { onWayland }, () => {
      ready = true;
      bringUp(made, { onWayland });
    });
    return made;
  }

  return {
    open(id) {
      connection = id;
      for (const listener of turned) listener();
      if (window === null) window = create();
      else if (ready) bringUp(window, { onWayland });
    },
    connection: () => connection,
    onTurned: (listener) => void turned.push(listener),
    exists: () => window !== null,
    hide() {
      aside = false;
      window?.hide();
    },
    async stepAside(work) {
      aside = true;
      window?.hide();
      try {
        await new Promise((resolve) => setTimeout(resolve, GONE_AFTER));
        return await work();
      } finally {
        if (aside && window !== null && !leaving) bringUp(window, { onWayland });
        aside = false;
      }
    },
    isVisible: () => window?.isVisible() === true && !window.isMinimized(),
    send(channel, value) {
      if (window !== null && !window.webContents.isDestroyed()) window.webContents.send(channel, value);
    },
    isOurFrame: (frame) => isFrameOf(window, frame, ASK_URL),
    dispose() {
      leaving = true;
    },
  };
}

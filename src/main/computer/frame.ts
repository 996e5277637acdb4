import { BrowserWindow, screen } from "electron";
import type { ComputerLook } from "../../shared/computer-look.ts";

/** How thick, in the display's own units. */
const THICK = 4;
const COLOURS: Readonly<Record<ComputerLook, string>> = {
  watching: "#2f7dd1",
  controlling: "#e0531f",
  paused: "#8a8f98",
};

/** The visible frame around every display, on top of everything and out of the mouse's way: an agent may use them all. */
export interface ScreenFrame {
  /** Null: none. */
  show(look: ComputerLook | null): void;
}

/**
 * Four thin windows rather than one with a hole: without a compositor, as on many X11 desktops, a transparent window is
 * a black one. They load no page.
 */
export function createScreenFrame(): ScreenFrame {
  let sides: readonly BrowserWindow[] = [];
  let shown: ComputerLook | null = null;

  function draw(): void {
    for (const side of sides) if (!side.isDestroyed()) side.destroy();
    const look = shown;
    sides = look === null ? [] : places().map((bounds) => openSide(bounds, COLOURS[look]));
  }

  const redraw = () => {
    if (shown !== null) draw();
  };
  screen.on("display-metrics-changed", redraw);
  screen.on("display-added", redraw);
  screen.on("display-removed", redraw);
  return {
    show(look) {
      if (look === shown) return;
      shown = look;
      draw();
    },
  };
}

const places = (): readonly Electron.Rectangle[] =>
  screen.getAllDisplays().flatMap(({ bounds }) => sidesOf(bounds));

function sidesOf({ x, y, width, height }: Electron.Rectangle): readonly Electron.Rectangle[] {
  return [
    { x, y, width, height: THICK },
    { x, y: y + height - THICK, width, height: THICK },
    { x, y, width: THICK, height },
    { x: x + width - THICK, y, width: THICK, height },
  ];
}

function openSide(bounds: Electron.Rectangle, backgroundColor: string): BrowserWindow {
  const side = new BrowserWindow({
    ...bounds,
    backgroundColor,
    show: false,
    frame: false,
    focusable: false,
    resizable: false,
    movable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    hasShadow: false,
    enableLargerThanScreen: true,
    alwaysOnTop: true,
    // On X11 the window manager leaves such a window where and as it is.
    type: "notification",
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  side.setIgnoreMouseEvents(true);
  side.setAlwaysOnTop(true, "screen-saver");
  side.setVisibleOnAllWorkspaces(true);
  side.showInactive();
  // A window manager may have made it larger than asked.
  side.setBounds(bounds);
  return side;
}

import type { BrowserWindow } from "electron";

/** A window that was never drawn within this time is shown all the same, ms: white is better than nowhere. */
const MAX_WAIT = 2_000;

/**
 * Calls `appear` once, when a new window has something to show. Under Wayland a window that was made hidden
 * may get no frame, and then `ready-to-show` never comes (electron #48859): so the loaded page counts as
 * well, and in the end the time.
 */
export function whenDrawn(window: BrowserWindow, appear: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    if (!window.isDestroyed()) appear();
  };
  const timer = setTimeout(once, MAX_WAIT);
  window.once("ready-to-show", once);
  window.webContents.once("did-finish-load", once);
  window.webContents.once("did-fail-load", once);
  window.once("closed", () => {
    done = true;
    clearTimeout(timer);
  });
}

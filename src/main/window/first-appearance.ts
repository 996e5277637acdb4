import type { BrowserWindow } from "electron";

/** A window that was not drawn within this time is shown all the same, ms: white is better than nowhere. */
const MAX_WAIT = 2_000;

/**
 * Calls `appear` once, when a new window may become visible: under Wayland at once, elsewhere when its page is loaded
 * or drawn, and in any case after some time. Under Wayland a hidden window either gets no frame, so that
 * `ready-to-show` never comes (electron #48859), or uses up its first one while it has no place on the screen, and then
 * waits forever for the answer: it is never mapped. Call it when everything else about the window is set up, because
 * `appear` may be called before this returns.
 */
export function whenFitToAppear(
  window: BrowserWindow,
  { onWayland }: { readonly onWayland: boolean },
  appear: () => void,
): void {
  if (onWayland) {
    appear();
    return;
  }
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

/** What a window shows before its page is drawn: the page's own `--page` colour, so that nothing flashes. Pure. */
export const emptyPageColor = ({ dark }: { readonly dark: boolean }): string =>
  dark ? "#16191c" : "#f5f6f7";

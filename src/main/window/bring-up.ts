import type { BrowserWindow } from "electron";

/**
 * Brings an existing window to the person, with the keyboard. Under Wayland a program can raise a window only with a
 * token from the click that asked for it, and Electron takes none from a tray icon (electron #43709); a minimized one
 * does not come back at all. So there it is shown again, and comes to the front like any new window. It is restored
 * first, because Chromium ends, or maps nothing, when a minimized one is shown (electron #49253).
 */
export function bringUp(window: BrowserWindow, { onWayland }: { readonly onWayland: boolean }): void {
  if (window.isMinimized()) window.restore();
  if (onWayland && window.isVisible() && !window.isFocused()) window.hide();
  window.show();
  window.focus();
}

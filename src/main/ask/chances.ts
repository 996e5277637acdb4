import { powerMonitor, screen } from "electron";
import type { Windows } from "../window/windows.ts";

/**
 * Calls back whenever a shortcut that another program had may be free: a person looks at a window of ours, and perhaps has
 * just ended that program; the computer woke or was unlocked (which Linux does not tell); the displays changed, with
 * which desktops take their keys anew.
 */
export function onChance({ onShown }: Pick<Windows, "onShown">, listener: () => void): void {
  onShown(listener);
  powerMonitor.on("resume", listener);
  powerMonitor.on("unlock-screen", listener);
  screen.on("display-added", listener);
  screen.on("display-removed", listener);
}

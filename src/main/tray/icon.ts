import type { Phase } from "../../shared/state.ts";
import type { DesktopPlatform } from "../platform.ts";

/**
 * The icon file of a phase, or of a capture that lasts, below `assets/tray`. macOS colours template images itself; elsewhere
 * there is one set for light and one for dark panels. The panel of a Linux desktop can be dark under a light
 * theme and tells nobody, so that its set has an outline and shows on both. The 2x and 3x files beside it
 * are found by Electron. Pure.
 */
export function trayIconFile(phase: Phase | "capturing", platform: DesktopPlatform, dark: boolean): string {
  if (platform === "darwin") return `mac/${phase}Template.png`;
  if (platform === "linux") return `outlined/${phase}.png`;
  return `${dark ? "dark" : "light"}/${phase}.png`;
}

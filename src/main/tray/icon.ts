import type { Phase } from "../../shared/state.ts";
import type { DesktopPlatform } from "../lifecycle/platform.ts";

/**
 * The icon file for a phase, or for a capture in progress, below `assets/tray`. macOS colours template images itself;
 * elsewhere there is one set for light and one for dark panels. The panel of a Linux desktop can be dark under a light
 * theme and reports it to nobody, so its set has an outline and is visible on both. Electron finds the 2x and 3x files
 * beside it. Pure.
 */
export function trayIconFile(
  phase: Phase | "capturing",
  platform: DesktopPlatform,
  { dark }: { readonly dark: boolean },
): string {
  if (platform === "darwin") return `mac/${phase}Template.png`;
  if (platform === "linux") return `outlined/${phase}.png`;
  return `${dark ? "dark" : "light"}/${phase}.png`;
}

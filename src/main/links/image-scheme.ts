import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runFile } from "../../core/environment/run-file.ts";
import type { Logger } from "../../core/log/log.ts";
import { desktopString, execArgument } from "../login-item/desktop-entry.ts";

/** A separate name: otherwise ours would hide that of an installed package. */
export const IMAGE_ENTRY = "clawtray-appimage.desktop";
/** Where a package puts the entry that then takes the links. */
const PACKAGE_ENTRIES = ["/usr/share/applications", "/usr/local/share/applications"];
const TIME_LIMIT = 10_000;

/**
 * The desktop entry through which links reach an AppImage, which nothing installs. Not shown in menus. Pure. Source:
 * Desktop Entry Specification 1.5; shared-mime-info, "x-scheme-handler".
 */
export function imageEntry(image: string): string {
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Clawtray",
    "Comment=Makes this computer a node of an OpenClaw gateway",
    `TryExec=${desktopString(image)}`,
    `Exec=${execArgument(image)} %u`,
    "Icon=clawtray",
    "Terminal=false",
    "NoDisplay=true",
    "StartupWMClass=clawtray",
    "MimeType=x-scheme-handler/oc-pair;",
    "",
  ].join("\n");
}

/**
 * Makes the AppImage the program for `oc-pair://` links, unless an installed package is. A failure is only logged: the
 * link can be pasted as well.
 */
export function registerImageScheme(image: string, dataFolder: string, log: Logger): void {
  if (PACKAGE_ENTRIES.some((folder) => existsSync(join(folder, "clawtray.desktop")))) return;
  const path = join(dataFolder, "applications", IMAGE_ENTRY);
  const entry = imageEntry(image);
  try {
    if (existsSync(path) && readFileSync(path, "utf8") === entry) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, entry);
  } catch (error) {
    log.log("warn", "the desktop entry for links could not be written", { error: String(error) });
    return;
  }
  const words = ["default", IMAGE_ENTRY, "x-scheme-handler/oc-pair"];
  void runFile("xdg-mime", words, { timeout: TIME_LIMIT }).then(({ error }) => {
    if (error !== null) log.log("warn", "links were not registered", { error: error.message });
  });
}

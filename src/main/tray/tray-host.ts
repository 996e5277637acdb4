import { execFile } from "node:child_process";
import type { DesktopPlatform } from "../platform.ts";

const TIME_LIMIT = 2_000;

/**
 * Whether this desktop shows tray icons. macOS and Windows do; on Linux somebody must own the name
 * of the status-notifier watcher on the session bus (GNOME without an extension has nobody).
 * When it cannot be found out, the answer is yes: then nothing is promised to a person that fails.
 */
export function trayAvailable(platform: DesktopPlatform): Promise<boolean> {
  if (platform !== "linux") return Promise.resolve(true);
  const args = [
    "call",
    "--session",
    "--dest",
    "org.freedesktop.DBus",
    "--object-path",
    "/org/freedesktop/DBus",
    "--method",
    "org.freedesktop.DBus.NameHasOwner",
    "org.kde.StatusNotifierWatcher",
  ];
  return new Promise((resolve) => {
    execFile("gdbus", args, { timeout: TIME_LIMIT }, (error, output) => {
      resolve(error !== null || !output.includes("false"));
    });
  });
}

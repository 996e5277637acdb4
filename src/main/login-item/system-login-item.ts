import { homedir } from "node:os";
import { join } from "node:path";
import { app } from "electron";
import type { DesktopPlatform } from "../platform.ts";
import type { LaunchCommand, LoginItemControl } from "./login-item.ts";
import { xdgAutostart } from "./xdg-autostart.ts";

/** How this very app is started: inside an AppImage the image itself, not what it unpacked. */
function launchCommand(): LaunchCommand {
  const path = process.env.APPIMAGE ?? process.execPath;
  return { path, args: app.isPackaged ? ["--hidden"] : [app.getAppPath(), "--hidden"] };
}

/** Windows keeps the entry in the registry and lets a person veto it in the task manager. */
function windowsLoginItem(): LoginItemControl {
  // The entry is found again only by the same path and arguments.
  const entry = () => {
    const { path, args } = launchCommand();
    return { path, args: [...args] };
  };
  return {
    read: () => ({ status: app.getLoginItemSettings(entry()).executableWillLaunchAtLogin ? "on" : "off" }),
    set(on) {
      app.setLoginItemSettings({ ...entry(), openAtLogin: on, enabled: on });
      return null;
    },
  };
}

/** macOS 13 and later: the main app is its own login service, and a person may have to allow it. */
function macLoginItem(): LoginItemControl {
  return {
    read: () => ({ status: app.getLoginItemSettings().status === "enabled" ? "on" : "off" }),
    set(on) {
      app.setLoginItemSettings({ openAtLogin: on });
      const { status } = app.getLoginItemSettings();
      return on && status !== "enabled" ? `the system says: ${status}` : null;
    },
  };
}

/** Start at login as this system does it. */
export function systemLoginItem(platform: DesktopPlatform): LoginItemControl {
  if (platform === "win32") return windowsLoginItem();
  if (platform === "darwin") return macLoginItem();
  return xdgAutostart(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), launchCommand);
}

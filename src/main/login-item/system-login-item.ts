import { join } from "node:path";
import { app } from "electron";
import type { AppProcess } from "../lifecycle/process.ts";
import { launchCommand } from "./launch-command.ts";
import type { LaunchCommand, LoginItemControl } from "./login-item.ts";
import { xdgAutostart } from "./xdg-autostart.ts";

/** What a program on Windows is given as one argument: Electron joins them with blanks. */
const quotedForWindows = (argument: string): string =>
  /[\s"]/.test(argument) ? `"${argument.replaceAll('"', '\\"')}"` : argument;

/** Windows keeps the entry in the registry and lets a person veto it in the Task Manager. */
function windowsLoginItem({ path, args }: LaunchCommand): LoginItemControl {
  // The entry is found again only with the same path and arguments.
  const entry = () => ({ path, args: args.map(quotedForWindows) });
  return {
    read: () => ({ status: app.getLoginItemSettings(entry()).executableWillLaunchAtLogin ? "on" : "off" }),
    set(on) {
      app.setLoginItemSettings({ ...entry(), openAtLogin: on, enabled: on });
      return null;
    },
  };
}

/** macOS 13 and later: the main app is its own login service, and a person may have to allow it. */
function macLoginItem({ args }: LaunchCommand, cannotPassArguments: () => string): LoginItemControl {
  // The service starts the app without arguments: with another state folder that would be another device.
  if (args.includes("--state-dir")) {
    return {
      read: () => ({ status: "not-supported", detail: cannotPassArguments() }),
      set: (on) => (on ? cannotPassArguments() : null),
    };
  }
  return {
    read: () => ({ status: app.getLoginItemSettings().status === "enabled" ? "on" : "off" }),
    set(on) {
      app.setLoginItemSettings({ openAtLogin: on });
      const { status } = app.getLoginItemSettings();
      return on && status !== "enabled" ? `the system says: ${status}` : null;
    },
  };
}

/** Start at login as this system does it, for this app as it was started now. */
export function systemLoginItem(own: AppProcess): LoginItemControl {
  const { platform, options, image, root, stateDir, usualStateDir, words } = own;
  const command = launchCommand({
    image,
    executable: process.execPath,
    appFolder: app.isPackaged ? null : root,
    argv: process.argv.slice(1),
    options,
    stateDir,
    usualStateDir,
  });
  if (platform === "win32") return windowsLoginItem(command);
  if (platform === "darwin") return macLoginItem(command, () => words.now().desktop.loginItem.noArguments);
  const configFolder = process.env.XDG_CONFIG_HOME || join(app.getPath("home"), ".config");
  // Electron itself changes the first of these.
  const desktops = process.env.ORIGINAL_XDG_CURRENT_DESKTOP ?? process.env.XDG_CURRENT_DESKTOP;
  return xdgAutostart(configFolder, command, desktops);
}

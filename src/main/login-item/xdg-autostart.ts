import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { readStartOptions } from "../lifecycle/start-options.ts";
import { desktopString, execLine, readDesktopEntry, readExec } from "./desktop-entry.ts";
import type { LaunchCommand, LoginItemControl } from "./login-item.ts";

/** The text of the autostart entry. Pure. Source: Desktop Application Autostart Specification 0.5. */
export function autostartEntry(command: LaunchCommand): string {
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Clawtray",
    "Comment=Makes this computer a node of an OpenClaw gateway",
    `TryExec=${desktopString(command.path)}`,
    `Exec=${execLine(command)}`,
    "Icon=clawtray",
    "Terminal=false",
    "StartupNotify=false",
    "X-GNOME-Autostart-enabled=true",
    "",
  ].join("\n");
}

/**
 * Whether an autostart entry is in force on this desktop: desktops switch one off with keys instead of deleting it, and
 * an entry may be meant for other desktops. `desktops` is the value of `XDG_CURRENT_DESKTOP`. Pure.
 */
export function isEnabled(entry: string, desktops = ""): boolean {
  const keys = readDesktopEntry(entry);
  const listed = (name: string) => (keys.get(name) ?? "").split(";").filter((one) => one !== "");
  const here = desktops.split(":");
  const onlyIn = listed("OnlyShowIn");
  return (
    keys.get("Hidden")?.toLowerCase() !== "true" &&
    keys.get("X-GNOME-Autostart-enabled")?.toLowerCase() !== "false" &&
    (onlyIn.length === 0 || onlyIn.some((name) => here.includes(name))) &&
    !listed("NotShowIn").some((name) => here.includes(name))
  );
}

/**
 * Whether an entry starts this very program with this very state. An entry left by a program that was removed or moved,
 * or that names another, does not. Pure except for checking whether the program exists.
 */
export function startsUs(
  entry: string,
  command: LaunchCommand,
  isProgram: (path: string) => boolean = isExecutable,
): boolean {
  const keys = readDesktopEntry(entry);
  const [program, ...args] = readExec(keys.get("Exec") ?? "");
  if (program === undefined || program !== command.path || !isProgram(program)) return false;
  const tried = keys.get("TryExec");
  if (tried !== undefined && isAbsolute(tried) && tried !== program && !isProgram(tried)) return false;
  return readStartOptions(args, "/").stateDir === readStartOptions(command.args, "/").stateDir;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Start at login on Linux: an entry in the desktop's autostart folder. */
export function xdgAutostart(configFolder: string, command: LaunchCommand, desktops = ""): LoginItemControl {
  const path = join(configFolder, "autostart", "clawtray.desktop");
  return {
    read() {
      try {
        const entry = readFileSync(path, "utf8");
        return { status: isEnabled(entry, desktops) && startsUs(entry, command) ? "on" : "off" };
      } catch {
        return { status: "off" };
      }
    },
    set(on) {
      try {
        if (on) {
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, autostartEntry(command));
        } else {
          rmSync(path, { force: true });
        }
        return null;
      } catch (error) {
        return String(error);
      }
    },
  };
}

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LaunchCommand, LoginItemControl } from "./login-item.ts";

/**
 * One argument of an `Exec` line. Source: Desktop Entry Specification 1.5, "The Exec key": quoted
 * when it holds a reserved character; a backslash is written twice more, as the value is a string.
 */
function execArgument(argument: string): string {
  const escaped = argument.replaceAll("%", "%%");
  if (/^[A-Za-z0-9_\-./:=@%+,]+$/.test(escaped)) return escaped;
  const quoted = escaped.replace(/["`$\\]/g, (character) => `\\${character}`);
  return `"${quoted.replaceAll("\\", "\\\\")}"`;
}

/** The text of the autostart entry. Pure. Source: Desktop Application Autostart Specification 0.5. */
export function autostartEntry(command: LaunchCommand): string {
  const exec = [command.path, ...command.args].map(execArgument).join(" ");
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Clawtray",
    "Comment=Makes this computer a node of an OpenClaw gateway",
    `Exec=${exec}`,
    "Icon=clawtray",
    "Terminal=false",
    "StartupNotify=false",
    "X-GNOME-Autostart-enabled=true",
    "",
  ].join("\n");
}

/** Whether an autostart entry is in force: desktops switch one off with keys instead of deleting it. Pure. */
export function isEnabled(entry: string): boolean {
  return (
    !/^Hidden\s*=\s*true\s*$/im.test(entry) && !/^X-GNOME-Autostart-enabled\s*=\s*false\s*$/im.test(entry)
  );
}

/** Start at login on Linux: an entry in the desktop's autostart folder. */
export function xdgAutostart(configFolder: string, command: () => LaunchCommand): LoginItemControl {
  const path = join(configFolder, "autostart", "clawtray.desktop");
  return {
    read() {
      try {
        return { status: isEnabled(readFileSync(path, "utf8")) ? "on" : "off" };
      } catch {
        return { status: "off" };
      }
    },
    set(on) {
      try {
        if (on) {
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, autostartEntry(command()));
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

import { posix, win32 } from "node:path";

/**
 * Where settings, key file and control socket live unless a person says otherwise: Linux `$XDG_CONFIG_HOME/clawtray` or
 * `~/.config/clawtray`, macOS `~/Library/Application Support/Clawtray`, Windows `%APPDATA%\Clawtray`. Only computes;
 * nothing is created.
 */
export function stateDirectory(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === "win32") {
    return win32.join(env.APPDATA || win32.join(home, "AppData", "Roaming"), "Clawtray");
  }
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "Clawtray");
  // The XDG base directory specification tells programs to ignore a relative path here.
  const configured = env.XDG_CONFIG_HOME;
  const base = configured && posix.isAbsolute(configured) ? configured : posix.join(home, ".config");
  return posix.join(base, "clawtray");
}

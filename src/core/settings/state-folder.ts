import { join, posix, win32 } from "node:path";
import { homeFolder } from "../environment/home.ts";
import { stateDirectory } from "./state-directory.ts";

/**
 * Where a node's records are kept: its logs, its activity, its last state. In the state directory itself when a person
 * named it. The default one is the folder of settings and secrets, and records belong elsewhere: Linux
 * `$XDG_STATE_HOME/clawtray` or `~/.local/state/clawtray`, macOS `~/Library/Logs/Clawtray`, Windows
 * `%LOCALAPPDATA%\Clawtray`, which does not roam. Only computes. Source: XDG Base Directory Specification 0.8.
 */
export function leavingsFolder(
  stateDir: string,
  platform: string = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string | null = homeFolder(),
): string {
  if (home === null || stateDir !== stateDirectory(platform, env, home)) return stateDir;
  if (platform === "win32") {
    return win32.join(env.LOCALAPPDATA || win32.join(home, "AppData", "Local"), "Clawtray");
  }
  if (platform === "darwin") return posix.join(home, "Library", "Logs", "Clawtray");
  const configured = env.XDG_STATE_HOME;
  const base = configured && posix.isAbsolute(configured) ? configured : posix.join(home, ".local", "state");
  return posix.join(base, "clawtray");
}

/** A file or folder among these records. */
export const leavingIn = (stateDir: string, name: string): string => join(leavingsFolder(stateDir), name);

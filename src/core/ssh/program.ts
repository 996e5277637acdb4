import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { secretVariables } from "../environment/own-environment.ts";

/** Our own variables, and those that would change how our programs run: none of them concern ssh. */
const OWN = /^(OPENCLAW_|CLAWTRAY_|CF_ACCESS_|ELECTRON_|NODE_)/i;

/**
 * What ssh, and whatever its configuration lets it start, inherits: everything except what is ours, above all secrets.
 * Its messages are in English, and it opens no window to ask for anything. Pure.
 */
export function sshEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !OWN.test(name) && !secretVariables.includes(name) && name !== "CREDENTIALS_DIRECTORY",
  );
  return { ...Object.fromEntries(kept), LC_ALL: "C", SSH_ASKPASS_REQUIRE: "never" };
}

/** Where Windows keeps its own. */
const windowsFolder = ({ SystemRoot = "C:\\Windows" }: NodeJS.ProcessEnv): string =>
  join(SystemRoot, "System32", "OpenSSH");

/** The path of ssh; null when there is none. */
export const findSshProgram = (environment?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): string | null =>
  findOpenSshProgram("ssh", environment, platform);

/**
 * The path of an OpenSSH program in the absolute folders of PATH; null when there is none. A relative folder (`.`) is
 * skipped, so that nothing is started that happens to be there.
 */
export function findOpenSshProgram(
  name: "ssh" | "ssh-add",
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const windows = platform === "win32";
  const path = environment.PATH ?? environment.Path ?? "";
  const folders = [
    ...(windows ? [windowsFolder(environment)] : []),
    ...path.split(windows ? ";" : ":").filter((folder) => isAbsolute(folder)),
  ];
  const file = windows ? `${name}.exe` : name;
  return folders.map((folder) => join(folder, file)).find(canRun) ?? null;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

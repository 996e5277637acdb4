import { failure, type Result, success } from "../../../shared/result.ts";
import { isRefusedVariable } from "../analysis/caller-variables.ts";
import { isInherited, isPortableName, isShellVariable } from "../analysis/environment-names.ts";
import { searchDirectories } from "../analysis/locate.ts";

/** Names a caller may not set, and strings that are not valid names. */
export interface RejectedVariables {
  readonly blocked: readonly string[];
  readonly invalid: readonly string[];
}

/** Checks what a caller asks for. A shell that is given a text gets only what changes how output looks. */
export function checkOverrides(
  overrides: Readonly<Record<string, string>>,
  { forShellText }: { readonly forShellText: boolean },
): Result<Readonly<Record<string, string>>, RejectedVariables> {
  const blocked: string[] = [];
  const invalid: string[] = [];
  const kept: [string, string][] = [];
  for (const [name, value] of Object.entries(overrides)) {
    if (isRefusedVariable(name)) blocked.push(name);
    else if (!isPortableName(name) || value.includes("\0")) invalid.push(name);
    else if (!forShellText || isShellVariable(name)) kept.push([name, value]);
  }
  return blocked.length + invalid.length > 0
    ? failure({ blocked: blocked.sort(), invalid: invalid.sort() })
    : success(Object.fromEntries(kept));
}

/**
 * This process's variables without those that load, start or reveal something, and `PATH` without relative entries:
 * what every started program gets. Computed once, because reading all of them is slow.
 */
export function inheritedEnvironment(own: NodeJS.ProcessEnv, platform: NodeJS.Platform): NodeJS.ProcessEnv {
  const environment = Object.create(null) as NodeJS.ProcessEnv;
  let path: string | undefined;
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined || !isInherited(name)) continue;
    if (name === "PATH" || (platform === "win32" && name.toUpperCase() === "PATH")) path = value;
    else environment[name] = value;
  }
  // cmd and what it starts look in the current folder first, unless told not to.
  if (platform === "win32") environment.NoDefaultCurrentDirectoryInExePath = "1";
  // Electron replaces it with another for itself.
  const desktop = own.ORIGINAL_XDG_CURRENT_DESKTOP;
  if (desktop !== undefined) environment.XDG_CURRENT_DESKTOP = desktop;
  environment.PATH = searchDirectories(path, platform).join(platform === "win32" ? ";" : ":");
  return environment;
}

/** What git reads as if it preceded every setting of a repository. */
const gitSettings: readonly (readonly [key: string, value: string])[] = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.pager", "cat"],
  ["diff.ignoreSubmodules", "all"],
  ["log.showSignature", "false"],
  ["protocol.ext.allow", "never"],
  ["safe.bareRepository", "explicit"],
];

/**
 * Variables that keep a folder's own instructions from being run, and editors, pagers and prompts from waiting for
 * somebody who is not there.
 */
const quiet: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    gitSettings.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ),
  GIT_CONFIG_COUNT: String(gitSettings.length),
  GIT_EDITOR: ":",
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_PAGER: "cat",
  GIT_SEQUENCE_EDITOR: ":",
  GIT_TERMINAL_PROMPT: "0",
  MANPAGER: "cat",
  PAGER: "cat",
  SYSTEMD_PAGER: "cat",
};

/** These make bash think it was started over the network, so that it reads a start-up file. */
const overNetwork = ["SSH_CLIENT", "SSH2_CLIENT"];

/** The same for a program that runs without asking: only what was judged runs. */
export function unaskedEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const result = Object.assign(Object.create(null) as NodeJS.ProcessEnv, environment, quiet);
  for (const name of overNetwork) delete result[name];
  return result;
}

/**
 * What one program gets: what all inherit, then the caller's. `marker` tells one invoke's process tree from everything
 * else.
 */
export function childEnvironment(
  inherited: NodeJS.ProcessEnv,
  overrides: Readonly<Record<string, string>>,
  marker: string,
): NodeJS.ProcessEnv {
  const environment = Object.assign(Object.create(null) as NodeJS.ProcessEnv, inherited);
  for (const [name, value] of Object.entries(overrides)) environment[name] = value;
  environment[MARKER_VARIABLE] = marker;
  return environment;
}

/** The variable by which the descendants of an invoke are found again. Not a secret. */
export const MARKER_VARIABLE = "CLAWTRAY_INVOKE";

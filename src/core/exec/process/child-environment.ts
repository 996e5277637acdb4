import { failure, type Result, success } from "../../result.ts";
import { isRefusedVariable } from "../analysis/caller-variables.ts";
import { isInherited, isPortableName, isShellVariable } from "../analysis/environment-names.ts";
import { searchDirectories } from "../analysis/locate.ts";

/** Names a caller may not set, and names that are none. */
export interface RejectedVariables {
  readonly blocked: readonly string[];
  readonly invalid: readonly string[];
}

/** Checks what a caller asks for. A shell that is given a text gets only what changes how output looks. */
export function checkOverrides(
  overrides: Readonly<Record<string, string>>,
  forShellText: boolean,
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
 * This process's variables without those that load, start or reveal something, `PATH` without
 * relative entries: what every started program gets. Asked for once: reading all of them is slow.
 */
export function inheritedEnvironment(own: NodeJS.ProcessEnv, platform: NodeJS.Platform): NodeJS.ProcessEnv {
  const environment = Object.create(null) as NodeJS.ProcessEnv;
  let path: string | undefined;
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined || !isInherited(name)) continue;
    if (name === "PATH" || (platform === "win32" && name.toUpperCase() === "PATH")) path = value;
    else environment[name] = value;
  }
  environment.PATH = searchDirectories(path, platform).join(platform === "win32" ? ";" : ":");
  return environment;
}

/** What one program gets: what all inherit, then the caller's. `marker` tells the tree of one invoke from everything else. */
export function childEnvironment(
  inherited: NodeJS.ProcessEnv,
  overrides: Readonly<Record<string, string>>,
  marker: string,
): NodeJS.ProcessEnv {
  const environment = Object.assign(Object.create(null) as NodeJS.ProcessEnv, inherited);
  for (const [name, value] of Object.entries(overrides)) environment[name] = value;
  environment[markerVariable] = marker;
  return environment;
}

/** By this variable the descendants of an invoke are found again. No secret. */
export const markerVariable = "CLAWTRAY_INVOKE";

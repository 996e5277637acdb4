import { join } from "node:path";
import type { Result } from "../../shared/result.ts";
import { writeKeptFile } from "../files/write.ts";
import type { SettingsFailure, SettingsFile } from "./settings.ts";
import { type OpenSettingsOptions, openSettingsFile } from "./settings-file.ts";

/** Opens `<stateDir>/settings.json`. Changes nothing on the disk before the first `update`. */
export function openSettings(
  stateDir: string,
  now: () => number = Date.now,
): Result<SettingsFile, SettingsFailure> {
  return openSettingsFile(settingsIn(stateDir, now));
}

/** The settings file of a state directory and how it is written. */
export const settingsIn = (stateDir: string, now: () => number = Date.now): OpenSettingsOptions => ({
  path: join(stateDir, "settings.json"),
  now,
  write: writeKeptFile,
});

import { join } from "node:path";
import Conf from "conf";
import type { Result } from "../result.ts";
import { type SettingsContent, settingsSchema } from "./schema.ts";
import type { SettingsFailure, SettingsFile } from "./settings.ts";
import { type ContentStore, openSettingsFile } from "./settings-file.ts";

/** Opens `<stateDir>/settings.json` with `conf`. The shell opens the same file with `electron-store`. */
export function openSettings(
  stateDir: string,
  now: () => number = Date.now,
): Result<SettingsFile, SettingsFailure> {
  return openSettingsFile({
    path: join(stateDir, "settings.json"),
    now,
    openStore: () => openStore(stateDir),
  });
}

/** The file itself, without what keeps a broken one; throws when it is no valid settings. */
export function openStore(stateDir: string): ContentStore {
  return new Conf<SettingsContent>({
    cwd: stateDir,
    configName: "settings",
    schema: settingsSchema as never,
    configFileMode: 0o600,
  });
}

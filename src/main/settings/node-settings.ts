import { join } from "node:path";
import ElectronStore from "electron-store";
import type { Result } from "../../core/result.ts";
import { type SettingsContent, settingsSchema } from "../../core/settings/schema.ts";
import type { SettingsFailure, SettingsFile } from "../../core/settings/settings.ts";
import { openSettingsFile } from "../../core/settings/settings-file.ts";

/** Opens the node's settings, the same file as the CLI's (`core/settings/open.ts`), with electron-store. */
export function openNodeSettings(stateDir: string, now: () => number): Result<SettingsFile, SettingsFailure> {
  return openSettingsFile({
    path: join(stateDir, "settings.json"),
    now,
    openStore: () =>
      new ElectronStore<SettingsContent>({
        cwd: stateDir,
        name: "settings",
        // The core writes schemas as plain objects, without electron-store's types.
        schema: settingsSchema as never,
        configFileMode: 0o600,
      }),
  });
}

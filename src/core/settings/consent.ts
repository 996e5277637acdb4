import { join } from "node:path";
import { exclusively } from "../exclusive.ts";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import { failure, type Result, success } from "../result.ts";
import { openSettings, openStore } from "./open.ts";
import { prepareStateDirectory } from "./prepare-directory.ts";
import { settingsVersion } from "./schema.ts";
import { emptySettings, type SettingsFailure } from "./settings.ts";
import { storedConsent } from "./stored-consent.ts";

/** What the owner allows now, changed beside this process or not: neither, when it cannot be read. */
export function readConsent(stateDir: string): OwnerChoices {
  return storedConsent(join(stateDir, "settings.json")) ?? emptySettings.consent;
}

/**
 * Changes the owner's choices, and nothing else, in the settings of this state directory, whether a
 * node runs there or not: it reads them anew whenever they matter, and keeps them when it saves.
 */
export function changeConsent(
  stateDir: string,
  change: Partial<OwnerChoices>,
): Result<OwnerChoices, SettingsFailure> {
  if (!prepareStateDirectory(stateDir).ok) return unsaved("the folder cannot be made");
  const path = join(stateDir, "settings.json");
  const step = exclusively(path, (): Result<OwnerChoices, SettingsFailure> => {
    // Opening looks whether the file is sound; what is written is what was there, and the change.
    const opened = openSettings(stateDir);
    if (!opened.ok) return opened;
    const settings = opened.value.read();
    const consent = { ...settings.consent, ...change };
    try {
      openStore(stateDir).store = { schemaVersion: settingsVersion, ...settings, consent };
      return success(consent);
    } catch (error) {
      return unsaved((error as NodeJS.ErrnoException).code ?? "not valid");
    }
  });
  return step.ok ? step.value : unsaved(step.failure.detail);
}

const unsaved = (detail: string): Result<never, SettingsFailure> =>
  failure({ kind: "unreadable", detail: `settings.json: ${detail}` });

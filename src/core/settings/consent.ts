import { join } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import { withLock } from "../files/lock.ts";
import type { FileFailure } from "../files/problem.ts";
import { openSettings, settingsIn } from "./open.ts";
import { emptySettings, type SettingsFailure } from "./settings.ts";
import { writeSettings } from "./settings-file.ts";
import { storedConsent } from "./stored-consent.ts";

/** What the owner allows now, even if it was changed outside this process: nothing, when it cannot be read. */
export function readConsent(stateDir: string): OwnerChoices {
  return storedConsent(join(stateDir, "settings.json")) ?? emptySettings.consent;
}

/**
 * Changes the owner's choices, and nothing else, in the settings of this state directory, whether or not a node is
 * running there: a node rereads them whenever they matter, and keeps them when it saves.
 */
export async function changeConsent(
  stateDir: string,
  change: Partial<OwnerChoices>,
): Promise<Result<OwnerChoices, SettingsFailure>> {
  const file = settingsIn(stateDir);
  const step = await withLock(file.path, async (): Promise<Result<OwnerChoices, SettingsFailure>> => {
    // Opened inside the step: what is written is what is there now, plus the change.
    const opened = openSettings(stateDir);
    if (!opened.ok) return opened;
    const settings = opened.value.read();
    const consent = { ...settings.consent, ...change };
    const written = await writeSettings(file, { ...settings, consent });
    return written.ok ? success(consent) : unwritten(written.failure);
  });
  return step.ok ? step.value : unwritten(step.failure);
}

const unwritten = (file: FileFailure): Result<never, SettingsFailure> =>
  failure({ kind: "unwritable", file });

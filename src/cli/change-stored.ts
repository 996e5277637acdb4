import type { Settings } from "../core/settings/settings.ts";
import { type Ended, refuseFile, refuseFolder, tellRecovery } from "./ended.ts";
import { holdPlace } from "./open-place.ts";

/**
 * Changes the settings when no node is running, under a claim, so that none can start with the old ones meanwhile.
 * Resolves with why it was refused, or null when it is done.
 */
export async function changeStored(
  stateDir: string,
  appVersion: string,
  change: (before: Settings) => Partial<Settings>,
): Promise<Ended | null> {
  const held = await holdPlace({ stateDir, keyStore: null }, appVersion);
  if (!held.ok) return refuseFolder(held.failure);
  const { settings, release } = held.value;
  try {
    tellRecovery(settings);
    const saved = await settings.update(change(settings.read()));
    return saved.ok ? null : refuseFile(saved.failure, "settings-unwritable");
  } finally {
    await release();
  }
}

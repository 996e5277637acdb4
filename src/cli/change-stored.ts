import { systemClock } from "../core/clock.ts";
import { claimReason } from "../core/instance/claim-reason.ts";
import { claimInstance } from "../core/instance/instance.ts";
import { startingState } from "../core/node/before-node.ts";
import { openSettings } from "../core/settings/open.ts";
import type { Settings } from "../core/settings/settings.ts";
import { blockedSentence, type Ended, refuse, refuseFile, refuseSettings, tellRecovery } from "./ended.ts";
import { exitCode } from "./exit-code.ts";

/**
 * Changes the settings where nobody runs, under a claim, so that nobody starts with the old ones
 * meanwhile. Resolves with why it was refused, or null when it is done.
 */
export async function changeStored(
  stateDir: string,
  appVersion: string,
  change: (before: Settings) => Partial<Settings>,
): Promise<Ended | null> {
  const startedAt = systemClock.now();
  const claim = await claimInstance({
    stateDir,
    describe: () => ({ pid: process.pid, version: appVersion, startedAt, state: startingState() }),
  });
  if (!claim.ok) {
    const { reason, detail } = claimReason(claim.failure);
    const code = claim.failure.kind === "held" ? exitCode.alreadyRunning : exitCode.blocked;
    return refuse(blockedSentence(reason, detail), code);
  }
  try {
    const settings = openSettings(stateDir, () => systemClock.now());
    if (!settings.ok) return refuseSettings(settings.failure);
    tellRecovery(settings.value);
    const saved = await settings.value.update(change(settings.value.read()));
    return saved.ok ? null : refuseFile(saved.failure, "settings-unwritable");
  } finally {
    await claim.value.release();
  }
}

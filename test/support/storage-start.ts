import { randomBytes } from "node:crypto";
import { createActivityLog } from "../../src/core/exec/activity.ts";
import { withEntries } from "../../src/core/exec/policy/edit-policy.ts";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";
import { establishIdentity } from "../../src/core/identity/establish.ts";
import { claimInstance } from "../../src/core/instance/instance.ts";
import { createLastStateKeeper } from "../../src/core/instance/last-state.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import { settingsCause } from "../../src/core/settings/settings.ts";
import { openVault } from "../../src/core/vault/open.ts";
import { someState } from "./node-state.ts";

/** What a start came up with. */
export interface StorageStart {
  /** The device id, or why there is none. */
  readonly outcome: string;
  /** Whether this start made the identity. */
  readonly made: boolean;
  /** Whether programs may be run; null without settings. */
  readonly run: boolean | null;
}

/** A start as `clawtray run` makes it, with a key file, as far as the network: claim, settings, vault, identity. */
export async function startStorage(stateDir: string): Promise<StorageStart> {
  const claim = await claimInstance({
    stateDir,
    describe: () => ({ pid: process.pid, version: "1", startedAt: 1, state: someState() }),
  });
  if (!claim.ok) return { outcome: `claim: ${claim.failure.kind}`, made: false, run: null };
  try {
    const settings = openSettings(stateDir);
    if (!settings.ok) return { outcome: settingsCause(settings.failure).reason, made: false, run: null };
    await settings.value.update({ keyStore: "file" });
    const { run } = settings.value.read().capabilities;
    const vault = openVault({ kind: "file", stateDir });
    if (!vault.ok) return { outcome: vault.failure.kind, made: false, run };
    const established = await establishIdentity({
      vault: vault.value.vault,
      settings: settings.value,
      random: (length) => randomBytes(length),
      platform: "linux",
      now: Date.now,
    });
    return established.ok
      ? { outcome: established.value.identity.deviceId, made: established.value.created, run }
      : { outcome: established.failure.reason, made: false, run };
  } finally {
    await claim.value.release();
  }
}

/** Everything that a node keeps, changed once. */
export async function changeEverything(stateDir: string, round: number): Promise<void> {
  const settings = openSettings(stateDir);
  if (settings.ok) await settings.value.update({ displayName: `name ${round} ${"x".repeat(round % 90)}` });
  const vault = openVault({ kind: "file", stateDir });
  if (vault.ok) {
    const token = `token-${round}`;
    await vault.value.vault.writeCredential("ws://gateway/", { kind: "device-token", token });
  }
  await createApprovalsStore(stateDir).change((file) =>
    withEntries(file, "*", [{ pattern: `/usr/bin/p${round % 20}` }]),
  );
  createActivityLog(stateDir).append({
    ...{ at: round, gateway: "ws://gateway/", agent: null, session: null, command: `command ${round}` },
    ...{ directory: null, decision: "denied", reason: "allowlist-miss", exitCode: null },
    ...{ signal: null, timedOut: false, durationMs: null },
  });
  const lastState = createLastStateKeeper(stateDir);
  lastState.keep({ at: round, state: someState() });
  await lastState.settled();
}

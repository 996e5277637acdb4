import { homedir } from "node:os";
import { resolve } from "node:path";
import { failure, type Result, success } from "../core/result.ts";
import { openSettings } from "../core/settings/open.ts";
import { type SettingsFile, settingsReason } from "../core/settings/settings.ts";
import { stateDirectory } from "../core/settings/state-directory.ts";
import { vaultReason } from "../core/vault/blocked-reason.ts";
import { type OpenVault, openVault } from "../core/vault/open.ts";

/** What every command needs to find its device. */
export interface Place {
  readonly stateDir: string | null;
  readonly keyStore: "keychain" | "file" | null;
  readonly json: boolean;
}

/** The device a command is about: its state folder, settings and vault. */
export interface OpenPlace {
  readonly stateDir: string;
  readonly settings: SettingsFile;
  readonly keyStore: "keychain" | "file";
  readonly open: OpenVault;
}

/** The state folder a command means. */
export function stateDirOf(place: Place): string {
  return place.stateDir === null
    ? stateDirectory(process.platform, process.env, homedir())
    : resolve(place.stateDir);
}

/** Opens settings and vault; a failure is what `blocked` would show. */
export function openPlace(place: Place): Result<OpenPlace, ReturnType<typeof settingsReason>> {
  const stateDir = stateDirOf(place);
  const settings = openSettings(stateDir);
  if (!settings.ok) return failure(settingsReason(settings.failure));
  const keyStore = place.keyStore ?? settings.value.read().keyStore;
  const open = openVault({ kind: keyStore, stateDir });
  if (!open.ok) return failure(vaultReason(keyStore, open.failure));
  return success({ stateDir, settings: settings.value, keyStore, open: open.value });
}

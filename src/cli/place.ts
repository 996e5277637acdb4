import { isAbsolute, resolve } from "node:path";
import { homeFolder } from "../core/home.ts";
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

/** The state folder a command means, or a sentence on why there is none. */
export function findStateDir(place: Pick<Place, "stateDir">): Result<string, string> {
  if (place.stateDir !== null) return absolute(place.stateDir);
  const home = homeFolder();
  const found = stateDirectory(process.platform, process.env, home ?? "");
  return isAbsolute(found)
    ? success(found)
    : failure(
        `This user${whose()} has no home folder: HOME is not set, and the system names none. Say where to keep things: --state-dir FOLDER`,
      );
}

const whose = (): string => (process.geteuid === undefined ? "" : ` (${process.geteuid()})`);

function absolute(path: string): Result<string, string> {
  try {
    return success(resolve(path));
  } catch {
    return failure(
      `The folder this was started in is deleted, so "${path}" is nowhere. Name the whole path: --state-dir /...`,
    );
  }
}

/** The state folder a command means. Only after `findStateDir` found one. */
export function stateDirOf(place: Pick<Place, "stateDir">): string {
  const found = findStateDir(place);
  if (!found.ok) throw new Error(found.failure);
  return found.value;
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

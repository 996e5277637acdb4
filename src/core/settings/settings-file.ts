import { existsSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import { asideOf, putAside } from "../files/aside.ts";
import { withLock } from "../files/lock.ts";
import { type FileFailure, fileFailure } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { lastGoodOf } from "../files/write.ts";
import { connectionIds } from "./connection-folders.ts";
import { encodeSettings, namesNoDevice, readSettingsText, salvagedPlaces } from "./schema.ts";
import {
  emptySettings,
  type Recovery,
  type Settings,
  type SettingsFailure,
  type SettingsFile,
} from "./settings.ts";
import { storedConsent } from "./stored-consent.ts";

export interface OpenSettingsOptions {
  readonly path: string;
  /** Milliseconds since the epoch; names a damaged file that is set aside. */
  readonly now: () => number;
  /** Replaces the file whole or not at all, and keeps a last good copy beside it. */
  readonly write: (path: string, text: string) => Promise<Result<void, FileFailure>>;
}

/**
 * Opens the settings of a state directory. A file that cannot be read, or that a newer version wrote, is a failure and
 * stays untouched. Instead of a broken or missing file its last good copy is used; when there is none and something was
 * lost, everything is off. The broken one is set aside, never deleted, at the first change. When there is no file, none
 * is created before that.
 */
export function openSettingsFile(options: OpenSettingsOptions): Result<SettingsFile, SettingsFailure> {
  const { path } = options;
  const found = lookAt(path);
  if (!found.ok) return found;
  if (found.value.kind === "settings")
    return success(settingsFile(options, found.value.settings, null, null));

  const brokenText = found.value.kind === "broken" ? found.value.text : null;
  const copy = lookAt(lastGoodOf(path));
  // What cannot be read now may be readable later; going on without it would lose it at the next write.
  if (!copy.ok) return copy;
  if (copy.value.kind === "settings")
    return success(settingsFile(options, copy.value.settings, "last-good", brokenText));
  const lost =
    brokenText !== null || copy.value.kind === "broken" || asideOf(path).length > 0 || wasUsed(path);
  return success(
    lost
      ? settingsFile(options, everythingOff(path, [brokenText, textOf(copy.value)]), "nothing", brokenText)
      : settingsFile(options, emptySettings, null, null),
  );
}

/** Where an identity was kept there were settings: with both copies gone, what they switched off is unknown. */
const wasUsed = (path: string): boolean =>
  ["folder.json", "keys.json"].some((name) => existsSync(join(dirname(path), name)));

/**
 * The key file beside it says which store was used, and what is left of the damaged texts says where the identity
 * signed: it must not sign at another gateway without a question because a disk was bad.
 */
const everythingOff = (path: string, damaged: readonly (string | null)[]): Settings => ({
  ...emptySettings,
  signsAt: salvagedPlaces([...damaged, ...asideOf(path).map(readText)].join("\n")),
  keyStore: existsSync(join(dirname(path), "keys.json")) ? "file" : "keychain",
  capabilities: {
    device: false,
    notify: false,
    run: false,
    screen: false,
    computer: false,
    camera: false,
    location: false,
    presence: false,
  },
});

function readText(path: string): string | null {
  const text = readOwnFile(path);
  return text.ok ? text.value : null;
}

const textOf = (found: Found): string | null => (found.kind === "broken" ? found.text : null);

type Found =
  | { readonly kind: "none" }
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "broken"; readonly text: string };

function lookAt(path: string): Result<Found, SettingsFailure> {
  const text = readOwnFile(path);
  if (!text.ok) return failure({ kind: "unreadable", file: text.failure });
  if (text.value === null) return success({ kind: "none" });
  const read = readSettingsText(text.value);
  if (read.kind === "newer") return failure({ kind: "newer", path });
  return success(read.kind === "broken" ? { kind: "broken", text: text.value } : read);
}

function settingsFile(
  options: OpenSettingsOptions,
  initial: Settings,
  recovered: Recovery | null,
  brokenText: string | null,
): SettingsFile {
  const { path } = options;
  let settings = initial;

  const save = async (consent: OwnerChoices | null): Promise<Result<void, FileFailure>> => {
    const step = await withLock(path, async (): Promise<Result<void, FileFailure>> => {
      // The owner may have changed it outside this process; only a change that names it replaces it.
      settings = { ...settings, consent: consent ?? storedConsent(path) ?? settings.consent };
      return writeSettings(options, settings);
    });
    return step.ok ? step.value : step;
  };

  return {
    recovered,
    read: () => settings,
    update(change) {
      settings = { ...settings, ...change };
      return save(change.consent ?? null);
    },
    async clear() {
      settings = emptySettings;
      const saved = await save(emptySettings.consent);
      return saved.ok ? removeBroken(path) : saved;
    },
    mayHaveLostIdentity: () =>
      (brokenText !== null && !namesNoDevice(brokenText)) ||
      asideOf(path).some((file) => !provablyNamesNoDevice(file)),
  };
}

/** Writes the file, for a caller that holds its lock. A damaged file is set aside first. */
export async function writeSettings(
  { path, now, write }: OpenSettingsOptions,
  settings: Settings,
): Promise<Result<void, FileFailure>> {
  const kept = keepBroken(path, now());
  if (!kept.ok) return kept;
  return write(path, encodeSettings(settings, { connections: connectionIds(dirname(path)).length > 0 }));
}

/** A damaged file is not overwritten, no matter who damaged it and when. */
function keepBroken(path: string, now: number): Result<void, FileFailure> {
  const text = readOwnFile(path);
  if (!text.ok) return text;
  if (text.value === null || readSettingsText(text.value).kind !== "broken") return success(undefined);
  const aside = putAside(path, now);
  return aside.ok ? success(undefined) : aside;
}

function provablyNamesNoDevice(file: string): boolean {
  const text = readOwnFile(file);
  return text.ok && text.value !== null && namesNoDevice(text.value);
}

async function removeBroken(path: string): Promise<Result<void, FileFailure>> {
  for (const file of asideOf(path)) {
    try {
      await unlink(file);
    } catch (error) {
      return fileFailure(file, error);
    }
  }
  return success(undefined);
}

import { readdirSync, readFileSync, renameSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { exclusively } from "../exclusive.ts";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import { failure, type Result, success } from "../result.ts";
import { prepareStateDirectory } from "./prepare-directory.ts";
import {
  migrateSettings,
  namesNoDevice,
  readSettingsText,
  type SettingsContent,
  settingsOf,
  settingsVersion,
} from "./schema.ts";
import { emptySettings, type Settings, type SettingsFailure, type SettingsFile } from "./settings.ts";
import { storedConsent } from "./stored-consent.ts";

/** What this file needs of `conf` or `electron-store`: validated content, written whole or not at all. Both throw. */
export interface ContentStore {
  store: SettingsContent;
}

export interface OpenSettingsOptions {
  readonly path: string;
  /**
   * Opens a store on the path. Throws when the file there is no valid settings; creates no file.
   */
  readonly openStore: () => ContentStore;
  /** Milliseconds since the epoch; names a broken file that is put aside. */
  readonly now: () => number;
}

/**
 * Opens the settings of a state directory. A file that cannot be read, or that a newer version
 * wrote, is a failure and stays untouched. A broken one is put aside, never deleted, and settings
 * begin empty. Where there is no file none is made before the first change.
 */
export function openSettingsFile(options: OpenSettingsOptions): Result<SettingsFile, SettingsFailure> {
  const { path } = options;
  const text = readText(path);
  if (!text.ok) return unreadable(text.failure);

  const opened = text.value === null ? null : openText(text.value, options.openStore);
  if (opened?.kind === "failed") return unreadable(opened.code);
  if (opened?.kind === "newer") return unreadable(`written by a newer version (layout ${opened.version})`);
  if (opened?.kind !== "broken")
    return success(settingsFile(options, opened?.settings ?? emptySettings, null));

  const aside = `${path}.broken-${options.now()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    return unreadable(`broken, and cannot be put aside (${codeOf(error)})`);
  }
  return success(settingsFile(options, emptySettings, aside));
}

type Opened =
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "broken" };

function openText(text: string, openStore: () => ContentStore): Opened {
  const read = readSettingsText(text);
  if (read.kind !== "present") return read;
  try {
    const store = openStore();
    if (read.content.schemaVersion !== settingsVersion) {
      store.store = migrateSettings(read.content) as unknown as SettingsContent;
    }
    return { kind: "settings", settings: settingsOf(store.store) };
  } catch (error) {
    // A full disk says nothing about the content; only a refusal without a system error does.
    const { code } = error as NodeJS.ErrnoException;
    return code === undefined ? { kind: "broken" } : { kind: "failed", code };
  }
}

function settingsFile(
  options: OpenSettingsOptions,
  initial: Settings,
  recovered: string | null,
): SettingsFile {
  const { path, openStore } = options;
  let settings = initial;
  let store: ContentStore | null = null;

  const save = (consent: OwnerChoices | null): boolean => {
    if (!prepareStateDirectory(dirname(path)).ok) return false;
    const step = exclusively(path, () => {
      // The owner may have changed it beside this process; only a change that names it replaces it.
      settings = { ...settings, consent: consent ?? storedConsent(path) ?? settings.consent };
      return write();
    });
    return step.ok && step.value;
  };

  const write = (): boolean => {
    try {
      store ??= openStore();
      store.store = { schemaVersion: settingsVersion, ...settings };
      return true;
    } catch {
      // Opened anew at the next change: whatever was in the way may be gone by then.
      store = null;
      return false;
    }
  };

  return {
    recovered,
    read: () => settings,
    update(change) {
      settings = { ...settings, ...change };
      return save(change.consent ?? null);
    },
    clear() {
      settings = emptySettings;
      return save(emptySettings.consent) && brokenFiles(path).every(removed);
    },
    mayHaveLostIdentity: () => brokenFiles(path).some((file) => !provablyNamesNoDevice(file)),
  };
}

function brokenFiles(path: string): string[] {
  try {
    const directory = dirname(path);
    return readdirSync(directory)
      .map((name) => join(directory, name))
      .filter((file) => file.startsWith(`${path}.broken-`));
  } catch {
    // No directory, no broken file; one that cannot be listed cannot be written to either.
    return [];
  }
}

function provablyNamesNoDevice(file: string): boolean {
  const text = readText(file);
  return text.ok && text.value !== null && namesNoDevice(text.value);
}

function removed(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}

function readText(path: string): Result<string | null, string> {
  try {
    return success(readFileSync(path, "utf8"));
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT" ? success(null) : failure(code);
  }
}

const unreadable = (detail: string): Result<never, SettingsFailure> =>
  failure({ kind: "unreadable", detail: `settings.json: ${detail}` });

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "unknown error";

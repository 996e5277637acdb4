import { readOwnFile } from "../../core/files/read.ts";
import type { Preferences } from "../../shared/bridge.ts";
import { isRecord } from "../../shared/record.ts";
import {
  type DesktopSettings,
  initialDesktopSettings,
  type StoredDraft,
  shortcutIn,
} from "./desktop-defaults.ts";

/**
 * The settings of a `desktop.json` whose version is above `known` (`major.minor.patch`), as far as they are understood;
 * null when it is not one, or cannot be read. Changes nothing.
 */
export function readNewerSettings(path: string, known: string): DesktopSettings | null {
  const text = readOwnFile(path);
  if (!text.ok || text.value === null) return null;
  try {
    const file: unknown = JSON.parse(text.value);
    if (!isRecord(file) || !isAbove(versionIn(file), known)) return null;
    const { preferences, draft, announced } = file;
    return {
      preferences: preferencesIn(isRecord(preferences) ? preferences : {}),
      draft: draftIn(isRecord(draft) ? draft : {}),
      announced: Array.isArray(announced) ? announced.filter((name) => typeof name === "string") : [],
    };
  } catch {
    return null;
  }
}

/** Where electron-store keeps it; empty when it does not. */
function versionIn({ __internal__: internal }: Record<string, unknown>): string {
  const migrations = isRecord(internal) ? internal.migrations : null;
  return isRecord(migrations) && typeof migrations.version === "string" ? migrations.version : "";
}

function isAbove(version: string, known: string): boolean {
  const numbers = (text: string) => text.split(".").map(Number);
  const [one, other] = [numbers(version), numbers(known)];
  for (const [index, number] of one.entries()) {
    const against = other[index] ?? 0;
    if (number !== against) return number > against;
  }
  return false;
}

function preferencesIn({
  language,
  theme,
  automaticUpdates,
  keepAwake,
  keepConversations,
  askShortcut,
}: Record<string, unknown>): Preferences {
  const usual = initialDesktopSettings.preferences;
  return {
    language: language === "en" || language === "de" ? language : usual.language,
    theme: theme === "light" || theme === "dark" ? theme : usual.theme,
    automaticUpdates: typeof automaticUpdates === "boolean" ? automaticUpdates : usual.automaticUpdates,
    keepAwake: keepAwake === "mains" || keepAwake === "always" ? keepAwake : usual.keepAwake,
    keepConversations: keepConversations === true,
    askShortcut: shortcutIn(askShortcut),
  };
}

/** A finished setup stays finished; an unfinished one starts over. */
function draftIn({ finished, startAtLogin }: Record<string, unknown>): StoredDraft {
  const usual = initialDesktopSettings.draft;
  return {
    ...usual,
    ...(finished === true ? { step: "done", finished } : {}),
    startAtLogin: typeof startAtLogin === "boolean" ? startAtLogin : usual.startAtLogin,
  };
}

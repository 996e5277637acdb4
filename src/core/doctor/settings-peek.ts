import { join } from "node:path";
import type { FileFailure } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { readSettingsText } from "../settings/schema.ts";
import type { Settings } from "../settings/settings.ts";

/** What is in the settings file, without repairing, moving or creating anything. */
export type SettingsPeek =
  | { readonly kind: "present"; readonly settings: Settings }
  | { readonly kind: "none" | "broken" }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "unreadable"; readonly file: FileFailure };

export function peekSettings(stateDir: string): SettingsPeek {
  const text = readOwnFile(join(stateDir, "settings.json"));
  if (!text.ok) return { kind: "unreadable", file: text.failure };
  if (text.value === null) return { kind: "none" };
  const read = readSettingsText(text.value);
  return read.kind === "settings" ? { kind: "present", settings: read.settings } : read;
}

import { type CapabilitySwitches, capabilityNames } from "../../shared/capability.ts";
import { defaultCapabilities, emptySettings, type Settings } from "./settings.ts";

/** Layout of the file. A higher number was written by a newer version and is left alone. */
export const settingsVersion = 1;

/** The file's content: the settings and the layout they are in. */
export type SettingsContent = Settings & { readonly schemaVersion: number };

const orNull = (type: string) => ({ type: [type, "null"] });
const texts = { type: "array", items: { type: "string" } };
const sha256 = "^[0-9a-f]{64}$";

/**
 * JSON schema of the file, property by property as `conf` and `electron-store` take it. Missing
 * properties are filled from `emptySettings`; unknown ones are kept out of memory and dropped at
 * the next write.
 */
export const settingsSchema = {
  schemaVersion: { type: "integer", minimum: 1 },
  deviceId: { ...orNull("string"), pattern: sha256 },
  keyStore: { type: "string", enum: ["keychain", "file"] },
  displayName: { ...orNull("string"), maxLength: 200 },
  gateway: {
    ...orNull("object"),
    properties: {
      url: { type: "string", pattern: "^wss?://" },
      tlsFingerprint: { ...orNull("string"), pattern: sha256 },
      signatureVersion: { enum: ["v2", "v3", null] },
      lastVersion: orNull("string"),
      lastProtocol: orNull("integer"),
      approvedSurface: {
        ...orNull("object"),
        properties: { caps: texts, commands: texts },
        required: ["caps", "commands"],
      },
      allowInsecure: { type: "boolean" },
    },
    required: [
      "url",
      "tlsFingerprint",
      "signatureVersion",
      "lastVersion",
      "lastProtocol",
      "approvedSurface",
      "allowInsecure",
    ],
  },
  formerGatewayUrls: texts,
  paused: { type: "boolean" },
  consent: {
    type: "object",
    properties: { remoteMayLoosen: { type: "boolean" }, acceptGatewayApprovals: { type: "boolean" } },
  },
  capabilities: {
    type: "object",
    properties: Object.fromEntries(capabilityNames.map((name) => [name, { type: "boolean" }])),
  },
};

/** Settings of a validated content. */
export function settingsOf(content: Partial<Settings>): Settings {
  return {
    deviceId: content.deviceId ?? emptySettings.deviceId,
    keyStore: content.keyStore ?? emptySettings.keyStore,
    displayName: content.displayName ?? emptySettings.displayName,
    gateway: content.gateway ?? emptySettings.gateway,
    formerGatewayUrls: content.formerGatewayUrls ?? emptySettings.formerGatewayUrls,
    paused: content.paused ?? emptySettings.paused,
    consent: { ...emptySettings.consent, ...content.consent },
    capabilities: switchesOf(content.capabilities),
  };
}

/** A capability this file does not know yet, because an older version wrote it, has its default. */
function switchesOf(stored: Partial<CapabilitySwitches> = {}): CapabilitySwitches {
  const switches = { ...defaultCapabilities };
  for (const name of capabilityNames) switches[name] = stored[name] ?? defaultCapabilities[name];
  return switches;
}

/**
 * Brings the content of an older layout to the present one, one version at a time. There is no
 * older layout yet; a step goes here with the change of layout that needs it.
 */
export function migrateSettings(content: Record<string, unknown>): Record<string, unknown> {
  return content;
}

/** What can be said of a file before its content is validated. */
export type SettingsText =
  | { readonly kind: "present"; readonly content: Record<string, unknown> }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "broken" };

/** Reads the text of a settings file as far as its layout's version. */
export function readSettingsText(text: string): SettingsText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "broken" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { kind: "broken" };
  const content = value as Record<string, unknown>;
  const version = content.schemaVersion;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) return { kind: "broken" };
  return version > settingsVersion ? { kind: "newer", version } : { kind: "present", content };
}

/** True only when a broken text certainly named no device: whole JSON, no id, and nothing that looks like one. */
export function namesNoDevice(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const { deviceId = null } = value as { deviceId?: unknown };
    return deviceId === null && !/[0-9a-fA-F]{64}/.test(text);
  } catch {
    return false;
  }
}

import { type CapabilitySwitches, capabilityNames } from "../../shared/capability.ts";
import { isRecord } from "../record.ts";
import { defaultCapabilities, emptySettings, type GatewaySettings, type Settings } from "./settings.ts";

/** Layout of the file. A higher number was written by a newer version and is left alone. */
const settingsVersion = 1;

/** What the text of a settings file says. */
export type SettingsText =
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "broken" };

/** The text of the file for these settings. */
export const encodeSettings = (settings: Settings): string =>
  `${JSON.stringify({ schemaVersion: settingsVersion, ...settings }, null, 2)}\n`;

/**
 * Reads a settings file. Missing properties have their defaults, unknown ones are dropped at the
 * next write, and one that is not what it should be makes the whole file broken: half of what a
 * person chose is not what they chose. An older layout is brought to the present one here.
 */
export function readSettingsText(text: string): SettingsText {
  const content = parse(text);
  const version = content?.schemaVersion;
  if (content === null || !isWholeNumber(version) || version < 1) return { kind: "broken" };
  if (version > settingsVersion) return { kind: "newer", version };
  const settings = settingsOf(content);
  return settings === null ? { kind: "broken" } : { kind: "settings", settings };
}

/** True only when a broken text certainly named no device: whole JSON, no id, and nothing that looks like one. */
export function namesNoDevice(text: string): boolean {
  const content = parse(text);
  return content !== null && (content.deviceId ?? null) === null && !/[0-9a-fA-F]{64}/.test(text);
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

type Test<Value> = (value: unknown) => value is Value;

const isText: Test<string> = (value) => typeof value === "string";
const isYesOrNo: Test<boolean> = (value) => typeof value === "boolean";
const isWholeNumber: Test<number> = (value): value is number => Number.isInteger(value);
const isSha256: Test<string> = (value): value is string => isText(value) && /^[0-9a-f]{64}$/.test(value);
const isTexts: Test<readonly string[]> = (value): value is string[] =>
  Array.isArray(value) && value.every(isText);
const orNull =
  <Value>(test: Test<Value>): Test<Value | null> =>
  (value): value is Value | null =>
    value === null || test(value);
const oneOf =
  <Word extends string>(...words: readonly Word[]): Test<Word> =>
  (value): value is Word =>
    words.some((word) => word === value);

/** Thrown inside this file only. */
class NotSettings extends Error {}

/** The property, its default when it is missing; throws when it is anything else. */
function take<Value>(from: Record<string, unknown>, name: string, test: Test<Value>, missing: Value): Value {
  const value = from[name];
  if (value === undefined) return missing;
  if (!test(value)) throw new NotSettings(name);
  return value;
}

function settingsOf(content: Record<string, unknown>): Settings | null {
  const record = (name: string) => take(content, name, isRecord, {});
  const consent = (name: keyof Settings["consent"]) =>
    take(record("consent"), name, isYesOrNo, emptySettings.consent[name]);
  const { deviceId, keyStore, displayName, formerGatewayUrls, paused } = emptySettings;
  const isName: Test<string> = (value): value is string => isText(value) && value.length <= 200;
  try {
    const gateway = take(content, "gateway", orNull(isRecord), null);
    return {
      deviceId: take(content, "deviceId", orNull(isSha256), deviceId),
      keyStore: take(content, "keyStore", oneOf("keychain", "file"), keyStore),
      displayName: take(content, "displayName", orNull(isName), displayName),
      gateway: gateway === null ? null : gatewayOf(gateway),
      formerGatewayUrls: take(content, "formerGatewayUrls", isTexts, formerGatewayUrls),
      paused: take(content, "paused", isYesOrNo, paused),
      capabilities: switchesOf(record("capabilities")),
      consent: {
        remoteMayLoosen: consent("remoteMayLoosen"),
        acceptGatewayApprovals: consent("acceptGatewayApprovals"),
      },
    };
  } catch (error) {
    if (error instanceof NotSettings) return null;
    throw error;
  }
}

/** Of a gateway every property is asked for: one without its pin would be trusted for less. */
function gatewayOf(content: Record<string, unknown>): GatewaySettings {
  const need = <Value>(name: string, test: Test<Value>): Value => {
    const value = content[name];
    if (!test(value)) throw new NotSettings(name);
    return value;
  };
  const isUrl: Test<string> = (value): value is string => isText(value) && /^wss?:\/\//.test(value);
  const surface = need("approvedSurface", orNull(isRecord));
  if (surface !== null && !(isTexts(surface.caps) && isTexts(surface.commands)))
    throw new NotSettings("approvedSurface");
  return {
    url: need("url", isUrl),
    tlsFingerprint: need("tlsFingerprint", orNull(isSha256)),
    signatureVersion: need("signatureVersion", orNull(oneOf("v2", "v3"))),
    lastVersion: need("lastVersion", orNull(isText)),
    lastProtocol: need("lastProtocol", orNull(isWholeNumber)),
    approvedSurface:
      surface === null
        ? null
        : { caps: surface.caps as readonly string[], commands: surface.commands as readonly string[] },
    allowInsecure: need("allowInsecure", isYesOrNo),
  };
}

/** A capability this file does not know yet, because an older version wrote it, has its default. */
function switchesOf(stored: Record<string, unknown>): CapabilitySwitches {
  const switches = { ...defaultCapabilities };
  for (const name of capabilityNames)
    switches[name] = take(stored, name, isYesOrNo, defaultCapabilities[name]);
  return switches;
}

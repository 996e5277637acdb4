import { type CapabilitySwitches, capabilityNames } from "../../shared/capability.ts";
import { isRecord } from "../../shared/record.ts";
import { defaultCapabilities, emptySettings, type GatewaySettings, type Settings } from "./settings.ts";
import { type SigningPlace, withSigningPlace } from "./signs-at.ts";

/** Layout of the file. */
const SETTINGS_VERSION = 1;

/**
 * The same layout, in a state folder with further connections. Versions that know of none leave such a file
 * alone and say that a newer one wrote it, instead of running one connection of several. A higher number was
 * written by a newer version and is left alone here.
 */
const WITH_CONNECTIONS_VERSION = 2;

/** What the text of a settings file says. */
export type SettingsText =
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "broken" };

/** The text of the file for these settings. */
export function encodeSettings(settings: Settings, further: { readonly connections: boolean }): string {
  const schemaVersion = further.connections ? WITH_CONNECTIONS_VERSION : SETTINGS_VERSION;
  return `${JSON.stringify({ schemaVersion, ...settings }, null, 2)}\n`;
}

/**
 * Reads a settings file. Missing properties get their defaults, unknown ones are dropped at the next write, and one
 * with an invalid value makes the whole file broken: half of what a person chose is not what they chose. An older
 * layout is converted to the current one here.
 */
export function readSettingsText(text: string): SettingsText {
  const content = parse(text);
  const version = content?.schemaVersion;
  if (content === null || !isWholeNumber(version) || version < 1) return { kind: "broken" };
  if (version > WITH_CONNECTIONS_VERSION) return { kind: "newer", version };
  const settings = settingsOf(content);
  return settings === null ? { kind: "broken" } : { kind: "settings", settings };
}

/** No more gateways are taken from a damaged file: a question names each. */
const MAX_SALVAGED = 20;

/** The gateways that damaged settings name, wherever in them they do. Pure. */
export function salvagedPlaces(text: string): readonly SigningPlace[] {
  const urls = [...text.matchAll(/"((?:wss?|ssh):\/\/[^"\\\s]{1,500})"/g)].map(([, url = ""]) => url);
  return [...new Set(urls)]
    .filter(isUrl)
    .slice(0, MAX_SALVAGED)
    .map((url) => ({ url, tlsFingerprint: null }));
}

/** True only when a broken text certainly named no device: complete JSON, no id, and nothing that looks like one. */
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

const isUrl: Test<string> = (value): value is string =>
  isText(value) && /^(wss?|ssh):\/\//.test(value) && URL.canParse(value);
const isSigningPlaces: Test<readonly SigningPlace[] | null> = (value): value is SigningPlace[] =>
  Array.isArray(value) &&
  value.every((place) => isRecord(place) && isUrl(place.url) && orNull(isSha256)(place.tlsFingerprint));

/** Thrown inside this file only. */
class NotSettings extends Error {}

/** The property, or its default when it is missing; throws when it is anything else. */
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
    const stored = take(content, "gateway", orNull(isRecord), null);
    const gateway = stored === null ? null : gatewayOf(stored);
    const device = take(content, "deviceId", orNull(isSha256), deviceId);
    const former = take(content, "formerGatewayUrls", isTexts, formerGatewayUrls);
    return {
      deviceId: device,
      keyStore: take(content, "keyStore", oneOf("keychain", "file"), keyStore),
      displayName: take(content, "displayName", orNull(isName), displayName),
      gateway,
      formerGatewayUrls: former,
      signsAt: take(content, "signsAt", isSigningPlaces, null) ?? signedBefore(device, gateway, former),
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

/** A file from an earlier version does not say where its device signed: wherever it had a gateway. */
function signedBefore(
  deviceId: string | null,
  gateway: GatewaySettings | null,
  former: readonly string[],
): readonly SigningPlace[] {
  if (deviceId === null) return [];
  const others = former.filter(isUrl).map((url) => ({ url, tlsFingerprint: null }));
  return gateway === null ? others : withSigningPlace(others, gateway);
}

/** Every property of a gateway is required: without its pin, less would be checked. */
function gatewayOf(content: Record<string, unknown>): GatewaySettings {
  const need = <Value>(name: string, test: Test<Value>): Value => {
    const value = content[name];
    if (!test(value)) throw new NotSettings(name);
    return value;
  };
  const surface = need("approvedSurface", orNull(isRecord));
  const { permissions } = surface ?? {};
  const isSurface = surface === null || (isTexts(surface.caps) && isTexts(surface.commands));
  if (!isSurface || !(permissions === undefined || isTexts(permissions)))
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
        : {
            caps: surface.caps as readonly string[],
            commands: surface.commands as readonly string[],
            ...(isTexts(permissions) ? { permissions } : {}),
          },
    allowInsecure: need("allowInsecure", isYesOrNo),
    ...(content.called === undefined ? {} : { called: need("called", isTexts) }),
    ...(content.typed === undefined ? {} : { typed: need("typed", isText) }),
    ...(content.edgeHeaders === undefined ? {} : { edgeHeaders: need("edgeHeaders", isTexts) }),
  };
}

/** A capability this file does not know yet, because an older version wrote it, gets its default. */
function switchesOf(stored: Record<string, unknown>): CapabilitySwitches {
  const switches = { ...defaultCapabilities };
  for (const name of capabilityNames)
    switches[name] = take(stored, name, isYesOrNo, defaultCapabilities[name]);
  return switches;
}

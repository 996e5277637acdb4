import { deviceIdOf, publicKeyOf, seedLength } from "../identity/ed25519.ts";
import { readDevicePlatform } from "../identity/platform.ts";
import { isRecord } from "../record.ts";
import { failure, type Result, success } from "../result.ts";
import type { StoredCredential, StoredIdentity, VaultFailure } from "./vault.ts";

/** Layout of the entries. A reader refuses any other number instead of guessing. */
const entryVersion = 1;

const corrupt = (detail: string): Result<never, VaultFailure> => failure({ kind: "corrupt", detail });

/** The text kept for an identity. */
export function encodeIdentity(identity: StoredIdentity): string {
  return JSON.stringify({
    clawtray: "identity",
    version: entryVersion,
    deviceId: identity.deviceId,
    seed: Buffer.from(identity.seed).toString("base64url"),
    platform: identity.platform,
    deviceFamily: identity.deviceFamily,
    createdAt: identity.createdAt,
  });
}

/** Reads back what `encodeIdentity` wrote; the device id must be the one the seed gives. */
export function decodeIdentity(text: string): Result<StoredIdentity, VaultFailure> {
  const entry = parseEntry(text, "identity");
  if (!entry.ok) return entry;
  const { deviceId, seed: encodedSeed, platform, deviceFamily, createdAt } = entry.value;
  const seed = decodeSeed(encodedSeed);
  if (seed === null) return corrupt("the identity entry holds no seed of 32 bytes");
  if (deviceId !== deviceIdOf(publicKeyOf(seed))) {
    return corrupt("the identity entry names a device id that its seed does not give");
  }
  const pair = readDevicePlatform(platform, deviceFamily);
  if (pair === null) return corrupt("the identity entry names an unknown platform");
  if (typeof createdAt !== "number" || !Number.isFinite(createdAt)) {
    return corrupt("the identity entry has no creation time");
  }
  return success({ seed, deviceId, ...pair, createdAt });
}

/** The text kept for a gateway's credential. */
export function encodeCredential(gatewayUrl: string, credential: StoredCredential): string {
  return JSON.stringify({
    clawtray: "gateway-credential",
    version: entryVersion,
    gateway: gatewayUrl,
    credential,
  });
}

/** Reads back what `encodeCredential` wrote for this gateway and no other. */
export function decodeCredential(text: string, gatewayUrl: string): Result<StoredCredential, VaultFailure> {
  const entry = parseEntry(text, "gateway-credential");
  if (!entry.ok) return entry;
  if (entry.value.gateway !== gatewayUrl) return corrupt("the credential entry is another gateway's");
  const credential = readCredential(entry.value.credential);
  return credential === null ? corrupt("the credential entry holds no credential") : success(credential);
}

function parseEntry(text: string, kind: string): Result<Record<string, unknown>, VaultFailure> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may be a secret.
    return corrupt(`the ${kind} entry is not JSON`);
  }
  if (!isRecord(value) || value.clawtray !== kind) return corrupt(`the ${kind} entry is not Clawtray's`);
  if (value.version !== entryVersion) {
    return corrupt(`the ${kind} entry has a layout this version does not know`);
  }
  return success(value);
}

function readCredential(value: unknown): StoredCredential | null {
  if (!isRecord(value)) return null;
  const { kind, token, password, bootstrapToken } = value;
  if ((kind === "device-token" || kind === "token") && isFilled(token)) return { kind, token };
  if (kind === "password" && isFilled(password)) return { kind, password };
  if (kind === "bootstrap" && isFilled(bootstrapToken)) return { kind, bootstrapToken };
  return null;
}

function decodeSeed(encoded: unknown): Uint8Array | null {
  if (typeof encoded !== "string") return null;
  const seed = Uint8Array.from(Buffer.from(encoded, "base64url"));
  // The decoder skips what it does not know; encoding again shows whether anything was skipped.
  const faithful = Buffer.from(seed).toString("base64url") === encoded;
  return faithful && seed.length === seedLength ? seed : null;
}

const isFilled = (value: unknown): value is string => typeof value === "string" && value.length > 0;

import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { type EdgeHeader, readHeader } from "../gateway/edge-headers.ts";
import { deviceIdOf, publicKeyOf, SEED_LENGTH } from "../identity/ed25519.ts";
import { readDevicePlatform } from "../identity/platform.ts";
import type { StoredCredential, StoredIdentity, VaultFailure } from "./vault.ts";

/** Layout of the entries. A reader refuses any other number instead of guessing. */
const ENTRY_VERSION = 1;

const corrupt = (detail: string): Result<never, VaultFailure> => failure({ kind: "corrupt", detail });

/** The text kept for an identity. */
export function encodeIdentity(identity: StoredIdentity): string {
  return JSON.stringify({
    clawtray: "identity",
    version: ENTRY_VERSION,
    deviceId: identity.deviceId,
    seed: Buffer.from(identity.seed).toString("base64url"),
    platform: identity.platform,
    deviceFamily: identity.deviceFamily,
    createdAt: identity.createdAt,
  });
}

/** Reads back what `encodeIdentity` wrote; the device id must be the one derived from the seed. */
export function decodeIdentity(text: string): Result<StoredIdentity, VaultFailure> {
  const entry = parseEntry(text, "identity");
  if (!entry.ok) return entry;
  const { deviceId, seed: encodedSeed, platform, deviceFamily, createdAt } = entry.value;
  const seed = decodeSeed(encodedSeed);
  if (seed === null) return corrupt("the identity entry does not hold a 32-byte seed");
  if (deviceId !== deviceIdOf(publicKeyOf(seed))) {
    return corrupt("the identity entry names a device id that does not match its seed");
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
    version: ENTRY_VERSION,
    gateway: gatewayUrl,
    credential,
  });
}

/** Reads back what `encodeCredential` wrote for this gateway and no other. */
export function decodeCredential(text: string, gatewayUrl: string): Result<StoredCredential, VaultFailure> {
  const entry = parseEntry(text, "gateway-credential");
  if (!entry.ok) return entry;
  if (entry.value.gateway !== gatewayUrl) return corrupt("the credential entry belongs to another gateway");
  const credential = readCredential(entry.value.credential);
  return credential === null
    ? corrupt("the credential entry does not hold a credential")
    : success(credential);
}

/** The text kept for the headers required by what stands in front of a gateway. */
export const encodeEdgeHeaders = (gatewayUrl: string, headers: readonly EdgeHeader[]): string =>
  JSON.stringify({ clawtray: "edge-headers", version: ENTRY_VERSION, gateway: gatewayUrl, headers });

/** Reads back what `encodeEdgeHeaders` wrote for this gateway and no other. */
export function decodeEdgeHeaders(
  text: string,
  gatewayUrl: string,
): Result<readonly EdgeHeader[], VaultFailure> {
  const entry = parseEntry(text, "edge-headers");
  if (!entry.ok) return entry;
  const { gateway, headers } = entry.value;
  if (gateway !== gatewayUrl) return corrupt("the edge headers belong to another gateway");
  if (!Array.isArray(headers)) return corrupt("the edge headers are not a list");
  const read: EdgeHeader[] = [];
  for (const header of headers) {
    const { name, value } = isRecord(header) ? header : {};
    if (typeof name !== "string" || typeof value !== "string") return corrupt("an edge header is incomplete");
    const known = readHeader(name, value);
    if (!known.ok) return corrupt(`an edge header cannot be sent: ${known.failure}`);
    read.push(known.value);
  }
  return success(read);
}

function parseEntry(text: string, kind: string): Result<Record<string, unknown>, VaultFailure> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may be a secret.
    return corrupt(`the ${kind} entry is not JSON`);
  }
  if (!isRecord(value) || value.clawtray !== kind)
    return corrupt(`the ${kind} entry was not written by Clawtray`);
  if (Number(value.version) > ENTRY_VERSION)
    return failure({ kind: "newer", detail: `the ${kind} entry was written by a newer version`, path: null });
  if (value.version !== ENTRY_VERSION) {
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
  return faithful && seed.length === SEED_LENGTH ? seed : null;
}

const isFilled = (value: unknown): value is string => typeof value === "string" && value.length > 0;

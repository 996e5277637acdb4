import type { StoredIdentity } from "../vault/vault.ts";
import { deviceIdOf, publicKeyOf, signText } from "./ed25519.ts";
import type { Identity } from "./identity.ts";

/**
 * The identity of a stored seed. The seed is copied into the closure of `sign` and is not a property of anything, so no
 * serialiser, inspector or structured clone can reach it.
 */
export function createIdentity(stored: StoredIdentity): Identity {
  const seed = Uint8Array.from(stored.seed);
  const publicKey = publicKeyOf(seed);
  return Object.freeze({
    deviceId: deviceIdOf(publicKey),
    publicKey: Buffer.from(publicKey).toString("base64url"),
    platform: stored.platform,
    deviceFamily: stored.deviceFamily,
    sign: (text: string) => Buffer.from(signText(text, seed)).toString("base64url"),
  });
}

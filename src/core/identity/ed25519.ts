import { createHash } from "node:crypto";
import { getPublicKey, hashes, sign } from "@noble/ed25519";

// The library leaves the hash to its user; Node's own is native and synchronous.
hashes.sha512 = (message) => new Uint8Array(createHash("sha512").update(message).digest());

/** Bytes of an Ed25519 seed (RFC 8032, section 5.1.5). */
export const SEED_LENGTH = 32;

/** Raw 32-byte public key of a seed. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return getPublicKey(seed);
}

/** Raw 64-byte signature of the UTF-8 text. */
export function signText(text: string, seed: Uint8Array): Uint8Array {
  return sign(new TextEncoder().encode(text), seed);
}

/** Lower-case hex SHA-256 of the raw public key, as the gateway computes a device id. */
export function deviceIdOf(publicKey: Uint8Array): string {
  return createHash("sha256").update(publicKey).digest("hex");
}

import { createHash, createPublicKey, verify } from "node:crypto";

/** What a gateway checks of a device, done with node:crypto alone: none of the code under test is used. */
export interface DeviceProof {
  readonly id: string;
  readonly publicKey: string;
  readonly signature: string;
  readonly signedAt: number;
  readonly nonce: string;
}

/** The fields around the proof that the signature covers. */
export interface SignedFields {
  readonly clientId: string;
  readonly clientMode: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly token: string;
  readonly platform: string;
  readonly deviceFamily: string;
}

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** True when `id` is the lower-case hex SHA-256 of the raw public key. */
export function deviceIdMatches(proof: DeviceProof): boolean {
  if (!BASE64URL.test(proof.publicKey)) return false;
  const raw = Buffer.from(proof.publicKey, "base64url");
  return raw.length === 32 && createHash("sha256").update(raw).digest("hex") === proof.id;
}

/** Which signature layout the proof carries; null when it is neither. */
export function signatureVersion(proof: DeviceProof, fields: SignedFields): "v2" | "v3" | null {
  if (!BASE64URL.test(proof.publicKey) || !BASE64URL.test(proof.signature)) return null;
  const common = [
    proof.id,
    fields.clientId,
    fields.clientMode,
    fields.role,
    fields.scopes.join(","),
    proof.signedAt,
    fields.token,
    proof.nonce,
  ].join("|");
  const metadata = [fields.platform, fields.deviceFamily].map((text) => text.trim().toLowerCase()).join("|");
  if (verifies(proof, `v3|${common}|${metadata}`)) return "v3";
  return verifies(proof, `v2|${common}`) ? "v2" : null;
}

function verifies(proof: DeviceProof, text: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: proof.publicKey }, format: "jwk" });
    return verify(null, Buffer.from(text), key, Buffer.from(proof.signature, "base64url"));
  } catch {
    return false;
  }
}

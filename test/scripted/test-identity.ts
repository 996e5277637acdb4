import { createHash, generateKeyPairSync, sign } from "node:crypto";
import type { Identity } from "../../src/core/identity/identity.ts";

/** A device of its own for one test, signed with node:crypto. */
export function testIdentity(): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  return {
    deviceId: createHash("sha256").update(raw).digest("hex"),
    publicKey: raw.toString("base64url"),
    platform: "linux",
    deviceFamily: "Linux",
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64url"),
  };
}

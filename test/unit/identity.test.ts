import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { verify } from "@noble/ed25519";
import { describe, expect, test } from "vitest";
import { createIdentity } from "../../src/core/identity/create.ts";
import { deviceIdOf, publicKeyOf, signText } from "../../src/core/identity/ed25519.ts";
import { devicePlatformOf, readDevicePlatform } from "../../src/core/identity/platform.ts";
import { groupsOf, shortFingerprintOf } from "../../src/shared/fingerprint.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (data: Uint8Array) => Buffer.from(data).toString("hex");

/** RFC 8032, section 7.1, tests 1 and 2. */
const vectors = [
  {
    seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    message: "",
    signature:
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  },
  {
    seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    message: "72",
    signature:
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  },
];

const stored = (seed: Uint8Array) => ({
  seed,
  deviceId: deviceIdOf(publicKeyOf(seed)),
  platform: "linux" as const,
  deviceFamily: "Linux" as const,
  createdAt: 1,
});

describe("an identity", () => {
  test.each(vectors)(
    "agrees with RFC 8032 for the message '$message'",
    ({ seed, publicKey, message, signature }) => {
      expect(hex(publicKeyOf(bytes(seed)))).toBe(publicKey);
      expect(hex(signText(Buffer.from(message, "hex").toString("utf8"), bytes(seed)))).toBe(signature);
    },
  );

  test("names itself by the SHA-256 of its raw public key and writes keys as unpadded base64url", () => {
    const [{ seed, publicKey }] = vectors as [(typeof vectors)[0]];
    const identity = createIdentity(stored(bytes(seed)));
    expect(identity.deviceId).toBe(createHash("sha256").update(bytes(publicKey)).digest("hex"));
    expect(identity.publicKey).toBe("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  });

  test("signs UTF-8 text so that its public key verifies it", () => {
    const identity = createIdentity(stored(new Uint8Array(32).fill(7)));
    const signature = Uint8Array.from(Buffer.from(identity.sign("v2|größe|✓"), "base64url"));
    const publicKey = Uint8Array.from(Buffer.from(identity.publicKey, "base64url"));
    expect(verify(signature, new TextEncoder().encode("v2|größe|✓"), publicKey)).toBe(true);
    expect(verify(signature, new TextEncoder().encode("v2|größe|x"), publicKey)).toBe(false);
  });

  test("gives its seed to nobody who prints, serialises, clones or walks it", () => {
    const seed = new Uint8Array(32).fill(0xab);
    const identity = createIdentity(stored(seed));
    const shown = [
      JSON.stringify(identity),
      inspect(identity, { showHidden: true, depth: null }),
      ...Reflect.ownKeys(identity).map((key) => String(Reflect.get(identity, key))),
      String(identity.sign),
    ].join("\n");
    for (const form of [
      hex(seed),
      Buffer.from(seed).toString("base64"),
      Buffer.from(seed).toString("base64url"),
      "171, 171",
    ]) {
      expect(shown).not.toContain(form);
    }
    expect(() => structuredClone(identity)).toThrow();
  });

  test("keeps signing after the caller has wiped the stored seed", () => {
    const seed = new Uint8Array(32).fill(9);
    const identity = createIdentity(stored(seed));
    const before = identity.sign("text");
    seed.fill(0);
    expect(identity.sign("text")).toBe(before);
  });
});

describe("the platform", () => {
  test.each([
    ["linux", "linux", "Linux"],
    ["win32", "windows", "Windows"],
    ["darwin", "macos", "Mac"],
    ["freebsd", "linux", "Linux"],
  ])("of %s is %s, %s", (system, platform, deviceFamily) => {
    expect(devicePlatformOf(system)).toEqual({ platform, deviceFamily });
  });

  test("is refused when its two words do not belong together", () => {
    expect(readDevicePlatform("linux", "Mac")).toBeNull();
    expect(readDevicePlatform("macos", "Mac")).toEqual({ platform: "macos", deviceFamily: "Mac" });
  });
});

describe("the fingerprint", () => {
  const deviceId = "0123456789abcdef".repeat(4);
  test("is drawn in groups of four that lose nothing", () => {
    expect(groupsOf(deviceId)).toHaveLength(16);
    expect(groupsOf(deviceId)[1]).toBe("4567");
    expect(groupsOf(deviceId).join("")).toBe(deviceId);
  });
  test("is the first 16 hex digits in its short form", () => {
    expect(shortFingerprintOf(deviceId)).toBe("0123456789abcdef");
  });
});

import { createPublicKey, verify } from "node:crypto";
import { validateConnectParams } from "@openclaw/gateway-protocol";
import { describe, expect, test } from "vitest";
import { computerUse } from "../../src/core/computer/descriptor.ts";
import { knowsComputerUse, refusesComputerUse } from "../../src/core/gateway/computer-use.ts";
import type { ConnectRequest, Credential, SignatureVersion } from "../../src/core/gateway/contract.ts";
import { connectParams, readChallenge } from "../../src/core/gateway/handshake.ts";
import { readHello } from "../../src/core/gateway/hello.ts";
import { signaturePayload } from "../../src/core/gateway/signature.ts";
import type { ConnectParams } from "../scripted/admission.ts";
import { testIdentity } from "../scripted/test-identity.ts";

const facts = {
  deviceId: "abc",
  clientId: "node-host",
  clientMode: "node",
  role: "node",
  scopes: [],
  signedAtMs: 1737264000000,
  token: "T",
  nonce: "n-1",
  platform: " Linux ",
  deviceFamily: "Linux",
};

describe("the signed text is laid out as the gateways lay it out", () => {
  test("v2", () => {
    expect(signaturePayload("v2", facts)).toBe("v2|abc|node-host|node|node||1737264000000|T|n-1");
  });
  test("v3 adds platform and device family, trimmed and in lower case", () => {
    expect(signaturePayload("v3", facts)).toBe("v3|abc|node-host|node|node||1737264000000|T|n-1|linux|linux");
  });
  test("without a token its place stays empty, and scopes are joined by commas", () => {
    expect(signaturePayload("v2", { ...facts, token: "", scopes: ["a", "b"] })).toBe(
      "v2|abc|node-host|node|node|a,b|1737264000000||n-1",
    );
  });
});

const identity = testIdentity();
const request = (
  credential: Credential | null,
  signatureVersion: SignatureVersion = "v3",
  displayName = "study",
): ConnectRequest => ({
  address: { url: "ws://localhost:1", host: "localhost", port: 1, secure: false },
  identity,
  signatureVersion,
  credential,
  displayName,
  surface: { caps: ["system"], commands: ["system.which"], permissions: { "system.which": true } },
  frameLimit: 1e6,
  tlsFingerprint: null,
});
const challenge = { nonce: "n-1", ts: 1737264000000 };
const build = (...how: Parameters<typeof request>) =>
  connectParams(request(...how), challenge, "1.2.3") as ConnectParams & { permissions: unknown };

describe("connect is what the gateway's own schema asks for", () => {
  const credentials: (Credential | null)[] = [
    null,
    { kind: "token", token: "T" },
    { kind: "password", password: "P" },
    { kind: "bootstrap", bootstrapToken: "B" },
    { kind: "device-token", token: "D" },
  ];
  test.each(credentials)("%j", (credential) => {
    expect(validateConnectParams(build(credential))).toBe(true);
  });

  test("an empty display name is left out, since the schema refuses one", () => {
    const params = build(null, "v3", "  ");
    expect(params.client).not.toHaveProperty("displayName");
    expect(validateConnectParams(params)).toBe(true);
  });

  test("the model of the computer is sent where it is known", () => {
    const params = connectParams({ ...request(null), model: "Maker Model" }, challenge, "1.2.3");
    expect(params).toMatchObject({ client: { modelIdentifier: "Maker Model" } });
    expect(validateConnectParams(params)).toBe(true);
    expect(build(null).client).not.toHaveProperty("modelIdentifier");
  });

  test("how the desktop is used is told to a gateway that knows the field, and to no other", () => {
    const surface = { ...request(null).surface, computerUse };
    const told = connectParams({ ...request(null), surface, tellsComputerUse: true }, challenge, "1.2.3");
    expect(told).toMatchObject({ computerUse });
    expect(validateConnectParams(told)).toBe(true);
    const untold = connectParams({ ...request(null), surface }, challenge, "1.2.3");
    expect(untold).not.toHaveProperty("computerUse");
    expect(
      connectParams({ ...request(null), tellsComputerUse: true }, challenge, "1.2.3"),
    ).not.toHaveProperty("computerUse");
  });

  test("both protocols are offered, and the device's fixed metadata is sent", () => {
    expect(build(null)).toMatchObject({
      minProtocol: 3,
      maxProtocol: 4,
      client: {
        id: "node-host",
        mode: "node",
        displayName: "study",
        version: "1.2.3",
        platform: "linux",
        deviceFamily: "Linux",
      },
      role: "node",
      scopes: [],
      caps: ["system"],
      commands: ["system.which"],
      permissions: { "system.which": true },
    });
  });
});

describe("each credential has its field, and the signature covers what the gateways look for", () => {
  test.each<[Credential | null, object, object, string]>([
    [null, {}, {}, ""],
    [{ kind: "token", token: "T" }, { token: "T" }, { token: "T" }, "T"],
    [{ kind: "device-token", token: "D" }, { token: "D" }, { deviceToken: "D" }, "D"],
    [{ kind: "password", password: "P" }, { password: "P" }, { password: "P" }, ""],
    [{ kind: "bootstrap", bootstrapToken: "B" }, { bootstrapToken: "B" }, { bootstrapToken: "B" }, "B"],
  ])("%j", (credential, authWithV2, authWithV3, signedToken) => {
    for (const version of ["v2", "v3"] as const) {
      const params = build(credential, version);
      expect(params.auth).toEqual(version === "v2" ? authWithV2 : authWithV3);
      const text = `${version}|${identity.deviceId}|node-host|node|node||${challenge.ts}|${signedToken}|n-1${version === "v3" ? "|linux|linux" : ""}`;
      const key = createPublicKey({
        key: { kty: "OKP", crv: "Ed25519", x: params.device.publicKey },
        format: "jwk",
      });
      const signature = Buffer.from(params.device.signature, "base64url");
      expect(verify(null, Buffer.from(text), key, signature)).toBe(true);
    }
  });
});

describe("a challenge is answered only when it is one", () => {
  test("nonce and ts are taken, whatever else there is", () => {
    expect(readChallenge({ nonce: " n ", ts: 0, capabilities: ["x"] })).toEqual({ nonce: "n", ts: 0 });
  });
  test.each([
    [null],
    [undefined],
    [[]],
    ["text"],
    [{}],
    [{ nonce: "n" }],
    [{ ts: 1 }],
    [{ nonce: "", ts: 1 }],
    [{ nonce: 5, ts: 1 }],
    [{ nonce: "n", ts: "1" }],
    [{ nonce: "n", ts: -1 }],
    [{ nonce: "n", ts: 1.5 }],
    [{ nonce: "n", ts: Number.POSITIVE_INFINITY }],
    [{ nonce: "n".repeat(2000), ts: 1 }],
  ])("%j is none", (payload) => {
    expect(readChallenge(payload)).toBeNull();
  });
});

describe("hello is read defensively", () => {
  const hello = {
    type: "hello-ok",
    protocol: 4,
    server: { version: "2026.9.6", connId: "c" },
    features: { methods: ["node.event"], events: [] },
    snapshot: { presence: [], health: {}, stateVersion: { presence: 0, health: 0 }, uptimeMs: 1 },
    auth: { role: "node", scopes: [], deviceToken: "tok" },
    policy: { maxPayload: 1000, maxBufferedBytes: 2000, tickIntervalMs: 15_000 },
  };

  test("a complete one", () => {
    expect(readHello(hello, "")).toEqual({
      ok: true,
      value: {
        hello: {
          serverVersion: "2026.9.6",
          protocol: 4,
          deviceToken: "tok",
          crowd: 0,
          methods: ["node.event"],
          maxPayload: 1000,
          pictures: "none",
        },
        tickIntervalMs: 15_000,
      },
    });
  });

  test("one that says nothing but its protocol gets safe defaults", () => {
    expect(readHello({ protocol: 3 }, "")).toEqual({
      ok: true,
      value: {
        hello: {
          serverVersion: "unknown",
          protocol: 3,
          deviceToken: null,
          crowd: 0,
          methods: [],
          maxPayload: 524_288,
          pictures: "none",
        },
        tickIntervalMs: 30_000,
      },
    });
  });

  test.each([
    ["lists them", { presence: [{}, {}, {}], stateVersion: { presence: 1 }, uptimeMs: 1 }, 3],
    ["cuts its list off", { presence: Array(200).fill({}) }, 20_000],
    ["only counts who came", { presence: [], stateVersion: { presence: 10_000 }, uptimeMs: 60_000 }, 9_996],
    [
      "was used by a person for a week",
      { presence: [], stateVersion: { presence: 9_000 }, uptimeMs: 7 * 86_400_000 },
      0,
    ],
    ["talks nonsense", { presence: "many", stateVersion: { presence: -1 }, uptimeMs: "long" }, 0],
  ])("a gateway that %s is believed about how many come back with us", (_, snapshot, crowd) => {
    expect(readHello({ protocol: 4, snapshot }, "")).toMatchObject({ value: { hello: { crowd } } });
  });

  test.each([[null], ["x"], [{}], [{ protocol: "4" }], [{ protocol: 0 }], [{ protocol: 4.5 }], [[]]])(
    "%j is no hello",
    (payload) => {
      expect(readHello(payload, "")).toMatchObject({ ok: false });
    },
  );

  test.each([
    ["another role's", { role: "operator", deviceToken: "tok" }],
    ["an empty", { role: "node", deviceToken: "" }],
    ["a broken", { role: "node", deviceToken: "to\nken" }],
    ["an endless", { role: "node", deviceToken: "x".repeat(10_000) }],
    ["a numeric", { role: "node", deviceToken: 7 }],
  ])("%s device token is not kept", (_, auth) => {
    const result = readHello({ ...hello, auth }, "");
    expect(result.ok && result.value.hello.deviceToken).toBeNull();
  });

  test.each([
    [{ maxPayload: -1, tickIntervalMs: "soon" }, 524_288, 30_000],
    [{ maxPayload: 1e15, tickIntervalMs: 1 }, 67_108_864, 100],
    [{ maxPayload: 5, tickIntervalMs: 1e9 }, 5, 300_000],
  ])("limits that make no sense are bounded: %j", (policy, maxPayload, tickIntervalMs) => {
    const result = readHello({ ...hello, policy }, "");
    expect(result.ok && [result.value.hello.maxPayload, result.value.tickIntervalMs]).toEqual([
      maxPayload,
      tickIntervalMs,
    ]);
  });

  test("a version that is no version, or holds our secret, is made fit to show", () => {
    const version = (text: unknown) => {
      const result = readHello({ ...hello, server: { version: text } }, "s3cret-token");
      return result.ok ? result.value.hello.serverVersion : "";
    };
    expect(version(5)).toBe("unknown");
    expect(version("\u0000\u0001")).toBe("unknown");
    expect(version("9".repeat(500)).length).toBe(64);
    expect(version("v s3cret-token")).toBe("v [redacted]");
  });
});

describe("computerUse in connect", () => {
  test.each<[string | null, boolean]>([
    [null, false],
    ["", false],
    ["dev", false],
    ["2026.1.29", false],
    ["2026.6.11", false],
    ["2026.7.35", false],
    ["2026.8.1-beta.3", true],
    ["2026.8.1", true],
    ["2026.9.6", true],
    ["2026.10.1", true],
    ["2027.1.1", true],
  ])("a gateway of version %j knows it: %s", (version, knows) => {
    expect(knowsComputerUse(version)).toBe(knows);
  });

  test.each([
    [{ kind: "refused", detail: "invalid connect params: at root: unexpected property 'computerUse'" }, true],
    [{ kind: "refused", detail: "invalid connect params: at /auth: unexpected property 'token'" }, false],
    [{ kind: "gateway-error", detail: "unexpected property 'computerUse'" }, false],
    [{ kind: "rate-limited" }, false],
  ])("%j is about it: %s", (failure, isAbout) => {
    expect(refusesComputerUse(failure)).toBe(isAbout);
  });
});

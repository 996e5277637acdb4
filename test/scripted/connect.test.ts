import { describe, expect, test } from "vitest";
import type { GatewayFailure } from "../../src/core/gateway/contract.ts";
import { connectTo, failureOf, friendlyGateway, gatewayForTest, sessionWith, tcpServer } from "./harness.ts";
import type { ConnectionScript } from "./options.ts";
import { testIdentity } from "./test-identity.ts";

const event = (name: string, payload: unknown = {}) =>
  JSON.stringify({ type: "event", event: name, payload });

describe("a gateway that works", () => {
  test("gives a session, its version, its protocol and a device token", async () => {
    const gateway = await friendlyGateway();
    const { hello, session } = await sessionWith(gateway);
    expect(hello).toMatchObject({ serverVersion: "2026.9.6", protocol: 4, maxPayload: 26_214_400 });
    expect(hello.deviceToken).toMatch(/^[\w-]{43}$/);
    expect(session.maxPayload).toBe(26_214_400);
  });

  test.each(["v2", "v3"] as const)("accepts signature %s", async (signatureVersion) => {
    await sessionWith(await friendlyGateway(), { signatureVersion });
  });

  test("knows the device again by its token alone", async () => {
    const gateway = await friendlyGateway();
    const identity = testIdentity();
    const { hello } = await sessionWith(gateway, { identity });
    const credential = { kind: "device-token", token: hello.deviceToken ?? "" } as const;
    const again = await sessionWith(gateway, { identity, credential });
    expect(again.hello.deviceToken).toBe(hello.deviceToken);
  });

  test("takes a password and a setup code in their own fields", async () => {
    const gateway = await friendlyGateway({ password: "p w", bootstrapToken: "code-1" });
    await sessionWith(gateway, { credential: { kind: "password", password: "p w" } });
    await sessionWith(gateway, { credential: { kind: "bootstrap", bootstrapToken: "code-1" } });
  });
});

describe("a gateway as old as 2026.1.29", () => {
  test("answers the same attempt with protocol 3 when the signature is v2", async () => {
    const gateway = await friendlyGateway({ generation: "old" });
    const { hello } = await sessionWith(gateway, { signatureVersion: "v2" });
    expect(hello).toMatchObject({ protocol: 3, serverVersion: "2026.1.29", maxPayload: 524_288 });
  });

  test("refuses signature v3 by name, so that v2 can be tried", async () => {
    const gateway = await friendlyGateway({ generation: "old" });
    expect(await failureOf(connectTo(gateway.url))).toEqual({ kind: "signature-refused", version: "v3" });
  });

  test("asks for pairing with nothing but a request id", async () => {
    const gateway = await gatewayForTest({ generation: "old" });
    const failure = await failureOf(connectTo(gateway.url, { signatureVersion: "v2" }));
    expect(failure).toMatchObject({ kind: "pairing-required", keepAsking: true });
    expect(failure).toHaveProperty("requestId", [...gateway.pairing.pendingDevices.values()][0]?.requestId);
  });

  test("knows a device token with v2, and asks for v2 when it came with v3", async () => {
    const gateway = await friendlyGateway({ generation: "old" });
    const identity = testIdentity();
    const { hello } = await sessionWith(gateway, { identity, signatureVersion: "v2" });
    const credential = { kind: "device-token", token: hello.deviceToken ?? "" } as const;
    expect(await failureOf(connectTo(gateway.url, { identity, credential }))).toEqual({
      kind: "signature-refused",
      version: "v3",
    });
    await sessionWith(gateway, { identity, credential, signatureVersion: "v2" });
  });

  test("refuses a setup code as what it is", async () => {
    const gateway = await gatewayForTest({ generation: "old" });
    const credential = { kind: "bootstrap", bootstrapToken: "b" } as const;
    expect(await failureOf(connectTo(gateway.url, { credential, signatureVersion: "v2" }))).toMatchObject({
      kind: "credential",
      sent: "bootstrap",
      problem: "rejected",
    });
  });
});

describe("pairing", () => {
  test("keeps one request id while it is pending, and connects after approval", async () => {
    const gateway = await gatewayForTest();
    const identity = testIdentity();
    const first = await failureOf(connectTo(gateway.url, { identity }));
    const second = await failureOf(connectTo(gateway.url, { identity }));
    expect(first).toMatchObject({ kind: "pairing-required", reason: "not-paired", keepAsking: true });
    expect(second).toEqual(first);
    gateway.approveDevice();
    await sessionWith(gateway, { identity });
  });

  test("a removed device's token is refused, and the shared one leads to a new request", async () => {
    const gateway = await gatewayForTest({ autoApproveDevice: true });
    const identity = testIdentity();
    const { session, hello } = await sessionWith(gateway, { identity });
    gateway.removeDevice();
    expect(await session.ended).toMatchObject({ kind: "closed", code: 4001, cause: "peer" });
    const credential = { kind: "device-token", token: hello.deviceToken ?? "" } as const;
    expect(await failureOf(connectTo(gateway.url, { identity, credential }))).toMatchObject({
      kind: "credential",
      problem: "rejected",
      sent: "device-token",
    });
  });
});

describe("every way a handshake can go wrong has a name", () => {
  const garbage = [
    "",
    "null",
    "{",
    '{"type":5}',
    event("connect.challenge").slice(0, -4),
    new Uint8Array([0x7b, 0x00, 0x7d]),
  ];
  const cases: readonly (readonly [string, ConnectionScript, Partial<GatewayFailure>])[] = [
    [
      "redirect",
      { upgrade: { status: 302, headers: { location: "https://sso.example/x?token=abc" } } },
      { kind: "access-page", answer: "redirect", status: 302, leadsTo: "sso.example" },
    ],
    ["HTTP 401", { upgrade: { status: 401 } }, { kind: "access-page", status: 401 }],
    ["HTTP 403", { upgrade: { status: 403 } }, { kind: "access-page", status: 403 }],
    ["HTTP 404", { upgrade: { status: 404 } }, { kind: "not-a-gateway", status: 404 }],
    ["HTTP 200", { upgrade: { status: 200 } }, { kind: "not-a-gateway", status: 200 }],
    ["HTTP 502", { upgrade: { status: 502 } }, { kind: "gateway-error", code: "HTTP_502" }],
    [
      "HTTP 503",
      { upgrade: { status: 503, headers: { "retry-after": "3" } } },
      { kind: "gateway-error", retryAfterMs: 3000 },
    ],
    [
      "a challenge without nonce",
      { challenge: { raw: event("connect.challenge", { ts: 1 }) } },
      { kind: "protocol-error", detail: "a challenge that cannot be answered" },
    ],
    [
      "an oversized challenge",
      { challenge: { raw: event("connect.challenge", { nonce: "n", ts: 1, padding: "x".repeat(65_536) }) } },
      { kind: "protocol-error", detail: expect.stringMatching(/^a frame of 65\d{3} bytes before hello$/) },
    ],
    [
      "an oversized event before hello",
      { beforeAnswer: [event("health", "x".repeat(65_536))] },
      { kind: "protocol-error", detail: expect.stringMatching(/^a frame of 65\d{3} bytes before hello$/) },
    ],
    [
      "a frame beyond every limit",
      { beforeChallenge: ["x".repeat(33 * 1024 * 1024)] },
      { kind: "protocol-error", detail: "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" },
    ],
    [
      "a flood of garbage",
      { beforeChallenge: Array.from({ length: 100 }, () => "{") },
      { kind: "protocol-error", detail: "33 malformed frames" },
    ],
    [
      "a hello without payload",
      { answer: { raw: (id) => JSON.stringify({ type: "res", id, ok: true }) } },
      { kind: "protocol-error", detail: "the answer to connect has no payload" },
    ],
    [
      "a hello in a protocol nobody offered",
      { hello: (payload) => ({ ...payload, protocol: 7 }) },
      { kind: "protocol-mismatch", gatewayIs: "newer" },
    ],
    [
      "a hello in a protocol from before",
      { hello: (payload) => ({ ...payload, protocol: 2 }) },
      { kind: "protocol-mismatch", gatewayIs: "older" },
    ],
    [
      "a refusal without an error",
      { answer: { raw: (id) => JSON.stringify({ type: "res", id, ok: false }) } },
      { kind: "gateway-error", code: "UNKNOWN" },
    ],
    [
      "rate limited",
      {
        answer: {
          error: {
            code: "INVALID_REQUEST",
            message: "m",
            retryAfterMs: 9000,
            details: { code: "AUTH_RATE_LIMITED" },
          },
        },
      },
      { kind: "rate-limited", retryAfterMs: 9000 },
    ],
    [
      "closed with 1008 and a known reason",
      { answer: { close: { code: 1008, reason: "pairing required" } } },
      { kind: "pairing-required", requestId: null },
    ],
    [
      "closed with 1012",
      { answer: { close: { code: 1012, reason: "service restart" } } },
      { kind: "starting" },
    ],
    [
      "closed with 1013",
      { answer: { close: { code: 1013, reason: "gateway starting" } } },
      { kind: "starting" },
    ],
    [
      "closed with 1000",
      { answer: { close: { code: 1000, reason: "" } } },
      { kind: "closed", cause: "peer" },
    ],
    ["dropped", { answer: { drop: true } }, { kind: "closed", cause: "network", code: 1006 }],
  ];
  test.each(cases)("%s", async (_, script, expected) => {
    const gateway = await friendlyGateway();
    gateway.script(script);
    expect(await failureOf(connectTo(gateway.url))).toMatchObject(expected);
    await gateway.until(() => gateway.nodes().length === 0);
  });

  const silences: readonly (readonly [string, ConnectionScript, string])[] = [
    ["no challenge", { challenge: "none" }, "no challenge in time"],
    ["a challenge too late", { challenge: { delayMs: 60_000 } }, "no challenge in time"],
    ["no answer", { answer: "none" }, "no answer to connect in time"],
    [
      "an answer to somebody else",
      { answer: { raw: () => JSON.stringify({ type: "res", id: "x", ok: true, payload: {} }) } },
      "no answer to connect in time",
    ],
  ];
  test.each(silences)("%s", async (_, script, detail) => {
    const gateway = await friendlyGateway();
    gateway.script(script);
    // Short only for the step that is waited for in vain: a busy machine may need long for the other.
    const limits = detail.startsWith("no challenge") ? { challengeMs: 300 } : { helloMs: 300 };
    expect(await failureOf(connectTo(gateway.url, {}, { limits }))).toMatchObject({
      kind: "silent",
      detail,
    });
    await gateway.until(() => gateway.nodes().length === 0);
  });

  test("a little garbage, strange frames, early events and a second challenge are survived", async () => {
    const gateway = await friendlyGateway();
    const second = event("connect.challenge", { nonce: "other", ts: 1 });
    gateway.script({
      beforeChallenge: [...garbage, event("health", { early: 1 }), '{"type":"req","id":"1","method":"x"}'],
      beforeAnswer: [second, ...garbage, '{"type":"res","id":"7","ok":true}', event("presence", {})],
      afterHello: [second, ...garbage],
    });
    const { session } = await sessionWith(gateway);
    expect(await session.request("node.event", {})).toMatchObject({ ok: true });
    expect(gateway.node().requests.map(({ method }) => method)).toEqual(["node.event"]);
  });

  test("a hello longer than 64 KiB is read: it carries the gateway's snapshot", async () => {
    const gateway = await friendlyGateway();
    gateway.script({ hello: (payload) => ({ ...payload, snapshot: { padding: "x".repeat(200_000) } }) });
    await sessionWith(gateway);
  });

  test("a starting gateway asks for patience, then lets us in", async () => {
    const gateway = await friendlyGateway();
    await gateway.restart({ startingAnswers: 1 });
    expect(await failureOf(connectTo(gateway.url))).toEqual({ kind: "starting", retryAfterMs: 500 });
    await sessionWith(gateway);
  });

  test("an identity that cannot sign ends the attempt and says nothing of why", async () => {
    const gateway = await friendlyGateway();
    const identity = {
      ...testIdentity(),
      sign(): string {
        throw new Error("seed 0123456789");
      },
    };
    const failure = await failureOf(connectTo(gateway.url, { identity }));
    expect(failure).toMatchObject({ kind: "protocol-error" });
    expect(JSON.stringify(failure)).not.toContain("0123456789");
    await gateway.until(() => gateway.openConnections() === 0);
  });

  test("a connect larger than gateways take before hello is not sent", async () => {
    const gateway = await friendlyGateway();
    const surface = { caps: [], commands: ["x".repeat(70_000)], permissions: {} };
    expect(await failureOf(connectTo(gateway.url, { surface }))).toMatchObject({ kind: "protocol-error" });
    expect(gateway.attempts[0]?.params).toBeNull();
  });

  test("our credential does not come back in a failure, even when the gateway echoes it", async () => {
    const token = "recognisable-secret-0123456789";
    const gateway = await friendlyGateway({ token: null });
    for (const script of [
      { answer: { error: { code: "WEIRD", message: `bad token ${token}` } } },
      { answer: { close: { code: 4005, reason: `bad token ${token}` } } },
      { answer: { close: { code: 1011, reason: token } } },
    ] satisfies ConnectionScript[]) {
      gateway.script(script);
      const failure = await failureOf(connectTo(gateway.url, { credential: { kind: "token", token } }));
      expect(JSON.stringify(failure)).not.toContain(token);
    }
  });
});

describe("the network below", () => {
  test("nobody listens", async () => {
    const gateway = await friendlyGateway();
    await gateway.stop();
    expect(await failureOf(connectTo(gateway.url))).toMatchObject({ kind: "unreachable", cause: "refused" });
  });

  test("something accepts and says nothing: the time limit ends it, and the socket is gone", async () => {
    const server = await tcpServer(() => {});
    const failure = await failureOf(connectTo(server.url, {}, { limits: { connectMs: 200 } }));
    expect(failure).toMatchObject({ kind: "silent" });
    await expect.poll(server.open).toBe(0);
  });

  test("something says nothing where TLS is expected", async () => {
    const server = await tcpServer(() => {});
    const url = server.url.replace("ws:", "wss:");
    const failure = await failureOf(connectTo(url, {}, { limits: { connectMs: 200 } }));
    expect(failure).toMatchObject({ kind: "silent" });
    await expect.poll(server.open).toBe(0);
  });

  test.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["a web page", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"],
    [
      "a false upgrade",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n",
    ],
  ])("%s answers", async (_, words) => {
    const server = await tcpServer((socket) => socket.once("data", () => socket.write(words)));
    expect(await failureOf(connectTo(server.url))).toMatchObject({ kind: "not-a-gateway" });
    await expect.poll(server.open).toBe(0);
  });

  test("something hangs up without a word", async () => {
    const server = await tcpServer((socket) => socket.once("data", () => socket.destroy()));
    expect(await failureOf(connectTo(server.url))).toMatchObject({ kind: "not-a-gateway", status: null });
  });
});

describe("aborting", () => {
  test("before it began, nothing is opened", async () => {
    const gateway = await friendlyGateway();
    expect(await failureOf(connectTo(gateway.url, {}, {}, AbortSignal.abort()))).toEqual({ kind: "aborted" });
    expect(gateway.attempts).toHaveLength(0);
  });

  test("while the upgrade is awaited, leaves no socket", async () => {
    const controller = new AbortController();
    const server = await tcpServer((socket) => socket.once("data", () => controller.abort()));
    expect(await failureOf(connectTo(server.url, {}, {}, controller.signal))).toEqual({ kind: "aborted" });
    await expect.poll(server.open).toBe(0);
  });

  test("while TCP connects, leaves no socket", async () => {
    const controller = new AbortController();
    const server = await tcpServer(() => {});
    const attempt = connectTo(server.url, {}, {}, controller.signal);
    controller.abort();
    expect(await failureOf(attempt)).toEqual({ kind: "aborted" });
    await expect.poll(server.open).toBe(0);
  });

  test.each<[string, ConnectionScript]>([
    ["the challenge", { challenge: "none" }],
    ["hello", { answer: "none" }],
  ])("while %s is awaited, leaves no socket", async (_, script) => {
    const gateway = await friendlyGateway();
    gateway.script(script);
    const controller = new AbortController();
    const attempt = failureOf(connectTo(gateway.url, {}, {}, controller.signal));
    await gateway.until(() => {
      const reached = gateway.attempts[0];
      return reached !== undefined && (script.answer === undefined || reached.params !== null);
    });
    controller.abort();
    expect(await attempt).toEqual({ kind: "aborted" });
    await gateway.until(() => gateway.openConnections() === 0);
  });
});

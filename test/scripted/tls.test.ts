import type { Socket } from "node:net";
import { createSecureContext, createServer } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { certificateValid, selfSignedCertificate } from "./certificate.ts";
import { connectTo, failureOf, friendlyGateway, sessionWith, tcpServer } from "./harness.ts";

describe("wss", () => {
  const certificate = selfSignedCertificate();
  const other = selfSignedCertificate("another");

  test("an untrusted certificate is refused, and its fingerprint is shown", async () => {
    const gateway = await friendlyGateway({ tls: certificate });
    const failure = await failureOf(connectTo(gateway.url));
    expect(failure).toEqual({
      kind: "certificate",
      problem: "self-signed",
      presented: certificate.fingerprint,
      detail: "DEPTH_ZERO_SELF_SIGNED_CERT",
      date: null,
    });
    expect(gateway.attempts).toHaveLength(0);
  });

  test("a pinned certificate is accepted, self-signed as it is", async () => {
    const gateway = await friendlyGateway({ tls: certificate });
    await sessionWith(gateway, { tlsFingerprint: certificate.fingerprint });
  });

  test("a certificate the system trusts is accepted", async () => {
    const gateway = await friendlyGateway({ tls: certificate });
    const trust = () => createSecureContext({ ca: certificate.cert });
    const result = await connectTo(gateway.url, {}, { trust });
    expect(result).toMatchObject({ ok: true });
    if (result.ok) await result.session.close();
  });

  test("a trusted certificate for another name is not", async () => {
    // The certificate names 127.0.0.1 and localhost; all of 127/8 is this machine.
    const gateway = await friendlyGateway({ tls: certificate, host: "127.0.0.2" });
    const trust = () => createSecureContext({ ca: certificate.cert });
    const failure = await failureOf(connectTo(gateway.url, {}, { trust }));
    expect(failure).toMatchObject({ problem: "other-name", detail: "127.0.0.1, localhost" });
  });

  test.each([
    ["expired", "200101000000Z", "200102000000Z", "2020-01-02"],
    ["not-yet-valid", "400101000000Z", "400102000000Z", "2040-01-01"],
  ] as const)(
    "a certificate that is %s is named so, with the day, trusted or not",
    async (problem, from, to, date) => {
      const tls = certificateValid(from, to);
      const gateway = await friendlyGateway({ tls });
      for (const trust of [undefined, () => createSecureContext({ ca: tls.cert })]) {
        const failure = await failureOf(connectTo(gateway.url, {}, trust === undefined ? {} : { trust }));
        expect(failure).toMatchObject({ kind: "certificate", problem, date });
      }
    },
  );

  test("anything but the pinned certificate is refused as changed, even a trusted one", async () => {
    const gateway = await friendlyGateway({ tls: certificate });
    const trust = () => createSecureContext({ ca: certificate.cert });
    const failure = await failureOf(connectTo(gateway.url, { tlsFingerprint: other.fingerprint }, { trust }));
    expect(failure).toMatchObject({
      kind: "certificate",
      problem: "changed",
      presented: certificate.fingerprint,
    });
  });

  test("a server with the wrong certificate receives not one byte of what we have to say", async () => {
    let received = 0;
    let closed = 0;
    const server = createServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
      socket.on("error", () => {});
      socket.on("data", (bytes) => {
        received += bytes.length;
      });
    });
    server.on("tlsClientError", () => {});
    server.on("connection", (socket: Socket) => {
      socket.on("close", () => {
        closed += 1;
      });
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `wss://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    await failureOf(connectTo(url, { tlsFingerprint: other.fingerprint }));
    await failureOf(connectTo(url));
    await expect.poll(() => closed).toBe(2);
    expect(received).toBe(0);
    // The same server does hear from who pins its certificate: the test can tell.
    const controller = new AbortController();
    const attempt = connectTo(url, { tlsFingerprint: certificate.fingerprint }, {}, controller.signal);
    await expect.poll(() => received).toBeGreaterThan(0);
    controller.abort();
    await failureOf(attempt);
  });

  test("a plain server asked for TLS is told as one", async () => {
    const server = await tcpServer((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 No\r\n\r\n")),
    );
    const failure = await failureOf(connectTo(server.url.replace("ws:", "wss:")));
    expect(failure).toEqual({ kind: "speaks-plain", url: server.url, isPrivate: true });
  });

  test("a TLS server spoken to in the clear is told as one", async () => {
    const gateway = await friendlyGateway({ tls: certificate });
    expect(await failureOf(connectTo(gateway.url.replace("wss:", "ws:")))).toEqual({
      kind: "speaks-tls",
      url: gateway.url,
    });
  });
});

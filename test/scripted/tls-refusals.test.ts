import { createSecureContext, createServer, type TlsOptions } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { createChecker } from "../../src/core/check/checker.ts";
import { judge } from "../../src/core/node/verdict.ts";
import { describeCheckProblem } from "../../src/shared/words/check-problem.ts";
import { catalogueFor } from "../../src/shared/words/languages.ts";
import { nginx } from "../support/nginx.ts";
import { faultyCertificate, selfSignedCertificate, type TestCertificate } from "./certificate.ts";
import { connectTo, failureOf, friendlyGateway } from "./harness.ts";

/** A TLS server that would show even a certificate that is refused today, and answers nothing. */
async function tlsServer({ key, cert }: TestCertificate, options: TlsOptions = {}): Promise<string> {
  const server = createServer({ key, cert, ciphers: "DEFAULT@SECLEVEL=0", ...options }, (socket) =>
    socket.on("error", () => {}),
  );
  server.on("tlsClientError", () => {});
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `wss://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

describe("why a certificate of a known authority is refused", () => {
  test.each([
    ["weak", "a key of 1024 bits", { key: "rsa:1024" }],
    ["weak", "a signature with SHA-1", { digest: "sha1" }],
    ["issuer-expired", "an authority that has expired", { issuerExpired: true }],
    ["wrong-purpose", "one for clients", { extensions: "extendedKeyUsage=clientAuth" }],
    ["other", "one with a critical extension nobody knows", { extensions: "1.2.3.4=critical,ASN1:NULL" }],
  ] as const)("%s: %s", async (problem, _what, fault) => {
    const certificate = faultyCertificate(fault);
    const url = await tlsServer(certificate);
    const trust = () => createSecureContext({ ca: certificate.authority });
    const failure = await failureOf(connectTo(url, {}, { trust }));
    expect(failure).toMatchObject({ kind: "certificate", problem, presented: certificate.fingerprint });
    const verdict = judge(failure);
    expect(verdict).toMatchObject({
      kind: "block",
      cause: { reason: "certificate-untrusted", detail: { certificate: problem } },
    });
  });
});

describe("a server that wants a certificate of ours is told as one", () => {
  const certificate = selfSignedCertificate();
  const pinned = { tlsFingerprint: certificate.fingerprint };

  test.each(["TLSv1.2", "TLSv1.3"] as const)("with %s", async (version) => {
    const wanting = { requestCert: true, rejectUnauthorized: true };
    const url = await tlsServer(certificate, { ...wanting, minVersion: version, maxVersion: version });
    const failure = await failureOf(connectTo(url, pinned));
    expect(failure).toMatchObject({ kind: "client-certificate" });
    expect(judge(failure)).toEqual({
      kind: "block",
      cause: { reason: "client-certificate", detail: {} },
    });
  });

  test("and not one with which no cipher is in common", async () => {
    const url = await tlsServer(certificate, { maxVersion: "TLSv1.2", ciphers: "DHE-RSA-AES256-SHA256" });
    expect(await failureOf(connectTo(url, pinned))).toMatchObject({ kind: "not-a-gateway" });
  });

  test("where nginx says it in a page, by the node and by the check, in both languages", async () => {
    const gateway = await friendlyGateway({ token: null });
    const upstreamPort = Number(new URL(gateway.url.replace("ws:", "http:")).port);
    const edge = await nginx({ tls: certificate, upstreamPort, clientAuthority: certificate.cert });
    const url = `wss://127.0.0.1:${edge.port}`;
    expect(await failureOf(connectTo(url, pinned))).toEqual({
      kind: "client-certificate",
      detail: "HTTP 400",
    });
    const checker = createChecker(
      { version: "0.0.0-test" },
      { credential: () => null, edgeHeaders: async () => [] },
    );
    const report = await checker.check(
      { address: url, credentialKind: "none", acceptedTlsFingerprint: certificate.fingerprint },
      () => {},
    );
    const failed = report.steps.find(({ status }) => status === "failed");
    expect(failed).toMatchObject({ name: "websocket", problem: "client-certificate" });
    for (const language of ["en", "de"] as const) {
      const said = describeCheckProblem("client-certificate", {}, url, catalogueFor(language));
      expect(said.sentence).toContain(`127.0.0.1:${edge.port}`);
      expect(said.sentence).toContain("mutual TLS");
      expect(said.remedy).not.toBe("");
    }
    expect(gateway.attempts).toHaveLength(0);
  });
});

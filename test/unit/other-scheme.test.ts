import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { parseGatewayAddress } from "../../src/core/gateway/address.ts";
import type { GatewayFailure } from "../../src/core/gateway/contract.ts";
import { explainByScheme } from "../../src/core/gateway/other-scheme.ts";
import {
  classifySocketError,
  classifyUpgradeAnswer,
  classifyUpgradeError,
  closedDuringTls,
} from "../../src/core/gateway/socket-failure.ts";

/** A port that answers any request with this line; it has TLS as well. */
const answering = (line: string): Duplex =>
  new Duplex({
    read() {},
    write(_bytes, _encoding, done) {
      this.push(`${line}\r\n\r\n`);
      done();
    },
  });

async function explained(url: string, failure: GatewayFailure, line: string): Promise<string> {
  const address = parseGatewayAddress(url);
  if (!address.ok) throw new Error(url);
  const open = async () => ({ ok: true as const, value: answering(line) });
  return (await explainByScheme(address.value, failure, open, new AbortController().signal)).kind;
}

const tlsError = (code: string) => classifySocketError(Object.assign(new Error("x"), { code }));
const answered = (status: number) =>
  classifyUpgradeAnswer(
    { status, location: undefined, retryAfter: undefined, contentType: undefined, page: "" },
    0,
  );

test.each<[string, GatewayFailure, string, string]>([
  [
    "plain text where TLS was expected",
    tlsError("ERR_SSL_WRONG_VERSION_NUMBER"),
    "HTTP/1.1 200 OK",
    "speaks-plain",
  ],
  ["the same, refusing the question", tlsError("EPROTO"), "HTTP/1.1 400 Bad Request", "speaks-plain"],
  ["a plain port that hangs up on TLS", closedDuringTls, "HTTP/1.1 404 Not Found", "speaks-plain"],
  ["a port with TLS that hangs up", closedDuringTls, "HTTP/1.1 400 Bad Request", "not-a-gateway"],
  [
    "another version of TLS",
    tlsError("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"),
    "HTTP/1.1 200 OK",
    "not-a-gateway",
  ],
  [
    "a certificate of ours is wanted",
    tlsError("ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE"),
    "HTTP/1.1 301 Moved",
    "not-a-gateway",
  ],
  ["400 over TLS", answered(400), "HTTP/1.1 400 Bad Request", "not-a-gateway"],
  ["400 over TLS, plain text beside it", answered(400), "HTTP/1.1 200 OK", "not-a-gateway"],
  [
    "closed after TLS",
    classifyUpgradeError(Object.assign(new Error("x"), { code: "ECONNRESET" })),
    "HTTP/1.1 200 OK",
    "not-a-gateway",
  ],
  [
    "no HTTP after TLS",
    classifyUpgradeError(Object.assign(new Error("x"), { code: "HPE_INVALID_CONSTANT" })),
    "HTTP/1.1 200 OK",
    "not-a-gateway",
  ],
])("over wss: %s", async (_what, failure, line, kind) => {
  expect(await explained("wss://10.0.0.1:18789", failure, line)).toBe(kind);
});

test.each([400, 404])(
  "ws that is answered with %d is asked for TLS only where a port with TLS says that",
  async (status) => {
    const kind = await explained("ws://10.0.0.1:18789", answered(status), "");
    expect(kind).toBe(status === 400 ? "speaks-tls" : "not-a-gateway");
  },
);

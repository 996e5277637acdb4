import { expect, test } from "vitest";
import { joinLinkOf, redeemJoinLink } from "../../src/core/links/join-link.ts";
import { decodeSetupCode } from "../../src/core/links/setup-code.ts";

const NOW = 1_000_000;
const encode = (payload: unknown) => Buffer.from(JSON.stringify(payload)).toString("base64url");
const good = { url: "ws://127.0.0.1:28911", bootstrapToken: "one-time", expiresAtMs: NOW + 1 };

/** As `openclaw qr --json` of 2026.9.6 printed it, its token since expired. */
const SEEN =
  "eyJ1cmwiOiJ3czovLzEyNy4wLjAuMToyODkxMSIsImJvb3RzdHJhcFRva2VuIjoiZlo5Tk5fcjJzTGZ1TlRpSjM4eDU2NTFnRmhFX0VjOENCSnFqQlI1M0NPcyIsImV4cGlyZXNBdE1zIjoxNzk1MzkyOTk3NjIxfQ";

test("a code of a real gateway is read, bare and as a link", () => {
  for (const text of [SEEN, `oc-pair://${SEEN}`, `OC-PAIR://${SEEN}/`, ` oc-pair:${SEEN} \n`]) {
    const setup = decodeSetupCode(text, NOW);
    expect(setup.ok && setup.value).toMatchObject({
      urls: ["ws://127.0.0.1:28911"],
      expiresAt: 1_795_392_997_621,
      tlsFingerprint: null,
    });
  }
});

test("an expired code is told from something that is not a code", () => {
  expect(decodeSetupCode(encode({ ...good, expiresAtMs: NOW }), NOW)).toEqual({
    ok: false,
    failure: "expired",
  });
  for (const text of [
    "",
    "oc-pair://",
    "oc-pair://!!!",
    encode("text"),
    encode([good]),
    "x".repeat(30_000),
  ]) {
    expect(decodeSetupCode(text, NOW)).toEqual({ ok: false, failure: "not-a-setup-code" });
  }
});

test.each([
  ["no token", { ...good, bootstrapToken: " " }],
  ["an address that is no WebSocket", { ...good, url: "https://gateway.example" }],
  ["a user name in the address", { ...good, url: "ws://user@gateway.example" }],
  ["too many addresses", { ...good, urls: Array.from({ length: 9 }, () => good.url) }],
  ["a strange expiry", { ...good, expiresAtMs: "soon" }],
  ["a certificate pin that cannot be read", { ...good, tlsFingerprint: "abc" }],
])("a code with %s is refused", (_what, payload) => {
  expect(decodeSetupCode(encode(payload), NOW)).toEqual({ ok: false, failure: "not-a-setup-code" });
});

test("the pin of a code is kept, however it is written", () => {
  const tlsFingerprint = `SHA256:${"AB:".repeat(31)}AB`;
  const setup = decodeSetupCode(encode({ ...good, tlsFingerprint }), NOW);
  expect(setup.ok && setup.value.tlsFingerprint).toBe("ab".repeat(32));
});

test("a join link is https, or http on this computer only, and carries nothing else", () => {
  const shortcode = "abcdefghijklmnopqrstuv";
  expect(joinLinkOf(`https://gateway.example/base/j/${shortcode}`)).not.toBe(null);
  expect(joinLinkOf(`http://127.0.0.1:18789/j/${shortcode}`)).not.toBe(null);
  for (const text of [
    `http://gateway.example/j/${shortcode}`,
    `https://gateway.example/j/${shortcode}x`,
    `https://gateway.example/j/${shortcode}?x=1`,
    `https://user:word@gateway.example/j/${shortcode}`,
  ]) {
    expect(joinLinkOf(text), text).toBe(null);
  }
});

test.each([
  ["used or unknown", new Response('{"error":"not_found"}', { status: 404 }), "join-link-refused"],
  [
    "a page of a proxy",
    new Response("<html>", { headers: { "content-type": "text/html" } }),
    "join-link-access-page",
  ],
  [
    "a redirect",
    new Response(null, { status: 302, headers: { location: "https://sso.example/" } }),
    "join-link-access-page",
  ],
  ["not JSON", json("{"), "not-a-setup-code"],
  ["longer than any setup", json(`"${"x".repeat(30_000)}"`), "not-a-setup-code"],
])("a join link whose answer is %s fails with its reason", async (_what, response, expected) => {
  const link = new URL("https://gateway.example/j/abcdefghijklmnopqrstuv");
  const setup = await redeemJoinLink(
    link,
    () => NOW,
    () => Promise.resolve(response),
  );
  expect(setup).toEqual({ ok: false, failure: expected });
});

test("a join link that cannot be reached is called that", async () => {
  const link = new URL("https://gateway.example/j/abcdefghijklmnopqrstuv");
  const setup = await redeemJoinLink(
    link,
    () => NOW,
    () => Promise.reject(new TypeError("fetch failed")),
  );
  expect(setup).toEqual({ ok: false, failure: "join-link-unreachable" });
});

function json(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json; charset=utf-8" } });
}

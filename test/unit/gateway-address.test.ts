import { describe, expect, test } from "vitest";
import { parseGatewayAddress } from "../../src/core/gateway/address.ts";
import type { AddressProblem } from "../../src/core/gateway/address-problem.ts";
import { isPrivateAddress, isPrivateHost } from "../../src/core/gateway/private-host.ts";

const url = (text: string, allowInsecure = false) => {
  const result = parseGatewayAddress(text, { allowInsecure });
  return result.ok ? result.value.url : result.failure;
};
const problem = (text: string): AddressProblem => {
  const result = parseGatewayAddress(text);
  if (result.ok) throw new Error(`${text} was taken as ${result.value.url}`);
  return result.failure;
};

describe("a gateway address is read forgivingly", () => {
  test.each([
    // bare hosts
    ["localhost", "ws://localhost:18789"],
    ["  127.0.0.1  ", "ws://127.0.0.1:18789"],
    ["192.168.1.5:9000", "ws://192.168.1.5:9000"],
    ["gateway.example.com", "wss://gateway.example.com:18789"],
    ["gateway.example.com:4443", "wss://gateway.example.com:4443"],
    ["nas.local", "ws://nas.local:18789"],
    ["box.tail1234.ts.net", "ws://box.tail1234.ts.net:18789"],
    ["box.tail1234.ts.net:443", "wss://box.tail1234.ts.net:443"],
    ["100.101.102.103", "ws://100.101.102.103:18789"],
    ["8.8.8.8", "wss://8.8.8.8:18789"],
    ["//localhost/", "ws://localhost:18789"],
    // schemes
    ["ws://localhost", "ws://localhost:18789"],
    ["http://127.0.0.1:18789/", "ws://127.0.0.1:18789"],
    ["http://192.168.1.5", "ws://192.168.1.5:18789"],
    ["http://192.168.1.5:80", "ws://192.168.1.5:80"],
    ["WS://LOCALHOST:1", "ws://localhost:1"],
    ["https://gateway.example.com", "wss://gateway.example.com:443"],
    ["wss://gateway.example.com", "wss://gateway.example.com:443"],
    ["https://gateway.example.com:443", "wss://gateway.example.com:443"],
    ["wss://gateway.example.com:18789", "wss://gateway.example.com:18789"],
    ["wss://192.168.1.5:18789", "wss://192.168.1.5:18789"],
    ["https://box.tail1234.ts.net", "wss://box.tail1234.ts.net:443"],
    // paths
    ["https://example.com/gw", "wss://example.com:443/gw"],
    ["https://example.com/gw/", "wss://example.com:443/gw/"],
    ["https://example.com/a/b//", "wss://example.com:443/a/b/"],
    ["localhost/some/Path", "ws://localhost:18789/some/Path"],
    ["localhost:", "ws://localhost:18789"],
    // harmless extras are dropped
    ["http://127.0.0.1:18789/?view=chat#top", "ws://127.0.0.1:18789"],
    // IPv6
    ["::1", "ws://[::1]:18789"],
    ["[::1]", "ws://[::1]:18789"],
    ["[::1]:9000", "ws://[::1]:9000"],
    ["ws://[fd00::1]:9000/x", "ws://[fd00::1]:9000/x"],
    ["fe80::1", "ws://[fe80::1]:18789"],
    ["2001:db8::1", "wss://[2001:db8::1]:18789"],
    ["ws://[::ffff:10.0.0.1]:5", "ws://[::ffff:a00:1]:5"],
    // names
    ["Gateway.Example.COM.", "wss://gateway.example.com:18789"],
    ["bücher.example", "wss://xn--bcher-kva.example:18789"],
    ["2130706433", "ws://127.0.0.1:18789"],
  ])("%s is %s", (text, expected) => {
    expect(url(text)).toBe(expected);
  });

  test("a look-alike name comes back in the form that shows it", () => {
    const result = parseGatewayAddress("wss://gаteway.example"); // the first a is Cyrillic
    expect(result.ok && result.value.host).toMatch(/^xn--/);
  });

  test("plain text to a name is judged by where the name leads, and not here", () => {
    expect(url("ws://example.com")).toBe("ws://example.com:18789");
    expect(parseGatewayAddress("example.com")).toMatchObject({ value: { schemeGuessed: true } });
    for (const told of ["ws://example.com", "wss://example.com", "example.com:443", "nas.local", "8.8.8.8"])
      expect(parseGatewayAddress(told), told).not.toHaveProperty("value.schemeGuessed");
  });

  test("host, port and secure belong to the url", () => {
    expect(parseGatewayAddress("[fd00::1]:9000")).toEqual({
      ok: true,
      value: { url: "ws://[fd00::1]:9000", host: "fd00::1", port: 9000, secure: false },
    });
  });

  test("what was normalised is read as itself", () => {
    for (const text of ["https://example.com/gw/", "::1", "8.8.8.8", "nas.local:1", "ws://10.0.0.1"]) {
      const once = url(text);
      expect(url(String(once))).toBe(once);
    }
  });
});

describe("an address that cannot be used says why", () => {
  test.each<[string, AddressProblem]>([
    ["", { code: "empty" }],
    ["   ", { code: "empty" }],
    ["x.".repeat(1500), { code: "too-long", limit: 2048 }],
    ["ws://local\u0000host", { code: "control-characters" }],
    ["local\nhost", { code: "several-words" }],
    ["local\u202ehost", { code: "control-characters" }],
    ["local\u200bhost", { code: "control-characters" }],
    ["ftp://example.com", { code: "scheme", scheme: "ftp" }],
    ["file:///etc/passwd", { code: "scheme", scheme: "file" }],
    ["javascript://x", { code: "scheme", scheme: "javascript" }],
    ["localhost:0", { code: "port", port: "0" }],
    ["localhost:65536", { code: "port", port: "65536" }],
    ["localhost:abc", { code: "port", port: null }],
    ["http://localhost:-1", { code: "port", port: null }],
    ["ws://", { code: "host" }],
    ["ws://:9000", { code: "host" }],
    ["my host", { code: "several-words" }],
    ["[::1", { code: "host" }],
    ["[zz::1]", { code: "host" }],
    ["ws://fe80::1%eth0", { code: "zone" }],
    ["999.1.1.1", { code: "host" }],
    ["ws://%31", { code: "host" }],
    ["0.0.0.0:18789", { code: "unspecified-host", host: "0.0.0.0" }],
    ["[::]:18789", { code: "unspecified-host", host: "::" }],
    [
      "http://8.8.8.8:18789/gw",
      {
        code: "insecure-address",
        host: "8.8.8.8",
        secureUrl: "wss://8.8.8.8:18789/gw",
        plainUrl: "ws://8.8.8.8:18789/gw",
      },
    ],
    [
      "ws://[2001:db8::1]:1",
      {
        code: "insecure-address",
        host: "2001:db8::1",
        secureUrl: "wss://[2001:db8::1]:1",
        plainUrl: "ws://[2001:db8::1]:1",
      },
    ],
  ])("%j", (text, expected) => {
    expect(problem(text)).toEqual(expected);
  });

  test("the owner may insist on plain text to a public address", () => {
    expect(url("ws://example.com:18789", true)).toBe("ws://example.com:18789");
  });

  test("permission for plain text does not turn a bare public host into plain text", () => {
    expect(url("example.com", true)).toBe("wss://example.com:18789");
  });
});

describe("a secret in an address is refused and never repeated", () => {
  const secret = "hunter2-Zq8Lx0pV";
  test.each([
    [`ws://user:${secret}@localhost`, "user-info"],
    [`${secret}@localhost:18789`, "user-info"],
    [`ws://localhost\\@${secret}`, null],
    [`localhost:${secret}`, "port"],
    [`http://localhost:18789/#token=${secret}`, "secret-in-address"],
    [`http://localhost:18789/#/chat?token=${secret}`, "secret-in-address"],
    [`http://localhost:18789/?token=${secret}`, "secret-in-address"],
    [`http://localhost:18789?a=b&access_token=${secret}`, "secret-in-address"],
    [`http://localhost:18789?p%61ssword=${secret}`, "secret-in-address"],
    [`http://localhost:18789?api-key=${secret}`, "secret-in-address"],
    [`http://localhost:18789?auth=x`, "secret-in-address"],
    [`http://localhost:18789?key=${secret}`, "secret-in-address"],
    [`http://localhost:18789#${secret}`, "secret-in-address"],
    [`http://localhost:18789?x=${secret}`, "secret-in-address"],
  ])("%s", (text, code) => {
    const result = parseGatewayAddress(text);
    if (code !== null) expect(result).toMatchObject({ ok: false, failure: { code } });
    if (!result.ok) expect(JSON.stringify(result)).not.toContain(secret);
  });

  test("the sentence gets the word that gave it away", () => {
    expect(problem("http://localhost/?gateway_token=abc")).toEqual({
      code: "secret-in-address",
      where: "query",
      parameter: "token",
    });
  });
});

describe("the address a socket has is private however it is written, or it is not", () => {
  test.each(
    "127.0.0.1 ::1 ::ffff:127.0.0.1 ::FFFF:10.1.2.3 ::ffff:a01:203 fe80::1%eth0 fe80::1%25 169.254.7.7 fd7a:115c:a1e0::1 100.100.1.1".split(
      " ",
    ),
  )("%s is", (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each(
    // NAT64 of a private address comes out in somebody else's network; so do 6to4, Teredo, and what only looks mapped.
    "203.0.113.7 ::ffff:203.0.113.7 ::ffff:cb00:7107 64:ff9b::a00:1 64:ff9b::10.0.0.1 64:ff9b:1::a00:1 2002:a00:1::1 2001::1 ::10.0.0.1 ::ffff:0:10.0.0.1 fec0::1 100.128.0.1 2001:db8::1%eth0 nas.local localhost 10.0.0".split(
      " ",
    ),
  )("%s is not", (address) => expect(isPrivateAddress(address)).toBe(false));
});

describe("plain text is allowed only where it does not cross the internet", () => {
  test.each(
    "localhost a.localhost 127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 169.254.1.1 100.64.0.1 100.127.255.255 ::1 fc00::1 fdff::1 fe80::1 febf::1 ::ffff:a00:1 ::ffff:7f00:1 nas.local a.b.local x.tail1.ts.net".split(
      " ",
    ),
  )("%s is private", (host) => {
    expect(isPrivateHost(host)).toBe(true);
  });

  test.each(
    "8.8.8.8 172.15.0.1 172.32.0.1 192.169.0.1 100.63.255.255 100.128.0.0 11.0.0.1 2001:db8::1 fec0::1 ::ffff:808:808 64:ff9b::a00:1 2002:a00:1:: localhost.example.com local ts.net evil-ts.net notlocalhost example.locals nas".split(
      " ",
    ),
  )("%s is not", (host) => {
    expect(isPrivateHost(host)).toBe(false);
  });
});

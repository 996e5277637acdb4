import { expect, test } from "vitest";
import { type LookUp, settleAddress } from "../../src/core/gateway/settle-address.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  myserver: ["192.168.1.9"],
  "nas.lan": ["fd00::9", "10.0.0.9"],
  "gw.internal": ["10.1.1.1"],
  "split.example.org": ["100.100.1.1"],
  "gateway.example.org": ["203.0.113.7"],
  "half.example.org": ["10.0.0.1", "203.0.113.7"],
  "outside.lan": ["203.0.113.7"],
  empty: [],
};

const lookUp: LookUp = async (host) => {
  const found = names[host];
  if (found === undefined) throw new Error("ENOTFOUND");
  return found;
};

async function settled(text: string, allowInsecure = false): Promise<string> {
  const address = await settleAddress(text, { allowInsecure }, lookUp);
  if (!address.ok) return address.failure.code;
  expect(address.value).not.toHaveProperty("schemeGuessed");
  expect(address.value.secure).toBe(address.value.url.startsWith("wss:"));
  return address.value.url;
}

test.each([
  // no scheme: by where the name leads
  ["myserver:18789", "ws://myserver:18789"],
  ["myserver", "ws://myserver:18789"],
  ["nas.lan", "ws://nas.lan:18789"],
  ["gw.internal:9000/base", "ws://gw.internal:9000/base"],
  ["split.example.org", "ws://split.example.org:18789"],
  ["gateway.example.org", "wss://gateway.example.org:18789"],
  ["half.example.org", "wss://half.example.org:18789"],
  ["outside.lan", "wss://outside.lan:18789"],
  ["split.example.org:443", "wss://split.example.org:443"],
  // nobody knows the name here
  ["elsewhere", "ws://elsewhere:18789"],
  ["empty", "ws://empty:18789"],
  ["elsewhere.lan", "ws://elsewhere.lan:18789"],
  ["elsewhere.fritz.box", "ws://elsewhere.fritz.box:18789"],
  ["elsewhere.example.org", "wss://elsewhere.example.org:18789"],
  // plain text as written
  ["ws://myserver", "ws://myserver:18789"],
  ["http://split.example.org:8080", "ws://split.example.org:8080"],
  ["ws://elsewhere.internal", "ws://elsewhere.internal:18789"],
  ["ws://gateway.example.org", "insecure-address"],
  ["ws://half.example.org", "insecure-address"],
  ["ws://elsewhere.example.org", "insecure-address"],
  // TLS is never taken away
  ["wss://myserver", "wss://myserver:443"],
  ["https://nas.lan:18789", "wss://nas.lan:18789"],
])("%s is used as %s", async (text, expected) => {
  expect(await settled(text)).toBe(expected);
});

test("with --allow-insecure a written ws:// stays, and a bare public name still gets TLS", async () => {
  expect(await settled("ws://gateway.example.org", true)).toBe("ws://gateway.example.org:18789");
  expect(await settled("gateway.example.org", true)).toBe("wss://gateway.example.org:18789");
});

test("what tells itself is not looked up", async () => {
  const never: LookUp = () => {
    throw new Error("looked up");
  };
  for (const text of ["10.0.0.1", "localhost", "nas.local", "wss://gateway.example.org", "fd00::1"])
    expect((await settleAddress(text, {}, never)).ok, text).toBe(true);
});

test("the refusal names the same place over TLS", async () => {
  expect(await settleAddress("ws://gateway.example.org/base", {}, lookUp)).toEqual({
    ok: false,
    failure: {
      code: "insecure-address",
      host: "gateway.example.org",
      secureUrl: "wss://gateway.example.org:443/base",
      plainUrl: "ws://gateway.example.org:18789/base",
    },
  });
});

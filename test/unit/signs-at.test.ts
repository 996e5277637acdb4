import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openSettings } from "../../src/core/settings/open.ts";
import { readSettingsText } from "../../src/core/settings/schema.ts";
import { signsElsewhere, withSigningPlace } from "../../src/core/settings/signs-at.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const pin = "ab".repeat(32);
const at = (url: string, tlsFingerprint: string | null = null) => ({ url, tlsFingerprint });
const known = (...urls: readonly string[]) => ({ signsAt: urls.map((url) => at(url)) });

describe("an identity that signed somewhere", () => {
  test.each([
    ["ws://127.0.0.1:18789", "ws://localhost:18789"],
    ["ws://localhost:18789", "ws://[::1]:18789"],
    ["ws://nas.local:18789", "wss://nas.local:18789"],
    ["wss://gateway.example:443", "wss://gateway.example"],
    ["wss://gateway.example:443/one", "wss://gateway.example:443/one/"],
  ])("%s and %s are one gateway", (before, now) => {
    expect(signsElsewhere(known(before), at(now))).toBeNull();
    expect(signsElsewhere(known(now), at(before))).toBeNull();
  });

  test.each([
    ["ws://127.0.0.1:18789", "ws://127.0.0.1:18790"],
    ["ws://127.0.0.1:18789", "ws://127.0.0.2:18789"],
    ["ws://10.0.0.1:18789", "ws://10.0.0.2:18789"],
    ["wss://gateway.example:443", "wss://gateway.example.org:443"],
    ["wss://gateway.example:443/one", "wss://gateway.example:443/two"],
  ])("%s and %s are two, and the one that is known is named", (before, now) => {
    expect(signsElsewhere(known(before), at(now))).toEqual([new URL(before).host]);
  });

  test("the pinned certificate is the gateway, wherever it moved; another pin proves nothing", () => {
    const settings = { signsAt: [at("wss://10.0.0.1:443", pin)] };
    expect(signsElsewhere(settings, at("wss://10.0.0.2:18789", pin))).toBeNull();
    expect(signsElsewhere(settings, at("wss://10.0.0.2:18789", "cd".repeat(32)))).toEqual(["10.0.0.1"]);
    expect(signsElsewhere(settings, at("wss://10.0.0.2:18789"))).toEqual(["10.0.0.1"]);
  });

  test("a place is kept once, as it is pinned now", () => {
    const once = withSigningPlace([], at("wss://a:1"));
    expect(withSigningPlace(once, at("wss://a:1", pin))).toEqual([at("wss://a:1", pin)]);
  });
});

test("one that never signed asks nothing", () =>
  expect(signsElsewhere({ signsAt: [] }, at("ws://anywhere:1"))).toBeNull());

describe("a settings file", () => {
  const gateway = {
    url: "ws://10.0.0.1:18789",
    tlsFingerprint: null,
    signatureVersion: null,
    lastVersion: null,
    lastProtocol: null,
    approvedSurface: null,
    allowInsecure: false,
  };
  const read = (content: object) => {
    const text = readSettingsText(JSON.stringify({ schemaVersion: 1, ...content }));
    return text.kind === "settings" ? text.settings.signsAt : text.kind;
  };

  test("of an earlier version: its device signed wherever it had a gateway", () => {
    const formerGatewayUrls = ["ws://10.0.0.9:1"];
    expect(read({ deviceId: pin, gateway, formerGatewayUrls })).toEqual([
      at("ws://10.0.0.9:1"),
      at(gateway.url),
    ]);
    expect(read({ gateway, formerGatewayUrls })).toEqual([]);
  });

  test("whose list is not a list is broken, and does not count as empty", () => {
    expect(read({ signsAt: [] })).toEqual([]);
    for (const signsAt of ["ws://a:1", [{ url: "a" }], [{ url: "ws://a:1" }], null])
      expect(read({ signsAt }), JSON.stringify(signsAt)).toBe("broken");
  });
});

describe("damaged settings without a good copy", () => {
  const opened = (files: Readonly<Record<string, string>>) => {
    const folder = temporaryDirectory();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const settings = openSettings(folder);
    if (!settings.ok) throw new Error(settings.failure.kind);
    return settings.value;
  };
  const whole = JSON.stringify({
    schemaVersion: 1,
    deviceId: "ab".repeat(32),
    signsAt: [at("wss://gateway.example:443", pin), at("ssh://me@box")],
  });

  test("still say where the identity signed, so that another gateway is asked about", () => {
    const settings = opened({ "settings.json": whole.slice(0, -9) });
    expect(settings.recovered).toBe("nothing");
    const { signsAt } = settings.read();
    expect(signsAt.map(({ url }) => url)).toEqual(["wss://gateway.example:443", "ssh://me@box"]);
    expect(signsElsewhere({ signsAt }, at("wss://gateway.example:443"))).toBeNull();
    expect(signsElsewhere({ signsAt }, at("wss://other.example:443"))).toEqual(["gateway.example", "me@box"]);
  });

  test("say it also when the file was put aside before, or only the copy is left", () => {
    const urls = (files: Readonly<Record<string, string>>) =>
      opened(files)
        .read()
        .signsAt.map(({ url }) => url);
    const damaged = whole.slice(0, -9);
    expect(urls({ "settings.json.last-good": damaged })).toHaveLength(2);
    expect(urls({ "settings.json": "", "settings.json.last-good": damaged })).toHaveLength(2);
    expect(urls({ "settings.json": "no URL at all" })).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { parseGatewayAddress } from "../../src/core/gateway/address.ts";
import { withGateway } from "../../src/core/settings/choose-gateway.ts";
import { encodeSettings, readSettingsText } from "../../src/core/settings/schema.ts";
import { emptySettings, type Settings } from "../../src/core/settings/settings.ts";

function choose(before: Settings, address: string): Settings {
  const parsed = parseGatewayAddress(address, { allowInsecure: true });
  if (!parsed.ok) throw new Error(parsed.failure.code);
  return { ...before, ...withGateway(before, { address }, parsed.value) };
}

const reached = (settings: Settings): Settings =>
  settings.gateway === null
    ? settings
    : { ...settings, gateway: { ...settings.gateway, lastVersion: "2026.9.6" } };

describe("what was typed", () => {
  test.each([
    ["myserver", "wss://myserver:18789"],
    [" “nas.lan:1234”. ", "wss://nas.lan:1234"],
    ["gw.example.org/base/", "wss://gw.example.org:18789/base/"],
  ])("is remembered beside what it was taken for: %s", (typed, url) => {
    const { gateway } = choose(emptySettings, typed);
    expect(gateway?.url).toBe(url);
    expect(gateway?.typed).toBe(typed.replace(/[ “”]|\.$/g, "").replace(/\.$/, ""));
  });

  test.each(["wss://myserver:18789", "https://gw.example.org/", "ssh://me@server"])(
    "says no more where a scheme was written: %s",
    (address) => {
      expect(choose(emptySettings, address).gateway).not.toHaveProperty("typed");
    },
  );

  test("stays when the same gateway is chosen by its whole address, and in the settings file", () => {
    const chosen = choose(choose(emptySettings, "myserver"), "wss://myserver:18789");
    expect(chosen.gateway?.typed).toBe("myserver");
    expect(readSettingsText(encodeSettings(chosen, { connections: false }))).toEqual({
      kind: "settings",
      settings: chosen,
    });
  });
});

describe("the last slash of a path", () => {
  test("is part of the address", () => {
    expect(choose(emptySettings, "wss://gw/base/").gateway?.url).toBe("wss://gw:443/base/");
    expect(choose(emptySettings, "wss://gw/base").gateway?.url).toBe("wss://gw:443/base");
    expect(choose(emptySettings, "wss://gw/").gateway?.url).toBe("wss://gw:443");
  });

  test("does not make another gateway of one that was reached", () => {
    const known = reached(choose(emptySettings, "wss://gw/base"));
    expect(choose(known, "wss://gw/base/").gateway).toEqual(known.gateway);
    expect(choose(choose(emptySettings, "wss://gw/base"), "wss://gw/base/").gateway?.url).toBe(
      "wss://gw:443/base/",
    );
  });
});

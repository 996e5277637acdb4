import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSettings } from "../../src/core/settings/open.ts";
import { emptySettings, type SettingsFile } from "../../src/core/settings/settings.ts";
import { openSettingsFile } from "../../src/core/settings/settings-file.ts";
import { stateDirectory } from "../../src/core/settings/state-directory.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const deviceId = "ab".repeat(32);
const gateway = {
  url: "wss://gateway.example:443/",
  tlsFingerprint: null,
  signatureVersion: "v3",
  lastVersion: "2026.9.6",
  lastProtocol: 4,
  approvedSurface: null,
  allowInsecure: false,
} as const;

function opened(stateDir: string): SettingsFile {
  const settings = openSettings(stateDir, () => 1234);
  if (!settings.ok) throw new Error(settings.failure.detail);
  return settings.value;
}

function withText(text: string) {
  const stateDir = temporaryDirectory();
  const path = join(stateDir, "settings.json");
  writeFileSync(path, text);
  return { stateDir, path };
}

describe("settings", () => {
  it("are empty at first, and reading them creates nothing", () => {
    const stateDir = join(temporaryDirectory(), "new");
    expect(opened(stateDir).read()).toEqual(emptySettings);
    expect(existsSync(stateDir)).toBe(false);
  });

  it("come back whole at the next opening, from a file for their owner alone", () => {
    const stateDir = join(temporaryDirectory(), "new");
    const change = { deviceId, displayName: "desk", gateway, formerGatewayUrls: ["ws://a/"], paused: true };
    expect(opened(stateDir).update(change)).toBe(true);
    const again = opened(stateDir);
    expect(again.read()).toEqual({ ...emptySettings, ...change });
    expect(again.recovered).toBeNull();
    expect(statSync(join(stateDir, "settings.json")).mode & 0o777).toBe(0o600);
    expect(readdirSync(stateDir)).toEqual(["settings.json"]);
  });

  it.each([
    ["cut short", '{"schemaVersion":1,"deviceId":"ab'],
    ["empty", ""],
    ["a list", "[]"],
    ["without a version", '{"deviceId":null}'],
    ["of the wrong types", '{"schemaVersion":1,"paused":"yes"}'],
    ["with a device id that is none", '{"schemaVersion":1,"deviceId":"xyz"}'],
    ["with half a gateway", '{"schemaVersion":1,"gateway":{"url":"ws://a/"}}'],
  ])("that are %s are put aside, kept, and reported", (_, text) => {
    const { stateDir, path } = withText(text);
    const settings = opened(stateDir);
    expect(settings.recovered).toBe(`${path}.broken-1234`);
    expect(readFileSync(`${path}.broken-1234`, "utf8")).toBe(text);
    expect(settings.read()).toEqual(emptySettings);
    expect(settings.update({ paused: true })).toBe(true);
    expect(opened(stateDir).read().paused).toBe(true);
    expect(opened(stateDir).recovered).toBeNull();
  });

  it.each([
    ["", true],
    ['{"schemaVersion":1,"deviceId":"ab', true],
    [`{"schemaVersion":1,"deviceId":"${deviceId}","paused":7}`, true],
    [`{"schemaVersion":1,"device":"${deviceId}","paused":7}`, true],
    ["[]", true],
    ['{"schemaVersion":1,"deviceId":null,"paused":7}', false],
    ['{"schemaVersion":1,"paused":7}', false],
  ])("put aside with the text '%s' may have named a device: %s", (text, expected) => {
    const { stateDir } = withText(text);
    expect(opened(stateDir).mayHaveLostIdentity()).toBe(expected);
    expect(opened(stateDir).mayHaveLostIdentity()).toBe(expected);
  });

  it("forget broken files when they are cleared", () => {
    const { stateDir } = withText("{");
    const settings = opened(stateDir);
    settings.update({ deviceId });
    expect(settings.clear()).toBe(true);
    expect(settings.mayHaveLostIdentity()).toBe(false);
    expect(readdirSync(stateDir)).toEqual(["settings.json"]);
    expect(opened(stateDir).read()).toEqual(emptySettings);
  });

  it("of a newer version are neither read nor touched", () => {
    const text = '{"schemaVersion":2,"deviceId":{"new":"shape"}}';
    const { stateDir, path } = withText(text);
    expect(openSettings(stateDir)).toMatchObject({ ok: false, failure: { kind: "unreadable" } });
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(stateDir)).toEqual(["settings.json"]);
  });

  it("that cannot be read are a failure, not an empty beginning", () => {
    const stateDir = temporaryDirectory();
    mkdirSync(join(stateDir, "settings.json"));
    expect(openSettings(stateDir)).toMatchObject({ ok: false, failure: { detail: "settings.json: EISDIR" } });
    expect(readdirSync(stateDir)).toEqual(["settings.json"]);
  });

  it("are not put aside when the disk, and not their content, is at fault", () => {
    const { stateDir, path } = withText('{"schemaVersion":1}');
    const settings = openSettingsFile({
      path,
      now: () => 1,
      openStore: () => {
        throw Object.assign(new Error("full"), { code: "ENOSPC" });
      },
    });
    expect(settings).toMatchObject({ ok: false, failure: { detail: "settings.json: ENOSPC" } });
    expect(readdirSync(stateDir)).toEqual(["settings.json"]);
  });

  it("change in memory also when they cannot be written, and say so", () => {
    const stateDir = temporaryDirectory();
    const settings = opened(join(stateDir, "later"));
    mkdirSync(join(stateDir, "later", "settings.json"), { recursive: true });
    expect(settings.update({ paused: true })).toBe(false);
    expect(settings.read().paused).toBe(true);
  });
});

describe("the state directory", () => {
  it.each([
    ["linux", { XDG_CONFIG_HOME: "/x" }, "/x/clawtray"],
    ["linux", { XDG_CONFIG_HOME: "relative" }, "/home/p/.config/clawtray"],
    ["linux", {}, "/home/p/.config/clawtray"],
    ["darwin", { XDG_CONFIG_HOME: "/x" }, "/home/p/Library/Application Support/Clawtray"],
    ["win32", { APPDATA: "C:\\Users\\p\\AppData\\Roaming" }, "C:\\Users\\p\\AppData\\Roaming\\Clawtray"],
  ])("on %s with %o is %s", (platform, env, expected) => {
    expect(stateDirectory(platform, env, "/home/p")).toBe(expected);
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { blockedState } from "../../src/core/node/before-node.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import { emptySettings, type SettingsFile, settingsCause } from "../../src/core/settings/settings.ts";
import { stateDirectory } from "../../src/core/settings/state-directory.ts";
import type { FileProblem } from "../../src/shared/file-problem.ts";
import { failure } from "../../src/shared/result.ts";
import { states as germanStates } from "../../src/shared/words/de/states.ts";
import { describe as describeState } from "../../src/shared/words/describe.ts";
import { english } from "../../src/shared/words/en/states.ts";
import { canMount, smallDisk } from "../support/small-disk.ts";
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

const chosen = { deviceId, displayName: "desk", gateway, keyStore: "file" } as const;
const done = { ok: true, value: undefined };

function opened(stateDir: string): SettingsFile {
  const settings = openSettings(stateDir, () => 1234);
  if (!settings.ok) throw new Error(settings.failure.kind);
  return settings.value;
}

function withText(text: string) {
  const stateDir = temporaryDirectory();
  const path = join(stateDir, "settings.json");
  writeFileSync(path, text, { mode: 0o600 });
  return { stateDir, path };
}

const broken = [
  ["cut short", '{"schemaVersion":1,"deviceId":"ab'],
  ["empty", ""],
  ["a list", "[]"],
  ["without a version", '{"deviceId":null}'],
  ["of the wrong types", '{"schemaVersion":1,"paused":"yes"}'],
  ["with a device id that is none", '{"schemaVersion":1,"deviceId":"xyz"}'],
  ["with half a gateway", '{"schemaVersion":1,"gateway":{"url":"ws://a/"}}'],
  ["with a switch that is neither on nor off", '{"schemaVersion":1,"capabilities":{"run":"off"}}'],
  ["with a choice that is neither yes nor no", '{"schemaVersion":1,"consent":{"remoteMayLoosen":1}}'],
] as const;

describe("settings", () => {
  test("are empty at first, and reading them creates nothing", () => {
    const stateDir = join(temporaryDirectory(), "new");
    expect(opened(stateDir).read()).toEqual(emptySettings);
    expect(existsSync(stateDir)).toBe(false);
  });

  test("come back whole at the next opening, from files for their owner alone", async () => {
    const stateDir = join(temporaryDirectory(), "new");
    const change = { deviceId, displayName: "desk", gateway, formerGatewayUrls: ["ws://a/"], paused: true };
    expect(await opened(stateDir).update(change)).toEqual(done);
    const again = opened(stateDir);
    expect(again.read()).toEqual({ ...emptySettings, ...change });
    expect(again.recovered).toBeNull();
    expect(readdirSync(stateDir)).toEqual(["settings.json", "settings.json.last-good"]);
    for (const name of readdirSync(stateDir)) expect(statSync(join(stateDir, name)).mode & 0o777).toBe(0o600);
  });

  test.each(broken)(
    "that are %s, without a good copy, turn everything off and are kept and reported",
    async (_, text) => {
      const { stateDir, path } = withText(text);
      const settings = opened(stateDir);
      expect(settings.recovered).toBe("nothing");
      expect(Object.values(settings.read().capabilities)).not.toContain(true);
      expect(readFileSync(path, "utf8")).toBe(text);
      expect(await settings.update({ paused: true })).toEqual(done);
      expect(readFileSync(`${path}.broken-1234`, "utf8")).toBe(text);
      const again = opened(stateDir);
      expect(again.recovered).toBeNull();
      expect(again.read().paused).toBe(true);
      expect(Object.values(again.read().capabilities)).not.toContain(true);
    },
  );

  test("cut at any byte never turn on what was off, and forget nothing", async () => {
    const stateDir = temporaryDirectory();
    const path = join(stateDir, "settings.json");
    const before = { ...chosen, capabilities: { ...emptySettings.capabilities, run: false, camera: true } };
    await opened(stateDir).update(before);
    const text = readFileSync(path);
    for (let length = 0; length < text.length - 1; length += 1) {
      writeFileSync(path, text.subarray(0, length));
      const settings = opened(stateDir);
      expect(settings.recovered).toBe("last-good");
      expect(settings.read()).toEqual({ ...emptySettings, ...before });
    }
    rmSync(join(stateDir, "settings.json.last-good"));
    for (let length = 0; length < text.length - 1; length += 1) {
      writeFileSync(path, text.subarray(0, length));
      const settings = opened(stateDir);
      expect(settings.recovered).toBe("nothing");
      expect(Object.values(settings.read().capabilities)).not.toContain(true);
    }
  });

  test("that are gone come back from their good copy, and are still reported after a start that saved nothing", async () => {
    const stateDir = temporaryDirectory();
    await opened(stateDir).update({ deviceId, capabilities: { ...emptySettings.capabilities, run: false } });
    rmSync(join(stateDir, "settings.json"));
    for (let start = 0; start < 2; start += 1) {
      const settings = opened(stateDir);
      expect(settings.recovered).toBe("last-good");
      expect(settings.read()).toMatchObject({ deviceId, capabilities: { run: false } });
    }
    await opened(stateDir).update({});
    expect(opened(stateDir).recovered).toBeNull();
  });

  test("that are gone with their good copy, where an identity was kept, are all off", async () => {
    const stateDir = temporaryDirectory();
    writeFileSync(join(stateDir, "folder.json"), "{}", { mode: 0o600 });
    expect(opened(stateDir).recovered).toBe("nothing");
    expect(opened(stateDir).read().capabilities.run).toBe(false);
  });

  test("whose good copy is broken as well are all off, and neither is lost", async () => {
    const { stateDir, path } = withText("{");
    writeFileSync(`${path}.last-good`, "{", { mode: 0o600 });
    const settings = opened(stateDir);
    expect(settings.recovered).toBe("nothing");
    expect(settings.read().capabilities.run).toBe(false);
    expect(await settings.update({})).toEqual(done);
    expect(readFileSync(`${path}.broken-1234`, "utf8")).toBe("{");
  });

  test("are understood after a byte-order mark and with other line ends", async () => {
    const { stateDir } = withText('\uFEFF{\r\n"schemaVersion":1,"capabilities":{"run":false}}\r\n');
    expect(opened(stateDir).recovered).toBeNull();
    expect(opened(stateDir).read().capabilities.run).toBe(false);
  });

  test.each([
    ["", true],
    ['{"schemaVersion":1,"deviceId":"ab', true],
    [`{"schemaVersion":1,"deviceId":"${deviceId}","paused":7}`, true],
    [`{"schemaVersion":1,"device":"${deviceId}","paused":7}`, true],
    ["[]", true],
    ['{"schemaVersion":1,"deviceId":null,"paused":7}', false],
    ['{"schemaVersion":1,"paused":7}', false],
  ])("with the text '%s' may have named a device: %s", async (text, expected) => {
    const { stateDir } = withText(text);
    expect(opened(stateDir).mayHaveLostIdentity()).toBe(expected);
    await opened(stateDir).update({});
    expect(opened(stateDir).mayHaveLostIdentity()).toBe(expected);
  });

  test("forget broken files when they are cleared", async () => {
    const { stateDir } = withText("{");
    const settings = opened(stateDir);
    await settings.update({ deviceId });
    expect(await settings.clear()).toEqual(done);
    expect(readdirSync(stateDir)).toEqual(["settings.json", "settings.json.last-good"]);
    expect(opened(stateDir).mayHaveLostIdentity()).toBe(false);
    expect(opened(stateDir).read()).toEqual(emptySettings);
  });

  test("of a newer version are neither read nor touched", () => {
    const text = '{"schemaVersion":3,"deviceId":{"new":"shape"}}';
    const { stateDir, path } = withText(text);
    expect(openSettings(stateDir)).toEqual(failure({ kind: "newer", path }));
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(stateDir)).toEqual(["settings.json"]);
  });

  test("that cannot be read are a failure with its own reason, not an empty beginning", () => {
    const stateDir = temporaryDirectory();
    mkdirSync(join(stateDir, "settings.json"));
    const found = openSettings(stateDir);
    expect(found).toMatchObject({ failure: { kind: "unreadable", file: { problem: "not-a-file" } } });
    expect(readdirSync(stateDir)).toEqual(["settings.json"]);
  });

  test("change in memory also when they cannot be written, and say why", async () => {
    const stateDir = join(temporaryDirectory(), "later");
    const settings = opened(stateDir);
    mkdirSync(join(stateDir, "settings.json"), { recursive: true });
    expect(await settings.update({ paused: true })).toMatchObject({
      failure: { problem: "not-a-file" },
    });
    expect(settings.read().paused).toBe(true);
  });

  test.skipIf(!canMount)(
    "that a full disk does not take stay as they were, and are saved once there is space",
    async () => {
      const disk = smallDisk();
      const settings = opened(disk.folder);
      await settings.update({ ...chosen });
      disk.fill();
      const off = { capabilities: { ...emptySettings.capabilities, run: false } };
      expect(await settings.update(off)).toMatchObject({ failure: { problem: "no-space" } });
      expect(settings.read().capabilities.run).toBe(false);
      expect(opened(disk.folder).read()).toMatchObject({ ...chosen, capabilities: { run: true } });
      disk.free();
      expect(await settings.update({})).toEqual(done);
      expect(opened(disk.folder).read()).toMatchObject({ ...chosen, ...off });
    },
  );
});

describe("a failure of the settings", () => {
  const reasonOf = (problem: FileProblem) =>
    settingsCause({ kind: "unwritable", file: { problem, path: "/s", detail: "CODE" } });

  test.each(["no-space", "quota", "read-only", "disk-error", "not-permitted", "being-changed"] as const)(
    "for %s has words of its own, with the path",
    (problem) => {
      const cause = reasonOf(problem);
      expect(cause.reason).toBe(
        problem === "no-space" || problem === "quota" ? "disk-full" : "settings-unwritable",
      );
      for (const words of [english, germanStates]) {
        const { sentence } = describeState(blockedState(cause), words);
        expect(sentence).toContain("/s");
        expect(sentence).toContain(words.fileProblems[problem].replace("{code}", "CODE"));
      }
    },
  );
});

describe("the state directory", () => {
  test.each([
    ["linux", { XDG_CONFIG_HOME: "/x" }, "/x/clawtray"],
    ["linux", { XDG_CONFIG_HOME: "relative" }, "/home/p/.config/clawtray"],
    ["linux", {}, "/home/p/.config/clawtray"],
    ["darwin", { XDG_CONFIG_HOME: "/x" }, "/home/p/Library/Application Support/Clawtray"],
    ["win32", { APPDATA: "C:\\Users\\p\\AppData\\Roaming" }, "C:\\Users\\p\\AppData\\Roaming\\Clawtray"],
  ])("on %s with %o is %s", (platform, env, expected) => {
    expect(stateDirectory(platform, env, "/home/p")).toBe(expected);
  });
});

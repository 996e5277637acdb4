import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { exclusively } from "../../../src/core/exclusive.ts";
import { createApprovalsStore } from "../../../src/core/exec/policy/store.ts";
import { changeConsent, readConsent } from "../../../src/core/settings/consent.ts";
import { openSettings } from "../../../src/core/settings/open.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const grantingProcess = fileURLToPath(new URL("../../support/granting-process.ts", import.meta.url));
const deadPid = 2 ** 22 + 1;

describe("an exclusive step", () => {
  it("loses no change of the policy that several processes make at once", { timeout: 60_000 }, async () => {
    const state = temporaryDirectory();
    createApprovalsStore(state).ensure();
    const names = ["one", "two", "three", "four"];
    const grants = names.map((name) =>
      promisify(execFile)(process.execPath, [grantingProcess, state, name, "25"]),
    );
    const made = (await Promise.all(grants)).map(({ stdout }) => JSON.parse(stdout) as string[]);
    for (const patterns of made) expect(patterns).not.toEqual([]);
    const kept = createApprovalsStore(state)
      .read()
      .file.agents["*"]?.allowlist?.map(({ pattern }) => pattern);
    expect(kept?.sort()).toEqual(made.flat().sort());
    expect(readdirSync(state)).toEqual(["exec-approvals.json"]);
  });

  it.each([
    ["a process that is gone", `${deadPid} x`, Date.now()],
    ["a process whose id another has now", `${process.pid} x`, Date.now() - 60_000],
    ["a process that died before it said who it was", "", Date.now() - 60_000],
  ])("takes over what %s left locked", (_, mark, at) => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(`${path}.lock`, mark);
    utimesSync(`${path}.lock`, at / 1000, at / 1000);
    expect(exclusively(path, () => "done")).toEqual({ ok: true, value: "done" });
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it("is not taken while a living process is at it, and says so", { timeout: 10_000 }, () => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(`${path}.lock`, `${process.pid} somebody-else`);
    expect(exclusively(path, () => "done")).toMatchObject({ ok: false });
    expect(readFileSync(`${path}.lock`, "utf8")).toBe(`${process.pid} somebody-else`);
  });

  it("is over when it throws", () => {
    const path = join(temporaryDirectory(), "file");
    const fail = () => {
      throw new Error("no");
    };
    expect(() => exclusively(path, fail)).toThrow("no");
    expect(exclusively(path, () => 1)).toEqual({ ok: true, value: 1 });
  });
});

describe("the owner's two choices", () => {
  const none = { remoteMayLoosen: false, acceptGatewayApprovals: false };

  it("are no until they are made, and no again where they are not clearly a yes", () => {
    const state = temporaryDirectory();
    expect(readConsent(state)).toEqual(none);
    for (const consent of ['"yes"', '{"remoteMayLoosen":1}', "[true]", "null"]) {
      writeFileSync(join(state, "settings.json"), `{"schemaVersion":1,"consent":${consent}}`);
      expect(readConsent(state)).toEqual(none);
    }
    writeFileSync(join(state, "settings.json"), "{");
    expect(readConsent(state)).toEqual(none);
  });

  it("made beside a running node hold at once, and outlive what the node saves", () => {
    const state = temporaryDirectory();
    const running = openSettings(state);
    if (!running.ok) throw new Error("no settings");
    running.value.update({ displayName: "desk" });
    expect(changeConsent(state, { remoteMayLoosen: true })).toMatchObject({ ok: true });
    expect(readConsent(state)).toEqual({ ...none, remoteMayLoosen: true });
    running.value.update({ paused: true });
    expect(readConsent(state)).toEqual({ ...none, remoteMayLoosen: true });
    const again = openSettings(state);
    expect(again.ok && again.value.read()).toMatchObject({ displayName: "desk", paused: true });
    changeConsent(state, { remoteMayLoosen: false });
    running.value.update({ paused: false });
    expect(readConsent(state)).toEqual(none);
  });

  it("go with everything else when the device is forgotten", () => {
    const state = temporaryDirectory();
    changeConsent(state, { acceptGatewayApprovals: true });
    const settings = openSettings(state);
    expect(settings.ok && settings.value.clear()).toBe(true);
    expect(readConsent(state)).toEqual(none);
  });
});

import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { createApprovalsStore } from "../../../src/core/exec/policy/store.ts";
import { changeConsent, readConsent } from "../../../src/core/settings/consent.ts";
import { openSettings } from "../../../src/core/settings/open.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const grantingProcess = fileURLToPath(new URL("../../support/granting-process.ts", import.meta.url));

describe("the rules", () => {
  test("lose no change that several processes make at once", { timeout: 60_000 }, async () => {
    const state = temporaryDirectory();
    await createApprovalsStore(state).ensure();
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
});

describe("the owner's two choices", () => {
  const none = { remoteMayLoosen: false, acceptGatewayApprovals: false };

  test("are no until they are made, and no again where they are not clearly a yes", () => {
    const state = temporaryDirectory();
    expect(readConsent(state)).toEqual(none);
    for (const consent of ['"yes"', '{"remoteMayLoosen":1}', "[true]", "null"]) {
      writeFileSync(join(state, "settings.json"), `{"schemaVersion":1,"consent":${consent}}`);
      expect(readConsent(state)).toEqual(none);
    }
    writeFileSync(join(state, "settings.json"), "{");
    expect(readConsent(state)).toEqual(none);
  });

  test("made while a node is running take effect at once, and outlive what the node saves", async () => {
    const state = temporaryDirectory();
    const running = openSettings(state);
    if (!running.ok) throw new Error("no settings");
    await running.value.update({ displayName: "desk" });
    expect(await changeConsent(state, { remoteMayLoosen: true })).toMatchObject({ ok: true });
    expect(readConsent(state)).toEqual({ ...none, remoteMayLoosen: true });
    await running.value.update({ paused: true });
    expect(readConsent(state)).toEqual({ ...none, remoteMayLoosen: true });
    const again = openSettings(state);
    expect(again.ok && again.value.read()).toMatchObject({ displayName: "desk", paused: true });
    await changeConsent(state, { remoteMayLoosen: false });
    await running.value.update({ paused: false });
    expect(readConsent(state)).toEqual(none);
  });

  test("go with everything else when the device is forgotten", async () => {
    const state = temporaryDirectory();
    await changeConsent(state, { acceptGatewayApprovals: true });
    const settings = openSettings(state);
    expect(settings.ok && (await settings.value.clear()).ok).toBe(true);
    expect(readConsent(state)).toEqual(none);
  });
});

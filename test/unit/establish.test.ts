import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createIdentity } from "../../src/core/identity/create.ts";
import { establishIdentity, forgetDevice } from "../../src/core/identity/establish.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import type { SettingsFile } from "../../src/core/settings/settings.ts";
import { accountsOf } from "../../src/core/vault/accounts.ts";
import type { SecretStore } from "../../src/core/vault/secret-store.ts";
import { createVault } from "../../src/core/vault/typed-vault.ts";
import type { VaultFailure } from "../../src/core/vault/vault.ts";
import type { FileProblem } from "../../src/shared/file-problem.ts";
import { failure, success } from "../../src/shared/result.ts";
import { memorySecrets } from "../support/memory-secrets.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const accounts = accountsOf(null);
const full = failure({ problem: "no-space", path: "/settings.json", detail: "ENOSPC" } as const);

function settingsIn(stateDir: string): SettingsFile {
  const settings = openSettings(stateDir);
  if (!settings.ok) throw new Error(settings.failure.kind);
  return settings.value;
}

/** A computer whose keychain and state directory outlive the starts on it. */
function computer(entries = new Map<string, string>(), stateDir = temporaryDirectory()) {
  let seeds = 0;
  return {
    entries,
    stateDir,
    seedsDrawn: () => seeds,
    start: (secrets: SecretStore = memorySecrets(entries), platform = "linux") =>
      establishIdentity({
        vault: createVault(secrets, accounts),
        settings: settingsIn(stateDir),
        random: (length) => {
          seeds += 1;
          return new Uint8Array(length).fill(seeds);
        },
        platform,
        now: () => 42,
      }),
    forget: (secrets: SecretStore = memorySecrets(entries)) =>
      forgetDevice(createVault(secrets, accounts), settingsIn(stateDir)),
  };
}

async function started() {
  const machine = computer();
  const first = await machine.start();
  if (!first.ok) throw new Error(first.failure.reason);
  return { ...machine, deviceId: first.value.identity.deviceId };
}

describe("an identity", () => {
  test("is made at the first start and found at every later one", async () => {
    const machine = computer();
    const first = await machine.start();
    const second = await machine.start();
    expect(first).toMatchObject({ ok: true, value: { created: true, settingsSaved: true } });
    expect(second).toMatchObject({ ok: true, value: { created: false, settingsSaved: true } });
    expect(first.ok && second.ok && first.value.identity.deviceId === second.value.identity.deviceId).toBe(
      true,
    );
    expect(settingsIn(machine.stateDir).read().deviceId).toBe(first.ok && first.value.identity.deviceId);
    expect(machine.seedsDrawn()).toBe(1);
  });

  test("keeps the platform it was made with", async () => {
    const machine = await started();
    const later = await machine.start(undefined, "darwin");
    expect(later).toMatchObject({ value: { identity: { platform: "linux", deviceFamily: "Linux" } } });
  });

  test("is found again when settings were lost", async () => {
    const machine = await started();
    const elsewhere = computer(machine.entries);
    expect(await elsewhere.start()).toMatchObject({
      value: { created: false, identity: { deviceId: machine.deviceId } },
    });
    expect(settingsIn(elsewhere.stateDir).read().deviceId).toBe(machine.deviceId);
  });

  test("is missing, and not made again, when settings name one and the vault is empty", async () => {
    const machine = await started();
    machine.entries.clear();
    expect(await machine.start()).toEqual(
      failure({ reason: "identity-missing", detail: { known: machine.deviceId, store: "keychain" } }),
    );
    expect(machine.entries.size).toBe(0);
    expect(machine.seedsDrawn()).toBe(1);
  });

  test("is missing when a broken settings file may have named one, at this start and the next", async () => {
    const machine = await started();
    machine.entries.clear();
    const path = join(machine.stateDir, "settings.json");
    writeFileSync(path, readFileSync(path, "utf8").slice(0, 40));
    for (let start = 0; start < 2; start += 1) {
      expect(await machine.start()).toMatchObject({ failure: { reason: "identity-missing" } });
    }
    expect(machine.seedsDrawn()).toBe(1);
  });

  test("is made when the broken settings file certainly named none", async () => {
    const machine = computer();
    writeFileSync(join(machine.stateDir, "settings.json"), '{"schemaVersion":1,"paused":"perhaps"}');
    expect(await machine.start()).toMatchObject({ value: { created: true } });
  });

  test("is a mismatch when settings and vault name different ones", async () => {
    const machine = await started();
    await settingsIn(machine.stateDir).update({ deviceId: "ab".repeat(32) });
    expect(await machine.start()).toMatchObject({
      failure: { reason: "identity-mismatch", detail: { known: "ab".repeat(32), found: machine.deviceId } },
    });
  });

  const file = (problem: FileProblem) => ({ problem, path: "/keys.json", detail: "CODE" });
  test.each<[VaultFailure, SecretStore["kind"], string]>([
    [{ kind: "locked", detail: "why" }, "keychain", "keychain-locked"],
    [{ kind: "unavailable", detail: "why" }, "keychain", "keychain-unavailable"],
    [{ kind: "timeout", detail: "why" }, "keychain", "keychain-timeout"],
    [{ kind: "corrupt", detail: "why" }, "keychain", "keychain-corrupt"],
    [{ kind: "corrupt", detail: "why" }, "file", "key-file-unreadable"],
    [{ kind: "unsafe", detail: "", file: file("link") }, "file", "key-file-unsafe"],
    [{ kind: "unreadable", detail: "", file: file("disk-error") }, "file", "key-file-unreadable"],
    [{ kind: "unreadable", detail: "", file: file("no-space") }, "file", "disk-full"],
    [{ kind: "unreadable", detail: "", file: file("quota") }, "file", "disk-full"],
    [{ kind: "copied", detail: "", path: "/b", original: "/a" }, "file", "state-folder-copied"],
  ])("is not made while the vault answers %j (%s): %s", async (problem, store, reason) => {
    const machine = computer();
    const fault = failure<VaultFailure>(problem);
    const working = memorySecrets(machine.entries, store);
    expect(await machine.start({ ...working, get: async () => fault })).toMatchObject({
      failure: { reason },
    });
    expect(machine.seedsDrawn()).toBe(0);
    expect(await machine.start({ ...working, set: async () => fault })).toMatchObject({
      failure: { reason },
    });
    expect(machine.entries.size).toBe(0);
    expect(existsSync(join(machine.stateDir, "settings.json"))).toBe(false);
  });

  test("goes on when settings cannot be written, and says so", async () => {
    const machine = computer();
    const settings: SettingsFile = { ...settingsIn(machine.stateDir), update: async () => full };
    const vault = createVault(memorySecrets(machine.entries), accounts);
    const random = (length: number) => new Uint8Array(length).fill(3);
    const result = await establishIdentity({ vault, settings, random, platform: "linux", now: () => 1 });
    expect(result).toMatchObject({ value: { created: true, settingsSaved: false } });
    expect(await machine.start()).toMatchObject({ value: { created: false } });
  });
});

describe("forgetting the device", () => {
  test("leaves nothing, so that the next start makes another identity", async () => {
    const machine = await started();
    const vault = createVault(memorySecrets(machine.entries), accounts);
    await vault.writeCredential("ws://a/", { kind: "device-token", token: "t" });
    await settingsIn(machine.stateDir).update({ formerGatewayUrls: ["ws://a/"] });
    writeFileSync(join(machine.stateDir, "settings.json.broken-1"), "{");
    expect(await machine.forget()).toEqual(success(undefined));
    expect(machine.entries.size).toBe(0);
    const next = await machine.start();
    expect(next).toMatchObject({ value: { created: true } });
    expect(next.ok && next.value.identity.deviceId).not.toBe(machine.deviceId);
  });

  test("interrupted after any step leads to the same identity or to a missing one, and can be completed", async () => {
    for (let step = 0; step < 5; step += 1) {
      const machine = await started();
      let left = step;
      const secrets = memorySecrets(machine.entries);
      const dying: SecretStore = {
        ...secrets,
        delete: async (account) => {
          if (left === 0) throw new Error("the power failed");
          left -= 1;
          return secrets.delete(account);
        },
        get: async (account) => {
          if (left === 0) throw new Error("the power failed");
          left -= 1;
          return secrets.get(account);
        },
      };
      const completed = await machine.forget(dying).then(
        ({ ok }) => ok,
        () => false,
      );
      const after = await machine.start();
      const outcome = after.ok ? after.value.identity.deviceId : after.failure.reason;
      expect(completed).toBe(step >= 4);
      if (!completed) expect([machine.deviceId, "identity-missing"]).toContain(outcome);
      expect(await machine.forget()).toEqual(success(undefined));
      expect(machine.entries.size).toBe(0);
    }
  });

  test("changes nothing in settings while the vault refuses", async () => {
    const machine = await started();
    const locked = {
      ...memorySecrets(machine.entries),
      delete: async () => failure<VaultFailure>({ kind: "locked", detail: "" }),
    };
    expect(await machine.forget(locked)).toMatchObject({ failure: { reason: "keychain-locked" } });
    expect(await machine.start()).toMatchObject({ value: { identity: { deviceId: machine.deviceId } } });
  });
});

test("the stored entry alone makes the identity", async () => {
  const machine = await started();
  const read = await createVault(memorySecrets(machine.entries), accounts).readIdentity();
  expect(read.ok && read.value && createIdentity(read.value).deviceId).toBe(machine.deviceId);
});

import { describe, expect, test } from "vitest";
import { deviceIdOf, publicKeyOf } from "../../src/core/identity/ed25519.ts";
import { accountsOf } from "../../src/core/vault/accounts.ts";
import type { SecretStore } from "../../src/core/vault/secret-store.ts";
import { createVault } from "../../src/core/vault/typed-vault.ts";
import type { StoredIdentity } from "../../src/core/vault/vault.ts";
import { failure, success } from "../../src/shared/result.ts";
import { memorySecrets } from "../support/memory-secrets.ts";

const accounts = accountsOf(null);
const gateway = "wss://gateway.example:18789/";

function identity(fill: number): StoredIdentity {
  const seed = new Uint8Array(32).fill(fill);
  return {
    seed,
    deviceId: deviceIdOf(publicKeyOf(seed)),
    platform: "linux",
    deviceFamily: "Linux",
    createdAt: 5,
  };
}

async function withEntry(change: (entry: Record<string, unknown>) => unknown) {
  const entries = new Map<string, string>();
  const vault = createVault(memorySecrets(entries), accounts);
  await vault.writeIdentity(identity(1));
  const changed = change(JSON.parse(entries.get(accounts.identity) ?? ""));
  entries.set(accounts.identity, typeof changed === "string" ? changed : JSON.stringify(changed));
  return vault.readIdentity();
}

describe("the vault", () => {
  test("gives back the identity and the credentials it was given, and leaves nothing else behind", async () => {
    const entries = new Map<string, string>();
    const vault = createVault(memorySecrets(entries), accounts);
    expect(await vault.readIdentity()).toEqual(success(null));
    expect(await vault.writeIdentity(identity(1))).toEqual(success(undefined));
    expect(await vault.readIdentity()).toEqual(success(identity(1)));
    for (const credential of [
      { kind: "device-token", token: "t" },
      { kind: "token", token: "t" },
      { kind: "password", password: "p" },
      { kind: "bootstrap", bootstrapToken: "b" },
    ] as const) {
      expect(await vault.writeCredential(gateway, credential)).toEqual(success(undefined));
      expect(await vault.readCredential(gateway)).toEqual(success(credential));
    }
    expect([...entries.keys()].sort()).toEqual([accounts.identity, accounts.credential(gateway)].sort());
    await vault.deleteEverything([gateway]);
    expect(entries.size).toBe(0);
  });

  test("knows an identity entry of a newer version as one", async () => {
    const newer = (entry: Record<string, unknown>) => ({ ...entry, version: 2 });
    expect(await withEntry(newer)).toMatchObject({ ok: false, failure: { kind: "newer" } });
  });

  test.each<[string, (entry: Record<string, unknown>) => unknown]>([
    ["text that is not JSON", () => "seed"],
    ["somebody else's JSON", () => ({ hello: 1 })],
    ["a layout from nowhere", (entry) => ({ ...entry, version: "1" })],
    ["a device id its seed does not give", (entry) => ({ ...entry, deviceId: identity(2).deviceId })],
    ["a seed of another length", (entry) => ({ ...entry, seed: "AAAA" })],
    ["a seed with strange characters", (entry) => ({ ...entry, seed: `${entry.seed}!` })],
    ["a platform and a family that do not belong together", (entry) => ({ ...entry, deviceFamily: "Mac" })],
    ["no creation time", (entry) => ({ ...entry, createdAt: null })],
  ])("calls an identity entry with %s corrupt, without quoting it", async (_, change) => {
    const read = await withEntry(change);
    expect(read).toMatchObject({ ok: false, failure: { kind: "corrupt" } });
    expect(JSON.stringify(read)).not.toContain(Buffer.from(identity(1).seed).toString("base64url"));
  });

  test("calls a credential corrupt that was written for another gateway", async () => {
    const entries = new Map<string, string>();
    const vault = createVault(memorySecrets(entries), accounts);
    await vault.writeCredential("ws://other/", { kind: "token", token: "t" });
    entries.set(accounts.credential(gateway), entries.get(accounts.credential("ws://other/")) ?? "");
    expect(await vault.readCredential(gateway)).toMatchObject({ ok: false, failure: { kind: "corrupt" } });
  });

  test("believes no write that does not read back", async () => {
    const forgetful: SecretStore = { ...memorySecrets(new Map()), set: async () => success(undefined) };
    const vault = createVault(forgetful, accounts);
    expect(await vault.writeIdentity(identity(1))).toMatchObject({ ok: false, failure: { kind: "corrupt" } });
    expect(await vault.writeCredential(gateway, { kind: "token", token: "t" })).toMatchObject({ ok: false });
  });

  test("believes no removal while the entry is still there", async () => {
    const entries = new Map<string, string>();
    const stubborn: SecretStore = { ...memorySecrets(entries), delete: async () => success(undefined) };
    const vault = createVault(stubborn, accounts);
    await vault.writeCredential(gateway, { kind: "token", token: "t" });
    expect(await vault.deleteCredential(gateway)).toMatchObject({ ok: false, failure: { kind: "corrupt" } });
  });

  test("never replaces an identity, even one a locked keychain did not show before the first write", async () => {
    const entries = new Map<string, string>();
    await createVault(memorySecrets(entries), accounts).writeIdentity(identity(1));
    let unlocked = false;
    const shy: SecretStore = {
      ...memorySecrets(entries),
      get: async (account) => success(unlocked ? (entries.get(account) ?? null) : null),
      async set(account, secret) {
        unlocked = true;
        entries.set(account, secret);
        return success(undefined);
      },
    };
    const vault = createVault(shy, accounts);
    expect(await vault.readIdentity()).toEqual(success(null));
    expect(await vault.writeIdentity(identity(2))).toMatchObject({ ok: false, failure: { kind: "corrupt" } });
    expect(await vault.readIdentity()).toEqual(success(identity(1)));
  });

  test("removes the seed last, so that a removal that fails halfway has not destroyed the identity", async () => {
    const entries = new Map<string, string>();
    const secrets = memorySecrets(entries);
    const vault = createVault(
      {
        ...secrets,
        delete: async (account) =>
          account === accounts.credential("ws://b/")
            ? failure({ kind: "locked", detail: "" })
            : secrets.delete(account),
      },
      accounts,
    );
    await createVault(secrets, accounts).writeIdentity(identity(1));
    expect(await vault.deleteEverything(["ws://a/", "ws://b/"])).toMatchObject({
      failure: { kind: "locked" },
    });
    expect(await vault.readIdentity()).toEqual(success(identity(1)));
  });
});

describe("the names of entries", () => {
  test("differ between state directories and between gateways whose addresses differ only in case", () => {
    const other = accountsOf("0123");
    expect(new Set([accounts.identity, other.identity, accountsOf("0124").identity]).size).toBe(3);
    const addresses = [
      "ws://host/Path",
      "ws://host/path",
      `ws://host/${"a".repeat(900)}`,
      `ws://host/${"a".repeat(901)}`,
    ];
    const names = addresses.flatMap((url) => [accounts.credential(url), other.credential(url)]);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(8);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThan(300);
  });
});

import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { establishIdentity, forgetDevice } from "../../src/core/identity/establish.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import { accountsOf, profileOf } from "../../src/core/vault/accounts.ts";
import { createFolderVault } from "../../src/core/vault/folder-vault.ts";
import { createKeyFileStore } from "../../src/core/vault/key-file.ts";
import type { SecretStore } from "../../src/core/vault/secret-store.ts";
import { memorySecrets } from "../support/memory-secrets.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A computer with one keychain and folders that are moved about. */
function computer(kind: "keychain" | "file") {
  const root = temporaryDirectory();
  const entries = new Map<string, string>();
  let seeds = 0;
  const storeOf = (stateDir: string): SecretStore =>
    kind === "file" ? createKeyFileStore(stateDir) : memorySecrets(entries, "keychain");
  const parts = (name: string) => {
    const stateDir = join(root, name);
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const settings = openSettings(stateDir);
    if (!settings.ok) throw new Error(settings.failure.kind);
    return { vault: createFolderVault(stateDir, storeOf(stateDir)), settings: settings.value };
  };
  return {
    entries,
    at: (name: string) => join(root, name),
    move: (from: string, to: string) => renameSync(join(root, from), join(root, to)),
    copy: (from: string, to: string) =>
      cpSync(join(root, from), join(root, to), { recursive: true, mode: 0 }),
    /** The device id a start comes up with, or why there is none. */
    async start(name: string): Promise<string> {
      const result = await establishIdentity({
        ...parts(name),
        random: (length) => {
          seeds += 1;
          return new Uint8Array(length).fill(seeds);
        },
        platform: "linux",
        now: () => 1,
      });
      return result.ok ? result.value.identity.deviceId : result.failure.reason;
    },
    forget: (name: string) => {
      const { vault, settings } = parts(name);
      return forgetDevice(vault, settings);
    },
  };
}

const id = /^[0-9a-f]{64}$/;

describe.each(["keychain", "file"] as const)("a state folder with its secrets in the %s", (kind) => {
  test("keeps its identity when it is moved, moved again, and moved back", async () => {
    const { start, move } = computer(kind);
    const first = await start("a");
    expect(first).toMatch(id);
    move("a", "b");
    expect(await start("b")).toBe(first);
    expect(await start("b")).toBe(first);
    move("b", "c");
    move("c", "a");
    expect(await start("a")).toBe(first);
  });

  test("that is new where a moved one was has an identity of its own", async () => {
    const { start, move } = computer(kind);
    const first = await start("a");
    move("a", "b");
    expect(await start("b")).toBe(first);
    const second = await start("a");
    expect(second).toMatch(id);
    expect(second).not.toBe(first);
    expect(await start("b")).toBe(first);
    expect(await start("a")).toBe(second);
  });

  test("that is a copy is refused while the original is there, also after the next start of either", async () => {
    const { start, copy, at } = computer(kind);
    const first = await start("a");
    copy("a", "b");
    expect(await start("b")).toBe("state-folder-copied");
    expect(await start("a")).toBe(first);
    expect(await start("b")).toBe("state-folder-copied");
    rmSync(at("a"), { recursive: true });
    expect(await start("b")).toBe(first);
  });

  test("has one identity by all its paths", async () => {
    const { start, at } = computer(kind);
    const first = await start("a");
    symlinkSync(at("a"), at("link"));
    expect(await start("link")).toBe(first);
  });

  test("keeps its identity when its record is damaged, and when it is lost where it was made", async () => {
    const { start, move, at } = computer(kind);
    const first = await start("a");
    const record = join(at("a"), "folder.json");
    writeFileSync(record, readFileSync(record, "utf8").slice(0, 30));
    move("a", "b");
    expect(await start("b")).toBe(first);
    move("b", "a");
    expect(await start("a")).toBe(first);
    rmSync(record);
    rmSync(`${record}.last-good`);
    expect(await start("a")).toBe(first);
  });

  test("of an earlier version keeps the names of its path, and is moved after its first start", async () => {
    const { start, move, at, entries } = computer(kind);
    const first = await start("a");
    for (const name of ["folder.json", "folder.json.last-good"]) rmSync(join(at("a"), name));
    if (kind === "keychain") expect([...entries.keys()]).toEqual([accountsOf(profileOf(at("a"))).identity]);
    expect(await start("a")).toBe(first);
    move("a", "b");
    expect(await start("b")).toBe(first);
  });

  test("whose settings and secrets are both gone still knows that it had an identity", async () => {
    const { start, at, entries } = computer(kind);
    await start("a");
    entries.clear();
    for (const name of ["settings.json", "settings.json.last-good", "keys.json"])
      rmSync(join(at("a"), name), { force: true });
    expect(await start("a")).toBe("identity-missing");
  });

  test("that is forgotten after a move leaves nothing, and may start over", async () => {
    const { start, move, forget, entries } = computer(kind);
    const first = await start("a");
    move("a", "b");
    await start("b");
    expect(await forget("b")).toEqual({ ok: true, value: undefined });
    expect(entries.size).toBe(0);
    const second = await start("b");
    expect(second).toMatch(id);
    expect(second).not.toBe(first);
  });
});

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { accountsOf } from "../../src/core/vault/accounts.ts";
import { createKeyFileStore } from "../../src/core/vault/key-file.ts";
import { createVault } from "../../src/core/vault/typed-vault.ts";
import { success } from "../../src/shared/result.ts";
import { canMount, smallDisk } from "../support/small-disk.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const noModes = process.platform === "win32" ? "Windows has no file modes" : false;

async function filled() {
  const stateDir = join(temporaryDirectory(), "state");
  const store = createKeyFileStore(stateDir);
  await store.set("a", "secret");
  return { store, stateDir, path: join(stateDir, "keys.json") };
}

describe.skipIf(noModes)("the key file", () => {
  test("is for its owner alone, in a directory for its owner alone, whatever the umask", async () => {
    const before = process.umask(0o000);
    const { stateDir, path } = await filled().finally(() => process.umask(before));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  });

  test("is gone when the device is forgotten, also when its folder was another one before", async () => {
    const { stateDir, path } = await filled();
    await createVault(createKeyFileStore(stateDir), accountsOf("here")).deleteEverything([]);
    expect(existsSync(path)).toBe(false);
  });

  test("is empty where there is no file or directory, and reading makes neither", async () => {
    const stateDir = join(temporaryDirectory(), "none");
    expect(await createKeyFileStore(stateDir).get("a")).toEqual(success(null));
    expect(existsSync(stateDir)).toBe(false);
  });

  test("keeps every entry when many are written at once, and goes away with the last", async () => {
    const { store, path } = await filled();
    const names = Array.from({ length: 20 }, (_, index) => `name-${index}`);
    await Promise.all(names.map((name) => store.set(name, name)));
    expect(await Promise.all(names.map((name) => store.get(name)))).toEqual(
      names.map((name) => success(name)),
    );
    await Promise.all(["a", ...names].map((name) => store.delete(name)));
    expect(existsSync(path)).toBe(false);
  });

  test.each([0o640, 0o604, 0o620, 0o644, 0o660])(
    "is refused with mode %o, for reading and for writing",
    async (mode) => {
      const { store, path } = await filled();
      chmodSync(path, mode);
      const expected = { failure: { kind: "unsafe", detail: expect.stringContaining(mode.toString(8)) } };
      expect(await store.get("a")).toMatchObject(expected);
      expect(await store.set("b", "other")).toMatchObject(expected);
      expect(await store.delete("a")).toMatchObject(expected);
      expect(readFileSync(path, "utf8")).toContain("secret");
    },
  );

  test("is refused in a directory others may write to", async () => {
    const { store, stateDir } = await filled();
    chmodSync(stateDir, 0o770);
    expect(await store.get("a")).toMatchObject({ failure: { kind: "unsafe" } });
  });

  test("is refused as a symbolic link, and what the link points to stays untouched", async () => {
    const { store, stateDir, path } = await filled();
    const target = join(stateDir, "elsewhere");
    renameSync(path, target);
    symlinkSync(target, path);
    const before = readFileSync(target, "utf8");
    expect(await store.get("a")).toMatchObject({ failure: { kind: "unsafe" } });
    expect(await store.set("a", "other")).toMatchObject({ failure: { kind: "unsafe" } });
    expect(readFileSync(target, "utf8")).toBe(before);
  });

  test("is refused when it is a directory", async () => {
    const { store, path } = await filled();
    rmSync(path);
    mkdirSync(path, { mode: 0o700 });
    expect(await store.get("a")).toMatchObject({ ok: false, failure: { kind: "unsafe" } });
  });

  test.each([
    ["corrupt", "cut short", (text: string) => text.slice(0, 30)],
    ["corrupt", "empty", () => ""],
    ["corrupt", "somebody else's", () => "{}"],
    ["newer", "of a newer layout", (text: string) => text.replace('"version": 1', '"version": 2')],
    ["corrupt", "of no layout", (text: string) => text.replace('"version": 1', '"version": "x"')],
    ["corrupt", "holding something that is no text", (text: string) => text.replace('"secret"', "7")],
  ])("is %s when it is %s; it is then never overwritten nor quoted", async (kind, _, change) => {
    const { store, path } = await filled();
    const broken = change(readFileSync(path, "utf8"));
    writeFileSync(path, broken);
    const read = await store.get("a");
    expect(read).toMatchObject({ failure: { kind } });
    expect(JSON.stringify(read)).not.toContain("secret");
    expect(await store.set("b", "x")).toMatchObject({ failure: { kind } });
    expect(readFileSync(path, "utf8")).toBe(broken);
  });

  test("survives what an interrupted write left behind, and takes it away", async () => {
    const { store, path } = await filled();
    writeFileSync(`${path}.new`, "half of a new fi");
    expect(await store.get("a")).toEqual(success("secret"));
    expect(await store.set("b", "other")).toEqual(success(undefined));
    expect(existsSync(`${path}.new`)).toBe(false);
    expect(await store.get("a")).toEqual(success("secret"));
  });

  test.skipIf(!canMount)(
    "keeps the old text when there is no room for the new one, and says why",
    async () => {
      const disk = smallDisk();
      const store = createKeyFileStore(disk.folder);
      await store.set("a", "secret");
      disk.fill();
      expect(await store.set("b", "x".repeat(10_000))).toMatchObject({
        failure: { kind: "unreadable", file: { problem: "no-space" } },
      });
      expect(await store.get("a")).toEqual(success("secret"));
      disk.free();
      expect(await store.set("b", "other")).toEqual(success(undefined));
    },
  );
});

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { addConnection, removeConnection, renameConnection } from "../../src/core/connections/change.ts";
import type { Connection } from "../../src/core/connections/connection.ts";
import { findConnection, listConnections } from "../../src/core/connections/list.ts";
import { establishIdentity, forgetDevice } from "../../src/core/identity/establish.ts";
import { startingState } from "../../src/core/node/before-node.ts";
import { holdFolder, openFolder } from "../../src/core/node/folder.ts";
import { chooseGateway } from "../../src/core/settings/choose-gateway.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import { emptySettings } from "../../src/core/settings/settings.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const addingProcess = fileURLToPath(new URL("../support/adding-process.ts", import.meta.url));
const version = "1.2.3";

/** A state folder with a key file. */
async function stateFolder(): Promise<string> {
  const stateDir = join(temporaryDirectory(), "state");
  mkdirSync(stateDir, { mode: 0o700 });
  await change(stateDir, { keyStore: "file" });
  return stateDir;
}

async function change(stateDir: string, wanted: object): Promise<void> {
  const settings = openSettings(stateDir);
  if (!settings.ok) throw new Error(settings.failure.kind);
  expect(await settings.value.update(wanted)).toMatchObject({ ok: true });
}

async function useGateway(stateDir: string, address: string): Promise<void> {
  const settings = openSettings(stateDir);
  if (!settings.ok) throw new Error(settings.failure.kind);
  const chosen = await chooseGateway(settings.value.read(), { address });
  if (!chosen.ok) throw new Error(JSON.stringify(chosen.failure));
  await change(stateDir, chosen.value);
}

async function added(stateDir: string, name: string | null): Promise<Connection> {
  const made = await addConnection(stateDir, name);
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  return made.value;
}

/** The device id with which a start of this folder comes up. */
async function identityOf(stateDir: string): Promise<string> {
  const folder = openFolder({ stateDir, keyStore: null });
  if (!folder.ok) throw new Error(folder.failure.reason);
  const { settings, open } = folder.value;
  const established = await establishIdentity({
    vault: open.vault,
    settings,
    random: randomBytes,
    platform: "linux",
    now: () => 1,
  });
  return established.ok ? established.value.identity.deviceId : established.failure.reason;
}

const namesIn = (stateDir: string) => listConnections(stateDir).map(({ name }) => name);
const versionIn = (stateDir: string): unknown =>
  JSON.parse(readFileSync(join(stateDir, "settings.json"), "utf8")).schemaVersion;
const namesFile = (stateDir: string) => join(stateDir, "connections.json");

describe("a state folder of one connection", () => {
  test("lists it under the host of its gateway, and has no file of names", async () => {
    const stateDir = await stateFolder();
    expect(namesIn(stateDir)).toEqual(["first"]);
    await useGateway(stateDir, "wss://home.example.org:8443/way");
    expect(listConnections(stateDir)).toEqual([
      { id: "", name: "home.example.org:8443", stateDir, first: true },
    ]);
    expect(readdirSync(stateDir).sort()).toEqual(["settings.json", "settings.json.last-good"]);
  });

  test("that does not exist is listed without being made", () => {
    const stateDir = join(temporaryDirectory(), "none");
    expect(listConnections(stateDir)).toEqual([{ id: "", name: "first", stateDir, first: true }]);
    expect(existsSync(stateDir)).toBe(false);
  });
});

describe("adding a connection", () => {
  test("makes a state folder of its own with the key store of the first, in the order of adding", async () => {
    const stateDir = await stateFolder();
    const work = await added(stateDir, " work ");
    const club = await added(stateDir, "Club");
    expect(namesIn(stateDir)).toEqual(["first", "work", "Club"]);
    expect(work).toEqual({
      id: work.id,
      name: "work",
      stateDir: join(stateDir, "connections", work.id),
      first: false,
    });
    for (const { stateDir: folder } of [work, club]) {
      const settings = openSettings(folder);
      expect(settings.ok && settings.value.read()).toMatchObject({ keyStore: "file", gateway: null });
    }
    expect(readdirSync(join(stateDir, "connections")).sort()).toEqual([work.id, club.id].sort());
  });

  test("gives each its own key, and leaves the first one's as it was", async () => {
    const stateDir = await stateFolder();
    const before = await identityOf(stateDir);
    const folders = [stateDir, (await added(stateDir, "a")).stateDir, (await added(stateDir, "b")).stateDir];
    const first: string[] = [];
    for (const folder of folders) first.push(await identityOf(folder));
    expect(first[0]).toBe(before);
    expect(new Set(first).size).toBe(3);
    for (const [index, folder] of folders.entries()) expect(await identityOf(folder)).toBe(first[index]);
  });

  test("says so in the settings of the first, and a change of them by a process that was there says so too", async () => {
    const stateDir = await stateFolder();
    const running = openSettings(stateDir);
    if (!running.ok) throw new Error(running.failure.kind);
    expect(versionIn(stateDir)).toBe(1);
    const work = await added(stateDir, "work");
    expect(versionIn(stateDir)).toBe(2);
    expect(versionIn(work.stateDir)).toBe(1);
    await running.value.update({ paused: true });
    expect(versionIn(stateDir)).toBe(2);
    expect(await removeConnection(stateDir, work, version)).toEqual({ ok: true });
    expect(versionIn(stateDir)).toBe(1);
    const again = openSettings(stateDir);
    expect(again.ok && again.value.read()).toMatchObject({ paused: true, keyStore: "file" });
  });

  test.each([
    ["", "empty"],
    ["  \t", "empty"],
    ["x".repeat(41), "too-long"],
    ["--yes", "leading-dash"],
    [" -x", "leading-dash"],
    ["work\u001b[2J", "not-printable"],
    ["work\u0000", "not-printable"],
    ["wo\nrk", "not-printable"],
    ["\u202eevil", "not-printable"],
    ["FIRST", "taken"],
    ["WORK", "taken"],
    ["ｗｏｒｋ", "taken"],
  ])("refuses the name %j", async (name, why) => {
    const stateDir = await stateFolder();
    await added(stateDir, "work");
    const before = readFileSync(namesFile(stateDir), "utf8");
    expect(await addConnection(stateDir, name)).toEqual({ ok: false, failure: { kind: "name", why } });
    expect(await renameConnection(stateDir, { id: "" }, name)).toEqual(
      why === "taken" && name === "FIRST"
        ? { ok: true, value: { id: "", name: "FIRST", stateDir, first: true } }
        : { ok: false, failure: { kind: "name", why } },
    );
    if (name !== "FIRST") expect(readFileSync(namesFile(stateDir), "utf8")).toBe(before);
    expect(namesIn(stateDir)).toHaveLength(2);
  });

  test("takes names of every script, of paths and of numbers, and makes no file of them", async () => {
    const stateDir = await stateFolder();
    const names = [
      "../../etc",
      "12",
      "7",
      "Büro",
      "事務所",
      "a/b\\c",
      "__proto__",
      "constructor",
      "x".repeat(40),
    ];
    for (const name of names) await added(stateDir, name);
    expect(namesIn(stateDir)).toEqual(["first", ...names]);
    for (const name of readdirSync(join(stateDir, "connections"))) expect(name).toMatch(/^[a-z]{8}$/);
  });

  test("without a name takes the host of its gateway, and a number where another has that", async () => {
    const stateDir = await stateFolder();
    const second = await added(stateDir, null);
    expect(second.name).toBe("connection 2");
    await useGateway(stateDir, "wss://same.example.org");
    await useGateway(second.stateDir, "wss://same.example.org");
    expect(namesIn(stateDir)).toEqual(["same.example.org", "same.example.org (2)"]);
  });

  test("by several processes at once loses none", { timeout: 60_000 }, async () => {
    const stateDir = await stateFolder();
    const told = await Promise.all(
      ["one", "two", "three"].map((name) =>
        promisify(execFile)(process.execPath, [addingProcess, stateDir, name, "6"]),
      ),
    );
    const names = told.map(({ stdout }) => JSON.parse(stdout) as string[]);
    for (const made of names) expect(made).not.toEqual([]);
    expect(namesIn(stateDir).slice(1).sort()).toEqual(names.flat().sort());
    expect(versionIn(stateDir)).toBe(2);
    expect(readdirSync(stateDir).filter((name) => name.includes(".lock"))).toEqual([]);
  });

  test("is refused where a newer version wrote the names or the settings, which stay as they are", async () => {
    for (const file of ["connections.json", "settings.json"]) {
      const stateDir = await stateFolder();
      const path = join(stateDir, file);
      const text = '{"schemaVersion":9,"connections":{"of":"another shape"}}';
      writeFileSync(path, text, { mode: 0o600 });
      expect(await addConnection(stateDir, "work")).toEqual({
        ok: false,
        failure: { kind: "blocked", cause: { reason: "settings-newer", detail: { path } } },
      });
      expect(readFileSync(path, "utf8")).toBe(text);
      expect(listConnections(stateDir)).toHaveLength(1);
    }
  });
});

describe("the names", () => {
  test("can be changed, in case alone too; the rest stays", async () => {
    const stateDir = await stateFolder();
    const work = await added(stateDir, "work");
    expect(await renameConnection(stateDir, work, "Work")).toEqual({
      ok: true,
      value: { ...work, name: "Work" },
    });
    expect(await renameConnection(stateDir, { id: "" }, "home")).toMatchObject({ ok: true });
    expect(namesIn(stateDir)).toEqual(["home", "Work"]);
    expect(await renameConnection(stateDir, { id: "aaaaaaaa" }, "x")).toEqual({
      ok: false,
      failure: { kind: "gone" },
    });
  });

  test("find a connection whatever their case, and its id does as well", async () => {
    const stateDir = await stateFolder();
    const work = await added(stateDir, "Work");
    const all = listConnections(stateDir);
    for (const word of ["work", "WORK", " Work ", work.id])
      expect(findConnection(all, word)).toEqual({ ok: true, value: work });
    expect(findConnection(all, "")).toEqual({ ok: false, failure: "none" });
    expect(findConnection(all, "wor")).toEqual({ ok: false, failure: "none" });
    // A name that is another's id, made by hand: neither is guessed.
    const other = await added(stateDir, "other");
    const text = readFileSync(namesFile(stateDir), "utf8").replace('"other"', `"${work.id}"`);
    writeFileSync(namesFile(stateDir), text);
    expect(findConnection(listConnections(stateDir), work.id)).toEqual({ ok: false, failure: "ambiguous" });
    expect(findConnection(listConnections(stateDir), other.id)).toMatchObject({ ok: true });
  });

  test.each([
    ["cut short", '{"schemaVersion":1,"connections":[{"id":"'],
    ["empty", ""],
    ["of another program", '{"names":[]}'],
    ["no list", '{"schemaVersion":1,"connections":{}}'],
  ])("that are %s come from their copy, and without one from the folders", async (_what, broken) => {
    const stateDir = await stateFolder();
    const work = await added(stateDir, "work");
    const ids = () => listConnections(stateDir).map(({ id }) => id);
    writeFileSync(namesFile(stateDir), broken);
    expect(namesIn(stateDir)).toEqual(["first", "work"]);
    rmSync(`${namesFile(stateDir)}.last-good`);
    expect(namesIn(stateDir)).toEqual(["first", "connection 2"]);
    expect(ids()).toEqual(["", work.id]);
    // What was damaged is set aside at the next change, never overwritten.
    await added(stateDir, "club");
    expect(namesIn(stateDir)).toEqual(["first", "connection 2", "club"]);
    const aside = readdirSync(stateDir).filter((name) => name.startsWith("connections.json.broken-"));
    expect(aside.map((name) => readFileSync(join(stateDir, name), "utf8"))).toEqual([broken]);
  });

  test("that a newer version wrote cost names and no connection", async () => {
    const stateDir = await stateFolder();
    const work = await added(stateDir, "work");
    writeFileSync(namesFile(stateDir), '{"schemaVersion":2,"list":7}');
    expect(listConnections(stateDir).map(({ id }) => id)).toEqual(["", work.id]);
  });

  test("written by hand that nobody could have given are not shown, and double ones are told apart", async () => {
    const stateDir = await stateFolder();
    const [one, two] = [await added(stateDir, "one"), await added(stateDir, "two")];
    const connections = [
      { id: "../../..", name: "out" },
      { id: one.id, name: "same" },
      { id: two.id, name: "SAME" },
      { id: "", name: "\u001b[31mred" },
      7,
      { id: "zzzzzzzz", name: "of a folder that is not there" },
    ];
    writeFileSync(namesFile(stateDir), JSON.stringify({ schemaVersion: 1, connections }));
    expect(namesIn(stateDir)).toEqual(["first", "same", "connection 3"]);
  });
});

describe("what lies among the connections", () => {
  test("and is a link, a file or has another name does not count; a folder without settings does", async () => {
    const stateDir = await stateFolder();
    const work = await added(stateDir, "work");
    const folder = join(stateDir, "connections");
    symlinkSync(work.stateDir, join(folder, "linklink"));
    writeFileSync(join(folder, "filefile"), "");
    for (const name of ["New-aaaaaaaa", "short", "toolongname", "UPPERCAS", "emptyone"])
      mkdirSync(join(folder, name));
    expect(listConnections(stateDir).map(({ id }) => id)).toEqual(["", work.id, "emptyone"]);
    expect(namesIn(stateDir)).toEqual(["first", "work", "connection 3"]);
    const empty = openFolder({ stateDir: join(folder, "emptyone"), keyStore: "file" });
    expect(empty.ok && empty.value.settings.read()).toEqual(emptySettings);
  });

  test("a link in place of their folder leads nowhere", async () => {
    const [stateDir, other] = [await stateFolder(), await stateFolder()];
    await added(other, "work");
    symlinkSync(join(other, "connections"), join(stateDir, "connections"));
    expect(listConnections(stateDir)).toHaveLength(1);
  });
});

describe("removing a connection", () => {
  test("forgets its key and removes its folder, and leaves the others as they are", async () => {
    const stateDir = await stateFolder();
    const [work, club] = [await added(stateDir, "work"), await added(stateDir, "club")];
    const before = [await identityOf(stateDir), await identityOf(club.stateDir)];
    await identityOf(work.stateDir);
    expect(await removeConnection(stateDir, work, version)).toEqual({ ok: true });
    expect(namesIn(stateDir)).toEqual(["first", "club"]);
    expect(readdirSync(join(stateDir, "connections"))).toEqual([club.id]);
    expect([await identityOf(stateDir), await identityOf(club.stateDir)]).toEqual(before);
    expect(await removeConnection(stateDir, work, version)).toEqual({
      ok: false,
      failure: { kind: "gone" },
    });
  });

  test("is refused for the first one, and for one that runs", async () => {
    const stateDir = await stateFolder();
    const work = await added(stateDir, "work");
    const before = await identityOf(work.stateDir);
    expect(await removeConnection(stateDir, { id: "" }, version)).toEqual({
      ok: false,
      failure: { kind: "first" },
    });
    const held = await holdFolder({
      stateDir: work.stateDir,
      keyStore: null,
      appVersion: version,
      startedAt: 1,
      state: startingState(),
    });
    if (!held.ok) throw new Error(held.failure.reason);
    expect(await removeConnection(stateDir, work, version)).toMatchObject({
      failure: { kind: "blocked", cause: { reason: "held-by-another-process" } },
    });
    await held.value.release();
    expect(await identityOf(work.stateDir)).toBe(before);
    expect(namesIn(stateDir)).toEqual(["first", "work"]);
  });

  test("interrupted after its key was forgotten, is completed by removing it again", async () => {
    const stateDir = await stateFolder();
    const work = await added(stateDir, "work");
    await identityOf(work.stateDir);
    const folder = openFolder({ stateDir: work.stateDir, keyStore: null });
    if (!folder.ok) throw new Error(folder.failure.reason);
    expect(await forgetDevice(folder.value.open.vault, folder.value.settings)).toMatchObject({ ok: true });
    expect(namesIn(stateDir)).toEqual(["first", "work"]);
    expect(await removeConnection(stateDir, work, version)).toEqual({ ok: true });
    expect(existsSync(join(stateDir, "connections"))).toBe(false);
  });

  test("interrupted before its folder was deleted, is over: the rest goes at the next change", async () => {
    const stateDir = await stateFolder();
    const [work, club] = [await added(stateDir, "work"), await added(stateDir, "club")];
    const folder = join(stateDir, "connections");
    renameSync(work.stateDir, join(folder, `removed-${work.id}`));
    mkdirSync(join(folder, "new-bbbbbbbb"));
    expect(namesIn(stateDir)).toEqual(["first", "club"]);
    expect(await renameConnection(stateDir, club, "team")).toMatchObject({ ok: true });
    expect(readdirSync(folder)).toEqual([club.id]);
    expect(readFileSync(namesFile(stateDir), "utf8")).not.toContain(work.id);
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { addConnection } from "../../src/core/connections/change.ts";
import { listConnections } from "../../src/core/connections/list.ts";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import { emptySettings } from "../../src/core/settings/settings.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { canMount, type SmallDisk, smallDisk } from "../support/small-disk.ts";
import { changeEverything, type StorageStart, startStorage } from "../support/storage-start.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { figure, long } from "./chaos.ts";
import { damages } from "./damages.ts";

const connectionsProcess = fileURLToPath(new URL("../support/connections-process.ts", import.meta.url));
const isDevice = (outcome: string): boolean => /^[0-9a-f]{64}$/.test(outcome);
const leftovers = /\.tmp|\.lock|\.sock|\.broken/;

/** Kills, broken files and full disks together: five hundred starts, or a few of each among the other tests. */
const starts = long ? { kills: 200, broken: 240, lives: 10 } : { kills: 10, broken: 15, lives: 3 };
const STEPS = 6;

const foldersOf = (stateDir: string): readonly string[] =>
  listConnections(stateDir).map((connection) => connection.stateDir);

const startAll = (folders: readonly string[]): Promise<readonly StorageStart[]> =>
  Promise.all(folders.map((folder) => startStorage(folder)));

const switchOff = async (stateDir: string): Promise<void> => {
  const settings = openSettings(stateDir);
  if (!settings.ok) throw new Error(settings.failure.kind);
  await settings.value.update({ capabilities: { ...emptySettings.capabilities, run: false } });
};

/** Three connections whose owner has switched programs off at each, with their identities. */
async function threeConnections(stateDir = temporaryDirectory()) {
  await switchOff(stateDir);
  for (const name of ["work", "club"])
    expect(await addConnection(stateDir, name)).toMatchObject({ ok: true });
  const folders = foldersOf(stateDir);
  for (const folder of folders.slice(1)) await switchOff(folder);
  const made = await startAll(folders);
  for (const folder of folders) await changeEverything(folder, 1);
  const devices = made.map(({ outcome }) => outcome);
  expect(devices.filter(isDevice)).toHaveLength(3);
  expect(new Set(devices).size).toBe(3);
  return { stateDir, folders, devices };
}

/** What no start may ever come up with: an identity made anew, or another's, or programs switched on. */
function expectOwn(found: readonly StorageStart[], devices: readonly string[]): void {
  expect(found).toHaveLength(devices.length);
  for (const [place, { outcome, made, run }] of found.entries()) {
    expect({ made, switchedOn: run === true }).toEqual({ made: false, switchedOn: false });
    if (isDevice(outcome)) expect(outcome).toBe(devices[place]);
  }
}

/** What a small disk gives space in, bytes. */
const PAGE = 4_096;
/** Far more than adding one takes. */
const MAX_PAGES = 32;

/**
 * Adds one with a page more space each time until that is enough, so that space runs out at each of its writes. Returns
 * how often it did.
 */
async function addWithLittleSpace(disk: SmallDisk, stateDir: string): Promise<number> {
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const before = foldersOf(stateDir);
    disk.fill(pages * PAGE);
    const added = await addConnection(stateDir, null);
    disk.free();
    const folders = foldersOf(stateDir);
    for (const folder of folders.slice(1)) expect(existsSync(join(folder, "settings.json"))).toBe(true);
    if (added.ok) return pages;
    expect(folders).toEqual(before);
  }
  throw new Error(`${MAX_PAGES} pages are not enough for a connection`);
}

const filesOf = (stateDir: string): readonly string[] =>
  readdirSync(stateDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

describe("three connections", { timeout: 900_000 }, () => {
  test("outlive kills in the middle of writes: each its own identity, and nothing half written", async () => {
    const { stateDir, folders, devices } = await threeConnections();
    const random = seededRandom(21);
    let inTime = 0;
    let leftBehind = 0;
    for (let kill = 0; kill < starts.kills; kill += 1) {
      const child = spawn(process.execPath, [connectionsProcess, stateDir], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = once(child, "exit");
      let said = "";
      child.stdout.on("data", (data) => {
        said += data;
      });
      // Some are killed while they start, most while they write.
      if (random() < 0.8) await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, random() * 150));
      child.kill("SIGKILL");
      await ended;
      if (said.includes("\n")) {
        const found = JSON.parse(said) as readonly StorageStart[];
        expect(found).toEqual(devices.map((outcome) => ({ outcome, made: false, run: false })));
        inTime += 1;
      }
      leftBehind += filesOf(stateDir).filter((path) => /\.tmp|\.lock/.test(path)).length;
      expect(foldersOf(stateDir)).toEqual(folders);
      for (const folder of folders) {
        expect(openSettings(folder)).toMatchObject({ ok: true, value: { recovered: null } });
        expect(createApprovalsStore(folder).read()).toMatchObject({ closed: false, exists: true });
      }
    }
    const found = await startAll(folders);
    expect(found.map(({ outcome }) => outcome)).toEqual(devices);
    // The next change of each removes what the killed left.
    for (const folder of folders) await changeEverything(folder, 0);
    await addConnection(stateDir, "one more");
    expect(filesOf(stateDir).filter((path) => leftovers.test(path))).toEqual([]);
    figure("kills", starts.kills);
    figure("starts that said three identities, the same each time", inTime);
    figure("left behind by the killed, all removed", leftBehind);
    expect(inTime).toBeGreaterThan(starts.kills / 4);
  });

  test("outlive broken files: each its own identity or a reason, and what is broken of one is no other's", async () => {
    const { stateDir, folders, devices } = await threeConnections();
    const original = `${stateDir}-original`;
    cpSync(stateDir, original, { recursive: true });
    const random = seededRandom(22);
    const files = filesOf(stateDir);
    const outcomes = new Map<string, number>();
    for (let start = 0; start < starts.broken; start += 1) {
      const [, break_ = () => {}] = damages[start % damages.length] ?? [];
      const chosen = files.filter(() => random() < 3 / files.length);
      for (const path of chosen) break_(path, random);
      // Their order is in the file of names, and goes with it and with its copy.
      expect(foldersOf(stateDir).toSorted()).toEqual(folders.toSorted());
      const found = await startAll(folders);
      expectOwn(found, devices);
      for (const [place, { outcome }] of found.entries()) {
        const isHarmed = chosen.some((path) => dirname(path) === folders[place]);
        if (!isHarmed) expect(outcome).toBe(devices[place]);
        const key = isDevice(outcome) ? "its own identity" : outcome;
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      }
      rmSync(stateDir, { recursive: true });
      cpSync(original, stateDir, { recursive: true });
      for (const folder of folders) chmodSync(folder, 0o700);
    }
    rmSync(original, { recursive: true });
    figure("starts of three on broken files", starts.broken);
    for (const [outcome, count] of outcomes) figure(`  ${outcome}`, count);
    expect(outcomes.get("its own identity")).toBeGreaterThan(starts.broken);
  });

  test.skipIf(!canMount && "mounting takes root")(
    "outlive a full disk while they are added and used: each whole or not there, and each its own for ever",
    async () => {
      const random = seededRandom(23);
      let refusals = 0;
      let unwritten = 0;
      for (let life = 0; life < starts.lives; life += 1) {
        const disk = smallDisk(`${192 + Math.floor(random() * 128)}k`);
        const stateDir = join(disk.folder, "state");
        const devices = new Map<string, Set<string>>();
        unwritten += await addWithLittleSpace(disk, stateDir);
        for (let step = 0; step < STEPS; step += 1) {
          const full = random() < 0.5;
          if (full) disk.fill();
          const before = foldersOf(stateDir).length;
          const added = before < 3 ? await addConnection(stateDir, null) : null;
          expect(foldersOf(stateDir)).toHaveLength(before + (added?.ok === true ? 1 : 0));
          const folders = foldersOf(stateDir);
          for (const [place, { outcome, run }] of (await startAll(folders)).entries()) {
            const folder = folders[place] ?? "";
            if (!isDevice(outcome)) refusals += 1;
            else devices.set(folder, (devices.get(folder) ?? new Set()).add(outcome));
            if (place > 0) expect(run).not.toBeNull();
          }
          for (const folder of folders) await changeEverything(folder, step);
          if (full) disk.free();
        }
        while (foldersOf(stateDir).length < 3)
          expect(await addConnection(stateDir, null)).toMatchObject({ ok: true });
        const folders = foldersOf(stateDir);
        for (const [place, { outcome }] of (await startAll(folders)).entries())
          devices.set(folders[place] ?? "", (devices.get(folders[place] ?? "") ?? new Set()).add(outcome));
        expect([...devices.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
        expect(new Set([...devices.values()].flatMap((each) => [...each])).size).toBe(3);
        for (const folder of folders) await changeEverything(folder, 0);
        expect(filesOf(stateDir).filter((path) => leftovers.test(path))).toEqual([]);
      }
      figure("lives of three connections on small disks", starts.lives);
      figure("connections that were not added for want of space", unwritten);
      // The names and the settings at least.
      expect(unwritten).toBeGreaterThan(starts.lives);
      figure("starts that were refused for want of space, and healed", refusals);
    },
  );
});

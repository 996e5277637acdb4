import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";
import { ownMark } from "../../src/core/files/process-mark.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import { emptySettings } from "../../src/core/settings/settings.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { canMount, smallDisk } from "../support/small-disk.ts";
import { changeEverything, type StorageStart, startStorage } from "../support/storage-start.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { figure, long } from "./chaos.ts";
import { damages } from "./damages.ts";

const storageProcess = fileURLToPath(new URL("../support/storage-process.ts", import.meta.url));
const isDevice = (outcome: string): boolean => /^[0-9a-f]{64}$/.test(outcome);
/** A start that takes longer is wedged, milliseconds. */
const longestStart = 10_000;

/** A state directory whose owner has switched programs off, with its identity. */
async function switchedOff(stateDir = temporaryDirectory()) {
  const settings = openSettings(stateDir);
  if (!settings.ok) throw new Error(settings.failure.kind);
  await settings.value.update({ capabilities: { ...emptySettings.capabilities, run: false } });
  const { outcome, made } = await startStorage(stateDir);
  if (!made) throw new Error(outcome);
  await changeEverything(stateDir, 1);
  return { stateDir, deviceId: outcome };
}

/** A start that is watched for what must never happen; says what it came up with. */
async function start(stateDir: string, deviceId: string): Promise<string> {
  const began = performance.now();
  const { outcome, made, run } = await startStorage(stateDir);
  expect(performance.now() - began).toBeLessThan(longestStart);
  expect(made).toBe(false);
  if (isDevice(outcome)) expect(outcome).toBe(deviceId);
  expect(run).not.toBe(true);
  return outcome;
}

const openHandles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);

describe("what a node keeps", () => {
  test("outlives kills at random moments: one identity, nothing half written, nothing switched on", async () => {
    const { stateDir, deviceId } = await switchedOff();
    const random = seededRandom(11);
    const kills = long ? 200 : 12;
    let leftBehind = 0;
    let inTime = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const child = spawn(process.execPath, [storageProcess, stateDir], {
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
        const found = JSON.parse(said) as StorageStart;
        expect(found).toEqual({ outcome: deviceId, made: false, run: false });
        inTime += 1;
      }
      leftBehind += readdirSync(stateDir).filter((name) => /\.tmp|\.lock|\.sock/.test(name)).length;
      const settings = openSettings(stateDir);
      expect(settings).toMatchObject({ ok: true, value: { recovered: null } });
      expect(createApprovalsStore(stateDir).read()).toMatchObject({ closed: false, exists: true });
    }
    expect(await start(stateDir, deviceId)).toBe(deviceId);
    await changeEverything(stateDir, 0);
    expect(readdirSync(stateDir).filter((name) => /\.tmp|\.lock|\.sock|\.broken/.test(name))).toEqual([]);
    figure("kills", kills);
    figure("starts that said their identity, the same each time", inTime);
    figure("left behind by the killed, all removed", leftBehind);
    expect(inTime).toBeGreaterThan(kills / 4);
    expect(leftBehind).toBeGreaterThan(0);
  });

  test("outlives broken files of every kind: the same identity or a reason, and in time", async () => {
    const { stateDir, deviceId } = await switchedOff();
    const original = `${stateDir}-original`;
    cpSync(stateDir, original, { recursive: true });
    const random = seededRandom(12);
    const names = readdirSync(stateDir);
    const outcomes = new Map<string, number>();
    const handles = openHandles();
    let starts = 0;
    const rounds = long ? 60 : 15;
    for (let round = 0; round < rounds; round += 1) {
      for (const [damage, break_] of damages) {
        // One to three files at once: what saves one must not depend on another that is broken as well.
        const chosen = names.filter(() => random() < 2 / names.length);
        for (const name of chosen) break_(join(stateDir, name), random);
        const outcome = await start(stateDir, deviceId);
        starts += 1;
        const key = isDevice(outcome) ? "the same identity" : outcome;
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
        if (chosen.length === 0) expect(`${damage}: ${outcome}`).toBe(`${damage}: ${deviceId}`);
        rmSync(stateDir, { recursive: true });
        cpSync(original, stateDir, { recursive: true });
        chmodSync(stateDir, 0o700);
      }
    }
    figure("starts on broken files", starts);
    for (const [outcome, count] of outcomes) figure(`  ${outcome}`, count);
    expect(outcomes.get("the same identity")).toBeGreaterThan(starts / 4);
    expect(openHandles()).toBeLessThanOrEqual(handles + 3);
    rmSync(original, { recursive: true });
  });

  test("outlives clocks that lie and locks of processes that are no more", async () => {
    const { stateDir, deviceId } = await switchedOff();
    const { startTime: _unused, ...mark } = ownMark();
    const locks = [
      "",
      "garbage",
      "1 word",
      JSON.stringify({ ...mark, startTime: "1" }),
      JSON.stringify({ pid: 1 }),
    ];
    const times = [0, 1e9, Date.now() / 1000 + 1e8, 4e9];
    let starts = 0;
    for (const [index, lock] of locks.entries()) {
      for (const time of long ? times : [times[index % times.length] as number]) {
        writeFileSync(join(stateDir, "settings.json.lock"), lock, { mode: 0o600 });
        for (const name of readdirSync(stateDir)) utimesSync(join(stateDir, name), time, time);
        expect(await start(stateDir, deviceId)).toBe(deviceId);
        starts += 1;
      }
    }
    figure("starts with wrong clocks and left locks", starts);
  });

  test.skipIf(!canMount && "mounting takes root")(
    "outlives a full disk at every moment of its life, and heals when there is space",
    async () => {
      const random = seededRandom(13);
      const lives = long ? 40 : 4;
      let refusals = 0;
      for (let life = 0; life < lives; life += 1) {
        const disk = smallDisk(`${48 + Math.floor(random() * 64)}k`);
        const stateDir = join(disk.folder, "state");
        const devices = new Set<string>();
        for (let step = 0; step < 8; step += 1) {
          const full = random() < 0.5;
          if (full) disk.fill();
          const { outcome } = await startStorage(stateDir);
          if (isDevice(outcome)) devices.add(outcome);
          else refusals += 1;
          await changeEverything(stateDir, step);
          if (full) disk.free();
        }
        const { outcome } = await startStorage(stateDir);
        expect(outcome).toMatch(/^[0-9a-f]{64}$/);
        devices.add(outcome);
        expect(devices.size).toBe(1);
        expect(readdirSync(stateDir).filter((name) => /\.tmp|\.lock|\.broken/.test(name))).toEqual([]);
      }
      figure("lives on small disks, each with one identity", lives);
      figure("starts that were refused for want of space, and healed", refusals);
    },
  );
});

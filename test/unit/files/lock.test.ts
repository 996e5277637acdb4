import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { withLock } from "../../../src/core/files/lock.ts";
import { ownMark } from "../../../src/core/files/process-mark.ts";
import { canMount, smallDisk } from "../../support/small-disk.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const lockingProcess = fileURLToPath(new URL("../../support/locking-process.ts", import.meta.url));
const deadPid = 2 ** 22 + 1;
const tomorrow = Date.now() / 1000 + 86_400;

describe("a locked step", () => {
  test("is never two processes' at once, and leaves nothing behind", { timeout: 60_000 }, async () => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(path, "0", { mode: 0o600 });
    const processes = [1, 2, 3].map(() =>
      promisify(execFile)(process.execPath, [lockingProcess, path, "30"]),
    );
    await Promise.all(processes);
    expect(readFileSync(path, "utf8")).toBe("90");
    expect(readdirSync(join(path, ".."))).toEqual(["file"]);
  });

  test("waits for the process's own earlier step, in the order they were asked for", async () => {
    const path = join(temporaryDirectory(), "file");
    const seen: string[] = [];
    const slow = withLock(path, async () => {
      seen.push("one begins");
      await new Promise((resolve) => setImmediate(resolve));
      seen.push("one ends");
    });
    await Promise.all([slow, withLock(path, () => seen.push("two"))]);
    expect(seen).toEqual(["one begins", "one ends", "two"]);
  });

  const own = ownMark();
  test.each([
    ["was left empty", ""],
    ["holds garbage", "\0\0\0"],
    ["names a process that is gone", JSON.stringify({ ...own, pid: deadPid })],
    [
      "names this process id, of a process that started at another time",
      JSON.stringify({ ...own, startTime: "1" }),
    ],
    ["names a process of another boot", JSON.stringify({ ...own, pid: process.ppid, boot: "another" })],
    ["names a process id of another container", JSON.stringify({ ...own, namespace: "pid:[1]" })],
    ["is an earlier version's, of a process that is gone", `${deadPid} x`],
    ["is an earlier version's, of a process id that lives", `${process.pid} x`],
  ])("is taken when the lock %s, whatever its time", async (_, text) => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(`${path}.lock`, text, { mode: 0o600 });
    utimesSync(`${path}.lock`, tomorrow, tomorrow);
    expect(await withLock(path, () => "done")).toEqual({ ok: true, value: "done" });
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test("waits for a living process without stopping this one, then says that it is being changed", async () => {
    const path = join(temporaryDirectory(), "file");
    const holder = spawn(process.execPath, [lockingProcess, path, "hold"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      await once(holder.stdout, "data");
      let beats = 0;
      const beating = setInterval(() => {
        beats += 1;
      }, 1);
      const refused = await withLock(path, () => "done");
      clearInterval(beating);
      expect(refused).toMatchObject({
        ok: false,
        failure: { problem: "being-changed", detail: String(holder.pid) },
      });
      expect(beats).toBeGreaterThan(100);
      holder.kill("SIGKILL");
      await once(holder, "exit");
      expect(await withLock(path, () => "done")).toEqual({ ok: true, value: "done" });
    } finally {
      holder.kill("SIGKILL");
    }
  });

  test("is over when it throws", async () => {
    const path = join(temporaryDirectory(), "file");
    const fail = () => Promise.reject(new Error("no"));
    await expect(withLock(path, fail)).rejects.toThrow("no");
    expect(await withLock(path, () => 1)).toEqual({ ok: true, value: 1 });
  });

  test.each([
    ["link", (lock: string) => symlinkSync("/nowhere", lock)],
    ["not-a-file", (lock: string) => mkdirSync(lock)],
  ])("says at once what is in the lock's place: %s", async (problem, make) => {
    const path = join(temporaryDirectory(), "file");
    make(`${path}.lock`);
    expect(await withLock(path, () => 1)).toMatchObject({
      failure: { problem, path: `${path}.lock` },
    });
  });

  test.skipIf(!canMount)(
    "on a full disk is refused as that, not as another process (mounting takes root)",
    async () => {
      const disk = smallDisk();
      disk.fill();
      expect(await withLock(join(disk.folder, "file"), () => 1)).toMatchObject({
        failure: { problem: "no-space" },
      });
      expect(readdirSync(disk.folder)).toEqual(["ballast"]);
    },
  );
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { askInstance, claimInstance, type Instance } from "../../src/core/instance/instance.ts";
import { decodeMessage, encodeMessage } from "../../src/core/instance/message.ts";
import { placesOf } from "../../src/core/instance/place.ts";
import { linesOf } from "../support/lines.ts";
import { someState } from "../support/node-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

// Twenty processes on a busy machine of two cores take their time to start.
vi.setConfig({ testTimeout: 30_000 });

const script = new URL("../support/claiming-process.ts", import.meta.url).pathname;
const children = new Set<ChildProcess>();

afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

/** Starts a process that is ready to claim and does so when told. */
async function claimant(stateDir: string) {
  const child = spawn(process.execPath, [script, stateDir], { stdio: ["pipe", "pipe", "inherit"] });
  children.add(child);
  const line = linesOf(child.stdout);
  await line();
  return {
    pid: child.pid ?? 0,
    child,
    go: () => child.stdin.write("go\n"),
    result: async () => JSON.parse(await line()),
    async end() {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const here = () => ({ pid: process.pid, version: "1", startedAt: 7, state: someState() });

const claimHere = (stateDir: string) => claimInstance({ stateDir, describe: here });

async function claimed(stateDir: string): Promise<Instance> {
  const result = await claimHere(stateDir);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  onTestFinished(() => result.value.release());
  return result.value;
}

const sockets = (stateDir: string) => readdirSync(stateDir).filter((name) => name.startsWith("control-"));

/** The place that outlives the state directory. */
function elsewhere(stateDir: string): string {
  const place = placesOf(stateDir).at(-1);
  if (place?.kind !== "directory") throw new Error("no directory");
  return place.directory;
}

describe.skipIf(process.platform === "win32" && "Windows uses a named pipe")(
  "one process per state directory",
  () => {
    test("tells a second claim who holds it, and lets the next one in after a release", async () => {
      const stateDir = temporaryDirectory();
      const first = await claimed(stateDir);
      expect(await claimHere(stateDir)).toEqual({
        ok: false,
        failure: { kind: "held", holder: { pid: process.pid, answering: true } },
      });
      await first.release();
      expect(sockets(stateDir)).toEqual([]);
      await claimed(stateDir);
    });

    test("has exactly one winner of many processes started at once over a dead one's socket", async () => {
      const stateDir = temporaryDirectory();
      for (let round = 0; round < 4; round += 1) {
        const starters = await Promise.all(Array.from({ length: 5 }, () => claimant(stateDir)));
        for (const starter of starters) starter.go();
        const results = await Promise.all(starters.map((starter) => starter.result()));
        const winners = starters.filter((_, index) => results[index].ok);
        expect(winners).toHaveLength(1);
        for (const result of results.filter(({ ok }) => !ok)) {
          expect(result.failure).toEqual({ kind: "held", holder: { pid: winners[0]?.pid, answering: true } });
        }
        // Killed: its socket stays behind, and the next round has to find out that it is dead.
        await winners[0]?.kill();
        expect(sockets(stateDir)).toHaveLength(1);
        expect(await askInstance(stateDir, 1_000)).toEqual({ kind: "none" });
      }
    });

    test("still belongs to a stopped process, which is reported as not answering", async () => {
      const stateDir = temporaryDirectory();
      const holder = await claimant(stateDir);
      holder.go();
      expect(await holder.result()).toEqual({ ok: true });
      holder.child.kill("SIGSTOP");
      expect(await claimHere(stateDir)).toEqual({
        ok: false,
        failure: { kind: "held", holder: { pid: holder.pid, answering: false } },
      });
      expect(await askInstance(stateDir, 200)).toEqual({ kind: "silent", pid: holder.pid });
      holder.child.kill("SIGCONT");
      expect(await askInstance(stateDir, 5_000)).toMatchObject({
        kind: "snapshot",
        snapshot: { pid: holder.pid },
      });
      await holder.end();
      expect(sockets(stateDir)).toEqual([]);
    });

    test("tells its state to whoever asks, and every further one until the asker hangs up", async () => {
      const stateDir = temporaryDirectory();
      const instance = await claimed(stateDir);
      const snapshot = { pid: process.pid, version: "1", startedAt: 7, state: someState() };
      expect(await askInstance(stateDir, 1_000)).toEqual({ kind: "snapshot", snapshot });

      const client = connect(join(stateDir, sockets(stateDir)[0] ?? ""));
      const line = linesOf(client);
      expect(decodeMessage(await line())).toEqual({ role: "holder", ...snapshot });
      instance.publish({ state: someState(2) });
      expect(decodeMessage(await line())).toEqual({ role: "holder", ...snapshot, state: someState(2) });
      client.destroy();
      instance.publish({ state: someState(3) });
      expect(await askInstance(stateDir, 1_000)).toMatchObject({ snapshot: { state: { since: 3 } } });
    });

    test("releases promptly although a client neither reads nor hangs up", async () => {
      const stateDir = temporaryDirectory();
      const instance = await claimed(stateDir);
      const client = connect(join(stateDir, sockets(stateDir)[0] ?? ""));
      await once(client, "connect");
      client.pause();
      client.on("error", () => {});
      for (let count = 0; count < 20_000; count += 1) instance.publish({ state: someState(count) });
      await instance.release();
      client.destroy();
    });

    test("has a socket for its owner alone", async () => {
      const stateDir = temporaryDirectory();
      await claimed(stateDir);
      expect(statSync(join(stateDir, sockets(stateDir)[0] ?? "")).mode & 0o777).toBe(0o600);
    });

    test("can be claimed where the path is too long for a socket", async () => {
      const stateDir = join(temporaryDirectory(), "long".repeat(30));
      const instance = await claimed(stateDir);
      const directory = elsewhere(stateDir);
      expect(directory).toMatch(/^\/tmp\/clawtray-\d+-[0-9a-f]{16}$/);
      expect(statSync(directory).mode & 0o777).toBe(0o700);
      expect(await askInstance(stateDir, 1_000)).toMatchObject({ kind: "snapshot" });
      expect(await claimHere(stateDir)).toMatchObject({ failure: { kind: "held" } });
      await instance.release();
      expect(existsSync(directory)).toBe(false);
    });

    test("is refused where others could take the sockets away, or where a link leads elsewhere", async () => {
      const open = temporaryDirectory();
      chmodSync(open, 0o777);
      expect(await claimHere(open)).toMatchObject({ failure: { kind: "unusable" } });

      const long = join(temporaryDirectory(), "long".repeat(30));
      mkdirSync(long);
      const directory = elsewhere(long);
      symlinkSync(temporaryDirectory(), directory);
      onTestFinished(() => rmSync(directory));
      expect(await claimHere(long)).toMatchObject({ failure: { kind: "unusable" } });
      expect(await askInstance(long, 500)).toEqual({ kind: "none" });
    });

    test("stays one process's when its directory is deleted, moved away, or loses its socket", async () => {
      const stateDir = join(temporaryDirectory(), "state");
      const lost = vi.fn();
      const held = await claimInstance({ stateDir, describe: here, onFolderLost: lost });
      if (!held.ok) throw new Error("not claimed");
      onTestFinished(() => held.value.release());
      const refused = { ok: false, failure: { kind: "held", holder: { pid: process.pid, answering: true } } };

      rmSync(join(stateDir, sockets(stateDir)[0] ?? ""));
      expect(await claimHere(stateDir)).toEqual(refused);
      await vi.waitFor(() => expect(sockets(stateDir)).toHaveLength(1), 5_000);
      expect(await claimHere(stateDir)).toEqual(refused);

      rmSync(stateDir, { recursive: true });
      expect(await askInstance(stateDir, 1_000)).toMatchObject({ kind: "snapshot" });
      expect(await claimHere(stateDir)).toEqual(refused);
      await vi.waitFor(() => expect(lost).toHaveBeenCalled(), 5_000);
      expect(sockets(stateDir)).toHaveLength(1);

      const moved = `${stateDir}-moved`;
      renameSync(stateDir, moved);
      expect(await claimHere(moved)).toEqual(refused);
      expect(await claimHere(stateDir)).toEqual(refused);
    });

    test("is held elsewhere too: with every socket in the directory gone and recreated by another", async () => {
      const stateDir = join(temporaryDirectory(), "state");
      const holder = await claimant(stateDir);
      holder.go();
      expect(await holder.result()).toEqual({ ok: true });
      holder.child.kill("SIGSTOP");
      rmSync(stateDir, { recursive: true });
      expect(await claimHere(stateDir)).toMatchObject({
        failure: { kind: "held", holder: { pid: holder.pid, answering: false } },
      });
      holder.child.kill("SIGCONT");
      await holder.end();
    });

    test("is nobody's where there is no directory, and asking makes none", async () => {
      const stateDir = join(temporaryDirectory(), "none");
      expect(await askInstance(stateDir, 500)).toEqual({ kind: "none" });
      expect(existsSync(stateDir)).toBe(false);
    });

    test.each([
      ["control-0-000000000000.sock", "has a name before ours"],
      ["control-99999999-ffffffffffff.sock", "has a name after ours"],
    ])("is decided only when the other candidate %s, which %s, has held or left", async (name) => {
      for (const outcome of ["holds", "leaves"] as const) {
        const stateDir = temporaryDirectory();
        let role: "candidate" | "holder" = "candidate";
        let askedTwice = () => {};
        const asked = new Promise<void>((resolve) => {
          askedTwice = resolve;
        });
        let questions = 0;
        const other = createServer((client) => {
          client.on("error", () => {});
          client.end(`${encodeMessage(role === "holder" ? { role, ...here() } : { role, pid: 4 })}\n`);
          questions += 1;
          if (questions === 2) askedTwice();
        });
        other.listen(join(stateDir, name));
        await once(other, "listening");

        let decided = false;
        const claim = claimHere(stateDir).then((result) => {
          decided = true;
          return result;
        });
        await asked;
        expect(decided).toBe(false);
        if (outcome === "holds") {
          role = "holder";
          expect(await claim).toMatchObject({ failure: { kind: "held" } });
          other.close();
        } else {
          other.close();
          const result = await claim;
          expect(result.ok).toBe(true);
          if (result.ok) await result.value.release();
        }
      }
    });

    test("is not kept by a plain file with a socket's name", async () => {
      const stateDir = temporaryDirectory();
      writeFileSync(join(stateDir, "control-1-0123456789ab.sock"), "");
      await claimed(stateDir);
      expect(sockets(stateDir)).toHaveLength(1);
    });
  },
);

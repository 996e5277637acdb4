import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { linesOf } from "../support/lines.ts";
import { type KeychainSession, type SessionOptions, startSession, whyNoSession } from "./session.ts";

const script = new URL("vault-process.ts", import.meta.url).pathname;
const login = "/org/freedesktop/secrets/collection/login";

async function session(options?: SessionOptions): Promise<KeychainSession> {
  const started = await startSession(options);
  onTestFinished(() => started.end());
  return started;
}

const stateDirIn = ({ directory }: KeychainSession) => mkdtempSync(join(directory, "state-"));

/** A process over the session's keychain, asked line by line. */
function vaultProcess(env: Readonly<Record<string, string>>, stateDir: string, limitMs = 20_000) {
  const child = spawn(process.execPath, [script, stateDir, String(limitMs)], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  const line = linesOf(child.stdout);
  return {
    pid: child.pid,
    async ask(command: string) {
      child.stdin.write(`${command}\n`);
      return JSON.parse(await line());
    },
    async exit(code: number): Promise<unknown> {
      child.stdin.write(`exit ${code}\n`);
      const [exitCode] = await exited;
      return exitCode;
    },
    async finish(): Promise<unknown> {
      child.stdin.end();
      const [exitCode] = await exited;
      return exitCode;
    },
  };
}

/** One command in a process of its own. */
async function oneCommand(env: Readonly<Record<string, string>>, stateDir: string, command: string) {
  const child = vaultProcess(env, stateDir);
  const result = await child.ask(command);
  await child.finish();
  return result;
}

const items = (keychain: KeychainSession, collection = login) =>
  keychain
    .call(collection, "org.freedesktop.DBus.Properties.Get", "org.freedesktop.Secret.Collection", "Items")
    .match(/\/org\/freedesktop\/secrets\/collection\/\w+\/\d+/g) ?? [];

const allText = (directory: string) =>
  readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), "utf8"))
    .join("\n");

/** Descriptions of this program's keys in the kernel's keyring, where the library's own fallback puts them. */
const kernelKeys = () => readFileSync("/proc/keys", "utf8").match(/\S+@Clawtray/g);

describe.skipIf(whyNoSession())("a real Secret Service", () => {
  test("keeps the headers for an access page over processes, and in no file in clear", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    const secret = "recognisable-edge-secret-6b21";
    const kept = { ok: true, value: [{ name: "X-Edge-Secret", value: secret }] };
    await keychain.startDaemon("unlocked");
    await oneCommand(keychain.env, stateDir, "establish");
    expect(await oneCommand(keychain.env, stateDir, `edge ${secret}`)).toEqual(kept);
    expect(await oneCommand(keychain.env, stateDir, "edge")).toEqual(kept);
    expect(allText(stateDir)).not.toContain(secret);
    expect(items(keychain)).toHaveLength(2);
  });

  test("keeps one identity over processes and over its own restart, and the state directory holds no secret", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    await keychain.startDaemon("unlocked");
    const first = await oneCommand(keychain.env, stateDir, "establish");
    expect(first).toEqual({ deviceId: expect.stringMatching(/^[0-9a-f]{64}$/), created: true });
    expect(items(keychain)).toHaveLength(1);
    await keychain.killDaemon();
    await keychain.startDaemon("unlocked");
    const second = await oneCommand(keychain.env, stateDir, "establish");
    expect(second).toEqual({ deviceId: first.deviceId, created: false });
    expect(readdirSync(stateDir)).toEqual([
      "folder.json",
      "folder.json.last-good",
      "settings.json",
      "settings.json.last-good",
    ]);
    expect(allText(stateDir)).not.toContain("seed");
  });

  test("keeps a gateway's token, and forgets everything when told to", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    await keychain.startDaemon("unlocked");
    const { deviceId } = await oneCommand(keychain.env, stateDir, "establish");
    const token = "t".repeat(3_000);
    expect(await oneCommand(keychain.env, stateDir, `token ${token}`)).toEqual({
      ok: true,
      value: { kind: "device-token", token },
    });
    expect(await oneCommand(keychain.env, stateDir, "forget")).toEqual({ ok: true });
    expect(items(keychain)).toHaveLength(1);
    const next = await oneCommand(keychain.env, stateDir, "establish");
    expect(next.created).toBe(true);
    expect(next.deviceId).not.toBe(deviceId);
  });

  test("gives two state directories two identities", async () => {
    const keychain = await session();
    await keychain.startDaemon("unlocked");
    const [one, other] = [stateDirIn(keychain), stateDirIn(keychain)];
    const ids = [];
    for (const stateDir of [one, other, one])
      ids.push((await oneCommand(keychain.env, stateDir, "establish")).deviceId);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test("that is locked is called locked, with and without settings, and unlocked gives the same identity", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    await keychain.startDaemon("unlocked");
    const { deviceId } = await oneCommand(keychain.env, stateDir, "establish");
    keychain.lock();
    expect(await oneCommand(keychain.env, stateDir, "establish")).toMatchObject({
      reason: "keychain-locked",
    });
    rmSync(join(stateDir, "settings.json"));
    rmSync(join(stateDir, "settings.json.last-good"));
    expect(await oneCommand(keychain.env, stateDir, "establish")).toMatchObject({
      reason: "keychain-locked",
    });
    expect(readdirSync(stateDir)).toEqual(["folder.json", "folder.json.last-good"]);

    await keychain.killDaemon();
    await keychain.startDaemon("locked");
    expect(await oneCommand(keychain.env, stateDir, "establish")).toMatchObject({
      reason: "keychain-locked",
    });
    await keychain.killDaemon();
    await keychain.startDaemon("unlocked");
    expect(await oneCommand(keychain.env, stateDir, "establish")).toEqual({ deviceId, created: false });
  });

  test("that is locked before there is an identity makes none", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    await keychain.startDaemon("unlocked");
    keychain.lock();
    expect(await oneCommand(keychain.env, stateDir, "establish")).toMatchObject({
      reason: "keychain-locked",
    });
    expect(items(keychain)).toHaveLength(0);
  });

  test("whose prompt nobody answers is a time-out, asks once, and does not keep the process from ending", async () => {
    const keychain = await session({ prompter: "silent" });
    const stateDir = stateDirIn(keychain);
    await keychain.startDaemon("unlocked");
    await oneCommand(keychain.env, stateDir, "establish");
    keychain.lock();
    const node = vaultProcess(keychain.env, stateDir, 700);
    for (let again = 0; again < 3; again += 1) {
      expect(await node.ask("establish")).toMatchObject({ reason: "keychain-timeout" });
    }
    expect(keychain.promptsAsked()).toBe(1);
    const before = performance.now();
    expect(await node.exit(7)).toBe(7);
    // D-Bus itself would wait for 25 s.
    expect(performance.now() - before).toBeLessThan(15_000);
  });

  test("without a default collection is unavailable; nothing goes to the collection that a logout empties", async () => {
    const keychain = await session();
    await keychain.startDaemon("locked");
    expect(await oneCommand(keychain.env, stateDirIn(keychain), "establish")).toMatchObject({
      reason: "keychain-unavailable",
      detail: { detail: "the Secret Service has no default collection" },
    });
    expect(items(keychain, "/org/freedesktop/secrets/collection/session")).toHaveLength(0);
  });

  test("that is not there is unavailable, and the kernel's keyring is no substitute", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    const before = kernelKeys();
    expect(await oneCommand(keychain.env, stateDir, "establish")).toMatchObject({
      reason: "keychain-unavailable",
      detail: { detail: "there is no Secret Service" },
    });
    const { DBUS_SESSION_BUS_ADDRESS: _bus, ...env } = keychain.env;
    expect(await oneCommand(env, stateDir, "establish")).toMatchObject({
      reason: "keychain-unavailable",
      detail: { detail: "there is no D-Bus session" },
    });
    expect(kernelKeys()).toEqual(before);
    expect(readdirSync(stateDir)).toEqual([]);
  });

  test("that dies under a running process is unavailable until it is back, then gives the same identity", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    await keychain.startDaemon("unlocked");
    const node = vaultProcess(keychain.env, stateDir);
    const { deviceId } = await node.ask("establish");
    await keychain.killDaemon();
    expect(await node.ask("establish")).toMatchObject({ reason: "keychain-unavailable" });
    await keychain.startDaemon("unlocked");
    expect(await node.ask("establish")).toEqual({ deviceId, created: false });
    expect(await node.finish()).toBe(0);
  });

  test("killed at any moment of the first start never leads to a second identity", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    for (let round = 0; round < 8; round += 1) {
      await keychain.startDaemon("unlocked");
      const node = vaultProcess(keychain.env, stateDir);
      // Everything is loaded once this has answered; only then does the moment of the kill mean anything.
      await node.ask("forget");
      const starting = node.ask("establish");
      const killed = new Promise((resolve) => setTimeout(resolve, round * 4)).then(() =>
        keychain.killDaemon(),
      );
      const [first] = await Promise.all([starting, killed]);
      await keychain.startDaemon("unlocked");
      const after = await node.ask("establish");
      expect(after).toMatchObject({ deviceId: expect.any(String) });
      if (first.deviceId) expect(after.deviceId).toBe(first.deviceId);
      expect(await node.ask("establish")).toEqual({ deviceId: after.deviceId, created: false });
      expect(items(keychain)).toHaveLength(1);
      await node.finish();
      await keychain.killDaemon();
    }
  });

  test("and two processes started at once make one identity, and the loser knows who has it", async () => {
    const keychain = await session();
    const stateDir = stateDirIn(keychain);
    await keychain.startDaemon("unlocked");
    const nodes = [vaultProcess(keychain.env, stateDir), vaultProcess(keychain.env, stateDir)];
    const results = await Promise.all(nodes.map((node) => node.ask("start")));
    const winner = results.findIndex((result) => result.deviceId);
    expect(results[winner]).toMatchObject({ created: true });
    expect(results[1 - winner]).toEqual({
      kind: "held",
      holder: { pid: nodes[winner]?.pid, answering: true },
    });
    expect(items(keychain)).toHaveLength(1);
  });
});

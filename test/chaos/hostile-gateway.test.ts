import { describe, expect, onTestFinished, test } from "vitest";
import { CliProcess } from "../scripted/cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "../scripted/gateway.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { figure, long, memoryOf } from "./chaos.ts";

const MB = 1024 * 1024;
/** A gateway may make us dear, not dead: with this heap, MB. */
const HEAP = 512;

async function hostile() {
  const gateway = await createScriptedGateway({
    token: "shared",
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  onTestFinished(() => gateway.close());
  const stateDir = temporaryDirectory();
  const words = ["run", "--gateway", gateway.url, "--json", "--state-dir", stateDir, "--key-store", "file"];
  const node = new CliProcess(words, {
    OPENCLAW_GATEWAY_TOKEN: "shared",
    NODE_OPTIONS: `--max-old-space-size=${HEAP}`,
  });
  const { deviceId } = await node.phase("connected");
  return { gateway, node, deviceId };
}

/** The node answers, however often it had to come back for it. */
async function answers(gateway: ScriptedGateway): Promise<number> {
  const begin = performance.now();
  for (let tries = 0; tries < 60; tries += 1) {
    await gateway.until(() => gateway.nodes().length > 0, 60_000);
    const { result } = gateway.invoke("system.which", { bins: ["sh"] }, { timeoutMs: 5_000 });
    if ((await result).ok) return performance.now() - begin;
  }
  throw new Error("it never answered again");
}

const head = '{"type":"event","event":"x","payload":';
const frames: readonly (readonly [string, () => string])[] = [
  ["31 MB of empty objects", () => `${head}[${"{},".repeat(10 * MB)}{}]}`],
  ["31 MB of numbers", () => `${head}[${"1,".repeat(15 * MB)}1]}`],
  ["31 MB of brackets", () => "[".repeat(31 * MB)],
  [
    "two million names",
    () => `${head}{${Array.from({ length: 2_000_000 }, (_, i) => `"k${i}":1`).join(",")}}}`,
  ],
  ["31 MB in one string", () => `${head}"${"A".repeat(31 * MB)}"}`],
  ["7 MB in one string", () => `${head}"${"A".repeat(7 * MB)}"}`],
  ["7 MB of escapes in one string", () => `${head}"${"\\u0041".repeat(MB)}"}`],
];

describe(`a hostile gateway, against a node with a heap of ${HEAP} MB`, () => {
  test("sends the dearest legal frames, and the node answers after each of them", async () => {
    const { gateway, node, deviceId } = await hostile();
    for (const [name, make] of frames) {
      for (let round = 0; round < (long ? 10 : 2); round += 1) {
        await gateway.until(() => gateway.nodes().length > 0, 60_000);
        gateway.node().send(make());
      }
      figure(`${name}: next answer after`, `${Math.round(await answers(gateway))} ms`);
    }
    expect(node.child.exitCode).toBeNull();
    const memory = memoryOf(node.child.pid ?? 0);
    if (memory !== null) figure("resident, most and now", `${memory.most} MB, ${memory.now} MB`);
    expect(memory?.most ?? 0).toBeLessThan(HEAP);
    expect(node.states.at(-1)?.deviceId).toBe(deviceId);
  });

  test("floods it with events that ask something of it, and it neither grows nor floods back", async () => {
    const { gateway, node, deviceId } = await hostile();
    const count = long ? 350_000 : 50_000;
    const floods: readonly ((index: number) => readonly [string, unknown])[] = [
      (index) => ["node.pair.resolved", { requestId: `r${index}`, nodeId: deviceId, decision: "rejected" }],
      (index) => [
        "node.invoke.request",
        { id: `i${index}`, nodeId: deviceId, command: "nothing", paramsJSON: "{}" },
      ],
      (index) => ["node.invoke.request", { id: `m${index}`, nodeId: deviceId }],
      (index) => ["node.invoke.cancel", { invokeId: `c${index}` }],
      (index) => ["voicewake.changed", { triggers: [`t${index}`] }],
    ];
    for (const flood of floods) {
      for (let index = 0; index < count; index += 1) {
        if (gateway.nodes().length === 0) break;
        gateway.node().event(...flood(index));
        if (index % 5_000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      const [name] = flood(0);
      figure(`${count} x ${name}: next answer after`, `${Math.round(await answers(gateway))} ms`);
    }
    const memory = memoryOf(node.child.pid ?? 0);
    if (memory !== null) figure("resident, most and now", `${memory.most} MB, ${memory.now} MB`);
    expect(node.child.exitCode).toBeNull();
    expect(memory?.most ?? 0).toBeLessThan(HEAP);
    expect(node.states.at(-1)?.deviceId).toBe(deviceId);
  });

  test("sends damaged frames at random, in and after the handshake, and the node always comes back", async () => {
    const { gateway, node, deviceId } = await hostile();
    const random = seededRandom(20261126);
    const samples = [
      `{"type":"event","event":"node.invoke.request","payload":{"id":"i","nodeId":"${deviceId}","command":"system.which","paramsJSON":"{}"}}`,
      '{"type":"res","id":"1","ok":true,"payload":{}}',
      '{"type":"event","event":"tick","payload":{"ts":1}}',
      '{"type":"event","event":"connect.challenge","payload":{"nonce":"n","ts":1}}',
      '{"type":"res","id":"connect","ok":true,"payload":{"type":"hello-ok","protocol":4}}',
    ];
    const damaged = (): string => {
      const sample = samples[Math.floor(random() * samples.length)] ?? "";
      const at = Math.floor(random() * sample.length);
      const piece = String.fromCharCode(Math.floor(random() * 0x2000));
      return random() < 0.5 ? sample.slice(0, at) + piece + sample.slice(at + 1) : sample.slice(0, at);
    };
    const end = performance.now() + (long ? 120_000 : 6_000);
    let sent = 0;
    let sessions = 0;
    gateway.script(() => ({ beforeChallenge: random() < 0.3 ? [damaged()] : [], beforeAnswer: [damaged()] }));
    while (performance.now() < end) {
      await gateway.until(() => gateway.nodes().length > 0, 60_000);
      sessions += 1;
      const connection = gateway.node();
      // A flood of bad frames ends a session; a few do not.
      const most = random() < 0.2 ? 100 : 5_000;
      for (let round = 0; round < most && connection.open; round += 1) {
        connection.send(round % 8 === 0 ? damaged() : (samples[round % 3] ?? ""));
        sent += 1;
      }
      if (random() < 0.5) connection.drop();
      await answers(gateway);
    }
    figure("damaged and good frames", sent);
    figure("sessions", sessions);
    expect(node.child.exitCode).toBeNull();
    expect(new Set(node.states.map((state) => state.deviceId)).size).toBeLessThanOrEqual(2);
    expect(node.states.at(-1)?.deviceId).toBe(deviceId);
  });
});

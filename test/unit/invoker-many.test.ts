import { describe, expect, test } from "vitest";
import type { Command } from "../../src/core/commands/command.ts";
import { createInvokeMemory } from "../../src/core/commands/invoke-memory.ts";
import { createInvoker } from "../../src/core/commands/invoker.ts";
import { createRegistry } from "../../src/core/commands/registry.ts";
import { silentLogger } from "../../src/core/log/log.ts";
import { defaultCapabilities } from "../../src/core/settings/settings.ts";
import { ManualClock } from "../support/clock.ts";
import { eventually } from "../support/eventually.ts";
import { sessionOver, tellInvoker } from "../support/gateway-session.ts";
import { command, deviceId, forever, type Sent, setting } from "../support/invoker-setting.ts";

describe("many invokes", () => {
  test("run 16 at once, wait their turn, and lose none", async () => {
    let running = 0;
    let most = 0;
    const gates: (() => void)[] = [];
    const { invoke, results } = setting([
      command("slow", async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => gates.push(resolve));
        running -= 1;
        return null;
      }),
    ]);
    for (let index = 0; index < 500; index += 1) invoke(`i${index}`, "slow");
    while (results().length < 500) {
      await eventually(() => expect(gates.length).toBeGreaterThan(0));
      for (const open of gates.splice(0)) open();
      await new Promise(setImmediate);
    }
    expect(most).toBe(16);
    expect(new Set(results().map((result) => result.id)).size).toBe(500);
  });

  test("that wait for nothing leave every other connection its turn", async () => {
    const { clock, invoke, results } = setting([
      command("instant", async () => {
        clock.advance(1);
        return null;
      }),
    ]);
    for (let index = 0; index < 500; index += 1) invoke(`i${index}`, "instant");
    let turns = 0;
    while (results().length < 500) {
      await new Promise(setImmediate);
      turns += 1;
    }
    expect(turns).toBeGreaterThan(100);
  });

  test("that wait for a person keep no other from running", async () => {
    const { invoke, invoker, results } = setting([
      command("asks", (_, { stepAside, signal }) => {
        stepAside();
        return new Promise((resolve) => signal.addEventListener("abort", resolve));
      }),
      command("quick", async () => null),
    ]);
    for (let index = 0; index < 40; index += 1) invoke(`asks${index}`, "asks");
    invoke("i1", "quick");
    await eventually(() => expect(results()).toMatchObject([{ id: "i1", ok: true }]));
    expect(invoker.busy()).toBe(true);
    await invoker.abandon();
    expect(results()).toHaveLength(1);
  });

  test("are refused, not forgotten, when too many wait", async () => {
    const { invoke, results } = setting([command("hang", forever)]);
    for (let index = 0; index < 16 + 1_024 + 3; index += 1) invoke(`i${index}`, "hang");
    expect(results()).toHaveLength(3);
    expect(results()[0]).toMatchObject({ ok: false, error: { code: "UNAVAILABLE" } });
  });

  test("are refused when what they carry is too much to keep, however it is written", async () => {
    const { invoke, invoker, session, results } = setting([command("hang", forever)]);
    const text = "x".repeat(1024 * 1024);
    const params = [{ paramsJSON: JSON.stringify({ text }) }, { paramsJSON: null, params: { text } }];
    for (let index = 0; index < 40; index += 1) invoke(`i${index}`, "hang", params[index % 2]);
    expect(results().map(({ id }) => id)).toEqual(Array.from({ length: 9 }, (_, index) => `i${31 + index}`));
    expect(results()[0]).toMatchObject({ ok: false, error: { code: "UNAVAILABLE" } });
    for (let index = 0; index < 20; index += 1) invoker.cancel(`i${index}`);
    await eventually(() => {
      tellInvoker(invoker, session, { id: "small", nodeId: deviceId, command: "nothing of this name" });
      expect(results().at(-1)).toMatchObject({ id: "small", error: { code: "INVALID_REQUEST" } });
    });
    const deep = JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`);
    invoke("deep", "hang", { paramsJSON: null, params: deep });
    expect(results().at(-1)).toMatchObject({ id: "deep", error: { code: "INVALID_REQUEST" } });
  });

  test("all stop when the session is gone, and nothing is sent after", async () => {
    const { invoke, invoker, records, sent } = setting([command("hang", forever)]);
    for (let index = 0; index < 40; index += 1) invoke(`i${index}`, "hang");
    invoker.abandon();
    await eventually(() =>
      expect(records.filter((record) => record.outcome === "cancelled")).toHaveLength(16),
    );
    expect(sent).toEqual([]);
  });

  test("are waited for until each has ended what it started", async () => {
    let finish = (): void => {};
    const { invoke, invoker } = setting([
      command("quick", async () => null),
      command("slow to end", () => new Promise((resolve) => (finish = () => resolve(null)))),
    ]);
    invoke("i1", "quick");
    invoke("i2", "slow to end");
    let ended = false;
    const end = invoker.abandon().then(() => (ended = true));
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    finish();
    await end;
  });
});

describe("what the owner switches off", () => {
  test("is not run, and whoever asks reads why", async () => {
    let ran = false;
    const off = { ...defaultCapabilities, device: false };
    const { invoke, results, records } = setting(
      [
        command("device.info", async () => {
          ran = true;
        }),
      ],
      1_000_000,
      off,
    );
    invoke("i1", "device.info");
    await eventually(() => expect(results()).toHaveLength(1));
    expect(results()[0]).toMatchObject({ ok: false, error: { code: "DEVICE_DISABLED" } });
    expect(records.at(-1)).toMatchObject({ outcome: "denied" });
    expect(ran).toBe(false);
  });

  test("ends at once what runs and refuses what waits, and leaves the rest alone", async () => {
    const switches = { ...defaultCapabilities, camera: true };
    const clock = new ManualClock();
    const sent: Sent[] = [];
    const signals: AbortSignal[] = [];
    const hang = (name: string): Command =>
      command(name, (_, { signal }) => {
        signals.push(signal);
        return forever();
      });
    const registry = createRegistry(
      [
        { capability: "camera", commands: [hang("camera.clip")] },
        { capability: "device", commands: [hang("device.status")] },
      ],
      () => switches,
    );
    const invoker = createInvoker({
      registry,
      clock,
      log: silentLogger,
      memory: createInvokeMemory(clock, () => {}),
    });
    const session = sessionOver(clock, async (method, params) => {
      sent.push({ method, params: params as Record<string, unknown> });
      return { ok: true, payload: null };
    });
    const ask = (id: string, name: string) => tellInvoker(invoker, session, { id, command: name });
    ask("status", "device.status");
    for (let index = 0; index < 15; index += 1) ask(`clip${index}`, "camera.clip");
    ask("waiting", "camera.clip");
    switches.camera = false;
    invoker.endWhatIsOff();
    await eventually(() => expect(sent).toHaveLength(16));
    expect(sent.map(({ params }) => params.id)).not.toContain("status");
    for (const { params } of sent)
      expect(params).toMatchObject({ ok: false, error: { code: "CAMERA_DISABLED" } });
    expect(signals.filter((signal) => signal.aborted)).toHaveLength(15);
    expect(signals[0]?.aborted).toBe(false);
  });
});

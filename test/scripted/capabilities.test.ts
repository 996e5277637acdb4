import { describe, expect, onTestFinished, test } from "vitest";
import type { Command } from "../../src/core/commands/command.ts";
import { eventually } from "../support/eventually.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import { approved, awaiting, Computer, connected, type StartedNode } from "./node-world.ts";

const token = { kind: "token", token: "shared-token" } as const;

/** A paired, approved and connected node with a camera whose switch is off. */
async function withCamera(clip: Command["run"] = async () => ({ format: "mp4" })) {
  const gateway = await createScriptedGateway();
  onTestFinished(() => gateway.close());
  const computer = new Computer();
  const camera: Command = { name: "camera.clip", capability: "camera", run: clip };
  computer.offers = [...computer.offers, { capability: "camera", commands: [camera] }];
  const started = computer.start(gateway.url, token);
  await started.until(awaiting);
  gateway.approveDevice();
  await started.until(connected);
  await eventually(() => gateway.approveSurface());
  await started.until(approved);
  return { gateway, computer, started };
}

const turn = (started: StartedNode, on: boolean) =>
  started.node.intend({ kind: "set-capability", capability: "camera", on });

const declared = (gateway: ScriptedGateway) =>
  (gateway.attempts.at(-1)?.params as { commands?: readonly string[] } | null)?.commands;

const pendingSurface = (state: StartedNode["state"]): boolean =>
  connected(state) && state.surface.status === "pending";

describe("a capability that is switched on", () => {
  test("is declared by a quiet reconnect and shown as awaiting the administrator, then works", async () => {
    const { gateway, started } = await withCamera();
    expect(declared(gateway)).toEqual(["system.which"]);
    const from = started.states.length;
    await turn(started, true);
    await gateway.until(() => declared(gateway)?.includes("camera.clip") === true);
    const pending = await started.until(pendingSurface);
    expect(pending).toMatchObject({ surface: { requestId: null, adminCommand: "openclaw nodes pending" } });
    expect(new Set(started.states.slice(from).map((state) => state.phase))).toEqual(new Set(["connected"]));
    expect(await gateway.invoke("system.which", { bins: ["sh"] }).result).toMatchObject({ ok: true });
    expect(started.state).toMatchObject({ surface: { status: "pending" } });
    gateway.approveSurface();
    await started.until(approved);
    expect(await gateway.invoke("camera.clip", {}).result).toMatchObject({ ok: true });
  });

  test("is found approved by its first invoke when the approval came while the node was away", async () => {
    const { gateway, computer, started } = await withCamera();
    await turn(started, true);
    await started.until(pendingSurface);
    await started.node.close();
    gateway.approveSurface();
    const again = computer.start(null);
    await again.until(pendingSurface);
    expect(await gateway.invoke("camera.clip", {}).result).toMatchObject({ ok: true });
    await again.until(approved);
  });

  test("needs no second approval after it was off for a while", async () => {
    const { gateway, computer, started } = await withCamera();
    await turn(started, true);
    await started.until(pendingSurface);
    gateway.approveSurface();
    await started.until(approved);
    await turn(started, false);
    await gateway.until(() => declared(gateway)?.includes("camera.clip") === false);
    const from = started.states.length;
    await turn(started, true);
    await gateway.until(
      () => declared(gateway)?.includes("camera.clip") === true && gateway.nodes().length === 1,
    );
    expect(await gateway.invoke("camera.clip", {}).result).toMatchObject({ ok: true });
    expect(started.states.slice(from).some(pendingSurface)).toBe(false);
    expect(computer.settings.read().capabilities.camera).toBe(true);
  });
});

describe("a capability that is switched off", () => {
  test("ends what runs at once, tells whoever asked, and is declared no more", async () => {
    const signals: AbortSignal[] = [];
    const { gateway, started } = await withCamera((_, { signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    await turn(started, true);
    await started.until(pendingSurface);
    gateway.approveSurface();
    await started.until(approved);
    const clip = gateway.invoke("camera.clip", {});
    await eventually(() => expect(signals).toHaveLength(1));
    await turn(started, false);
    expect(signals[0]?.aborted).toBe(true);
    expect(await clip.result).toMatchObject({ ok: false, error: { code: "CAMERA_DISABLED" } });
    expect(await gateway.invoke("camera.clip", {}, { force: true }).result).toMatchObject({
      error: { code: "CAMERA_DISABLED" },
    });
    await gateway.until(() => declared(gateway)?.includes("camera.clip") === false);
    expect(started.state.capabilities.find(({ name }) => name === "camera")).toMatchObject({ on: false });
  });

  test("does not end what else runs: the reconnect waits for it", async () => {
    let finish: (() => void) | null = null;
    const { gateway, computer, started } = await withCamera(
      () =>
        new Promise((resolve) => {
          finish = () => resolve({ done: true });
        }),
    );
    await turn(started, true);
    await started.until(pendingSurface);
    gateway.approveSurface();
    await started.until(approved);
    const clip = gateway.invoke("camera.clip", {});
    const end = await eventually(() => finish ?? expect.fail("it has not begun"));
    const { attempts } = gateway;
    const before = attempts.length;
    await started.node.intend({ kind: "set-capability", capability: "device", on: false });
    const later = computer.clock.now() + 20_000;
    await eventually(() => expect(computer.clock.now()).toBeGreaterThan(later));
    expect(attempts).toHaveLength(before);
    end();
    expect(await clip.result).toMatchObject({ ok: true });
    await gateway.until(() => declared(gateway)?.join() === "camera.clip");
    expect(attempts).toHaveLength(before + 1);
  });

  test("and on again before the gateway heard of it costs no reconnect", async () => {
    const { gateway, computer, started } = await withCamera();
    const before = gateway.attempts.length;
    await turn(started, true);
    await turn(started, false);
    const later = computer.clock.now() + 10_000;
    await eventually(() => expect(computer.clock.now()).toBeGreaterThan(later));
    expect(gateway.attempts).toHaveLength(before);
  });
});

import { describe, expect, onTestFinished, test } from "vitest";
import { computerUse } from "../../src/core/computer/descriptor.ts";
import { failure } from "../../src/shared/result.ts";
import { eventually } from "../support/eventually.ts";
import { memorySecrets } from "../support/memory-secrets.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import { approved, awaiting, blocked, Computer, connected } from "./node-world.ts";
import type { ScriptedGatewayOptions } from "./options.ts";

const token = { kind: "token", token: "shared-token" } as const;

async function gatewayFor(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A computer that is paired, approved and connected. */
async function paired(gateway: ScriptedGateway) {
  const computer = new Computer();
  const started = computer.start(gateway.url, token);
  await started.until(awaiting);
  gateway.approveDevice();
  await started.until(connected);
  await eventually(() => gateway.approveSurface());
  await started.until(approved);
  return { computer, started };
}

/** One whose desktop can be used. */
function usableComputer(): Computer {
  const computer = new Computer();
  const command = { name: "computer.act", capability: "computer", computerUse, run: async () => ({}) };
  computer.offers = [...computer.offers, { capability: "computer", commands: [command] }];
  const { capabilities } = computer.settings.read();
  void computer.settings.update({ capabilities: { ...capabilities, computer: true } });
  return computer;
}

describe("pairing", () => {
  test("goes from a first start to answered commands without a restart", async () => {
    const gateway = await gatewayFor();
    const started = new Computer().start(gateway.url, token);
    const waiting = await started.until(awaiting);
    expect(waiting.adminCommand).toBe(`openclaw devices approve ${waiting.requestId}`);
    gateway.approveDevice();
    const pending = await started.until((state) => connected(state) && state.surface.status === "pending");
    expect(pending).toMatchObject({
      surface: { adminCommand: expect.stringContaining("openclaw nodes approve ") },
    });
    gateway.approveSurface();
    await started.until(approved);
    const answer = await gateway.invoke("system.which", { bins: ["sh", "no-such-program"] }).result;
    expect(answer).toMatchObject({ ok: true, payload: { bins: { sh: expect.stringMatching(/\/sh$/) } } });
    expect(gateway.nodes()).toHaveLength(1);
  });

  test("keeps one request id while it asks again and again", async () => {
    const gateway = await gatewayFor();
    const started = new Computer().start(gateway.url, token);
    await started.until(awaiting);
    await gateway.until(() => gateway.attempts.length >= 5);
    const ids = new Set(started.states.filter(awaiting).map((state) => state.requestId));
    expect(ids.size).toBe(1);
  });

  test("shows the new id when the gateway let the old request expire", async () => {
    const gateway = await gatewayFor({ requestLifetimeMs: 1 });
    const started = new Computer().start(gateway.url, token);
    const first = await started.until(awaiting);
    await started.until((state) => awaiting(state) && state.requestId !== first.requestId);
  });
});

describe("after pairing", () => {
  test("comes back after a restart with the device token alone, and asks for nothing", async () => {
    const gateway = await gatewayFor();
    const { computer, started } = await paired(gateway);
    await started.node.close();
    const attempts = gateway.attempts.length;
    const again = computer.start(null);
    await again.until(approved);
    expect(again.states.some(awaiting)).toBe(false);
    expect(gateway.attempts).toHaveLength(attempts + 1);
    expect(again.state.deviceId).toBe(started.state.deviceId);
  });

  test("has forgotten the shared secret once the device token is there", async () => {
    const gateway = await gatewayFor();
    const computer = new Computer();
    const started = computer.start(null);
    await started.until((state) => state.deviceId !== null);
    await started.node.intend({ kind: "configure", address: gateway.url, credential: token });
    await started.until(awaiting);
    await eventually(() => expect([...computer.entries.values()].join()).toContain("shared-token"));
    gateway.approveDevice();
    await started.until(connected);
    await eventually(() => expect([...computer.entries.values()].join()).not.toContain("shared-token"));
  });

  test("pairs again under the same device id when an administrator removed the device", async () => {
    const gateway = await gatewayFor();
    const { started } = await paired(gateway);
    const { deviceId } = started.state;
    gateway.removeDevice();
    const again = await started.until(awaiting);
    expect(again.deviceId).toBe(deviceId);
    gateway.approveDevice();
    await started.until(connected);
  });

  test("says what is missing when it was removed and holds no shared secret", async () => {
    const gateway = await gatewayFor();
    const { computer, started } = await paired(gateway);
    await started.node.close();
    const again = computer.start(null);
    await again.until(connected);
    gateway.removeDevice();
    expect(await again.until(blocked)).toMatchObject({ reason: "credential-missing" });
    expect(again.state.deviceId).toBe(started.state.deviceId);
    await again.node.intend({ kind: "configure", address: gateway.url, credential: token });
    await again.until(awaiting);
  });

  test("connects again after a gateway restart, through its starting answers", async () => {
    const gateway = await gatewayFor();
    const { started } = await paired(gateway);
    await gateway.restart({ startingAnswers: 2 });
    await gateway.until(() => gateway.nodes().length === 1, 15_000);
    await started.until(connected);
    expect(
      started.states.some((state) => state.phase === "waiting" && state.reason === "gateway-starting"),
    ).toBe(true);
    expect(started.states.filter(awaiting).length).toBeGreaterThan(0);
    expect(started.state).toMatchObject({ surface: { status: "approved" } });
  });
});

describe("old gateways", () => {
  test("are met with one extra attempt to find their signature, remembered for the next start", async () => {
    const gateway = await gatewayFor({ generation: "old" });
    const computer = new Computer();
    const started = computer.start(gateway.url, token);
    await started.until(awaiting);
    // What an old gateway answers to a signature it does not know, and to nothing else here.
    const refused = () =>
      gateway.attempts.filter((attempt) => JSON.stringify(attempt.outcome).includes("INVALID_REQUEST"));
    expect(refused()).toHaveLength(1);
    gateway.approveDevice();
    await started.until(approved);
    await started.node.close();
    await computer.start(null).until(approved);
    expect(refused()).toHaveLength(1);
    expect(computer.settings.read().gateway?.signatureVersion).toBe("v2");
  });

  test("are told how the desktop is used only until they refuse it, and stay paired", async () => {
    const gateway = await gatewayFor({ generation: "old" });
    const computer = usableComputer();
    const first = computer.start(gateway.url, token);
    await first.until(awaiting);
    gateway.approveDevice();
    await first.until(approved);
    await first.node.close();
    // As if it had been a newer one until now.
    const known = computer.settings.read().gateway;
    await computer.settings.update({ gateway: known && { ...known, lastVersion: "2026.9.6" } });
    const before = gateway.attempts.length;
    const second = computer.start(null);
    await second.until(approved);
    const told = () =>
      gateway.attempts.slice(before).map(({ params }) => (params ? "computerUse" in params : null));
    expect(told()).toEqual([true, false]);
    await gateway.restart();
    await second.until((state) => !connected(state));
    await second.until(approved);
    expect(told()).toEqual([true, false, false]);
  });

  test("that hold no surface request, because it was rejected, are asked again without nagging", async () => {
    const gateway = await gatewayFor();
    const started = new Computer().start(gateway.url, token);
    await started.until(awaiting);
    gateway.approveDevice();
    await started.until((state) => connected(state) && state.surface.status === "pending");
    const before = gateway.attempts.length;
    gateway.rejectSurface();
    await started.until((state) => connected(state) && state.surface.status === "unknown");
    await started.until((state) => connected(state) && state.surface.status === "pending");
    expect(gateway.attempts).toHaveLength(before + 1);
    gateway.approveSurface();
    await started.until(approved);
  });

  test("that apply a surface only at the next connect, and say nothing, get that connect", async () => {
    const gateway = await gatewayFor({
      serverVersion: "2026.3.31",
      surfaceNotice: false,
      surfaceEffect: "next-connect",
      namesSurfaceRequest: false,
    });
    const started = new Computer().start(gateway.url, token);
    await started.until(awaiting);
    gateway.approveDevice();
    await started.until(connected);
    const before = gateway.attempts.length;
    gateway.approveSurface();
    await gateway.until(() => gateway.attempts.length > before && gateway.nodes().length === 1);
    const answer = await gateway.invoke("system.which", { bins: ["sh"] }).result;
    expect(answer.ok).toBe(true);
    await started.until(approved);
    expect(started.states.filter((state) => state.phase === "connecting").length).toBeLessThanOrEqual(2);
  });
});

describe("what a person must fix", () => {
  test("is shown for a wrong token, which is sent once and never again", async () => {
    const gateway = await gatewayFor();
    const computer = new Computer();
    const started = computer.start(gateway.url, { kind: "token", token: "a-wrong-token" });
    expect(await started.until(blocked)).toMatchObject({
      reason: "credential-rejected",
      detail: { sent: "token" },
    });
    // Two minutes of the node's own time.
    const end = computer.clock.now() + 120_000;
    await eventually(() => expect(computer.clock.now()).toBeGreaterThan(end));
    expect(gateway.attempts).toHaveLength(1);
  });

  test("is not asked of anyone when the vault dies after the token was read", async () => {
    const gateway = await gatewayFor();
    const { computer, started } = await paired(gateway);
    computer.secrets.get = async () => failure({ kind: "unavailable", detail: "gone" });
    await gateway.restart();
    await gateway.until(() => gateway.nodes().length === 1, 15_000);
    await started.until(connected);
  });

  test("does not cost the connection when the token cannot be saved; it is saved later", async () => {
    const gateway = await gatewayFor();
    const computer = new Computer();
    const working = memorySecrets(computer.entries);
    let broken = false;
    computer.secrets = {
      ...working,
      set: async (account, secret) =>
        broken ? failure({ kind: "locked", detail: "locked" }) : working.set(account, secret),
    };
    const started = computer.start(gateway.url, token);
    await started.until(awaiting);
    broken = true;
    gateway.approveDevice();
    await started.until((state) => connected(state) && state.warnings.includes("token-not-saved"));
    broken = false;
    await started.until((state) => connected(state) && state.warnings.length === 0);
    await started.node.close();
    await computer.start(null).until(connected);
  });
});

describe("the owner's intents", () => {
  test("pause closes the socket, resume opens it again, and a pause outlives a restart", async () => {
    const gateway = await gatewayFor();
    const { computer, started } = await paired(gateway);
    await started.node.intend({ kind: "pause" });
    await gateway.until(() => gateway.nodes().length === 0);
    await started.node.close();
    const again = computer.start(null);
    await again.until((state) => state.phase === "paused" && state.deviceId !== null);
    await again.node.intend({ kind: "resume" });
    await again.until(approved);
  });

  test("forgetting leaves no secret and the next start is another device", async () => {
    const gateway = await gatewayFor();
    const { computer, started } = await paired(gateway);
    const { deviceId } = started.state;
    expect(await started.node.intend({ kind: "forget-device" })).toEqual({ ok: true });
    expect(started.state).toMatchObject({ phase: "unconfigured", deviceId: null, gateway: null });
    expect(computer.entries.size).toBe(0);
    await started.node.intend({ kind: "configure", address: gateway.url, credential: token });
    const fresh = await started.until(awaiting);
    expect(fresh.deviceId).not.toBe(deviceId);
  });

  test("an address that cannot be used is refused with the reason and changes nothing", async () => {
    const gateway = await gatewayFor();
    const { computer, started } = await paired(gateway);
    const outcome = await started.node.intend({
      kind: "configure",
      address: "ws://user:hunter2@example.com",
    });
    expect(outcome).toMatchObject({
      ok: false,
      cause: { reason: "address-invalid", detail: { problem: "user-info" } },
    });
    expect(JSON.stringify(outcome)).not.toContain("hunter2");
    expect(started.state.phase).toBe("connected");
    expect(computer.settings.read().gateway?.url).toBe(gateway.url);
  });
});

import { describe, expect, test } from "vitest";
import type { GatewayFailure } from "../../src/core/gateway/contract.ts";
import { causeOf } from "../support/blocked-causes.ts";
import { deviceId, gateway, Machine, pairing, ready } from "../support/transition-machine.ts";

describe("starting", () => {
  test("connects with signature v3 once the identity is there", () => {
    const machine = ready();
    expect(machine.state.phase).toBe("connecting");
    expect(machine.effects).toContainEqual({
      kind: "connect",
      attempt: 1,
      signatureVersion: "v3",
      withDeviceToken: true,
    });
    expect(machine.state.fingerprint).toBe(machine.state.deviceId);
    expect(machine.state.shortFingerprint).toBe(deviceId.slice(0, 16));
  });

  test("is unconfigured without a gateway, and shows the identity all the same", () => {
    const machine = new Machine(null).send({ kind: "identity-ready", deviceId });
    expect(machine.state).toMatchObject({ phase: "unconfigured", deviceId });
    expect(machine.connecting).toBe(false);
  });

  test("stays paused when the owner paused it before", () => {
    const machine = new Machine(gateway, true).send({ kind: "identity-ready", deviceId });
    expect(machine.state.phase).toBe("paused");
    expect(machine.connecting).toBe(false);
  });

  test("blocks on a locked keychain and asks nobody again by itself", () => {
    const machine = new Machine().send({ kind: "identity-failed", cause: causeOf("keychain-locked") });
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "keychain-locked" });
    expect(machine.wakeAt).toBeNull();
    machine.send({ kind: "retry-due" });
    expect(machine.effects).toEqual([]);
    machine.send({ kind: "reconnect" });
    expect(machine.effects).toContainEqual({ kind: "establish-identity" });
  });

  test("looks again by itself for a keychain that was not there yet, without leaving blocked", () => {
    const machine = new Machine().send({
      kind: "identity-failed",
      cause: causeOf("keychain-unavailable"),
    });
    expect(machine.wakeAt).toBeGreaterThan(0);
    machine.send({ kind: "retry-due" });
    expect(machine.effects).toEqual([{ kind: "establish-identity" }]);
    expect(machine.state.phase).toBe("blocked");
    machine.send({ kind: "identity-ready", deviceId });
    expect(machine.connecting).toBe(true);
  });
});

describe("the owner's intents", () => {
  test("pauses from any phase and resumes with an attempt", () => {
    const machine = ready().connect().send({ kind: "pause" });
    expect(machine.state.phase).toBe("paused");
    expect(machine.effects).toContainEqual({ kind: "drop-connection" });
    for (const event of [
      { kind: "retry-due" },
      { kind: "world-changed", what: "network" },
      { kind: "reconnect" },
    ] as const) {
      expect(machine.send(event).connecting).toBe(false);
    }
    expect(machine.send({ kind: "resume" }).connecting).toBe(true);
  });

  test("has no identity and no gateway after forgetting", () => {
    const machine = ready().connect().send({ kind: "forgotten" });
    expect(machine.state).toMatchObject({ phase: "unconfigured", deviceId: null, gateway: null });
  });

  test("renews the connection quietly when the display name changes", () => {
    const machine = ready().connect().send({ kind: "renamed", displayName: "desk" });
    expect(machine.connecting).toBe(true);
    expect(machine.state).toMatchObject({ phase: "connected", displayName: "desk" });
  });

  test("bounds even a person who presses reconnect without end", () => {
    const machine = ready();
    let attempts = 0;
    for (let press = 0; press < 200; press += 1)
      if (machine.later(50).send({ kind: "reconnect" }).connecting) attempts += 1;
    expect(attempts).toBeLessThanOrEqual(30);
    expect(machine.state).toMatchObject({ phase: "waiting", reason: "rate-limited" });
  });
});

describe("what blocks and may heal by itself", () => {
  const certificate = (problem: "expired" | "self-signed" | "changed" | "not-yet-valid" | "other-name") =>
    ({ kind: "certificate", problem, presented: "ab", detail: "", date: null }) as const;
  const healing: readonly GatewayFailure[] = [
    certificate("self-signed"),
    certificate("expired"),
    certificate("not-yet-valid"),
    certificate("other-name"),
    certificate("changed"),
    { kind: "protocol-mismatch", gatewayIs: "newer", detail: "" },
    { kind: "protocol-mismatch", gatewayIs: "older", detail: "" },
    { kind: "identity-refused", code: "DEVICE_AUTH_INVALID", detail: "" },
    { kind: "clock-skew", detail: "" },
    { kind: "refused", code: "FORBIDDEN", detail: "" },
    {
      kind: "credential",
      code: "AUTH_TAILSCALE_WHOIS_FAILED",
      problem: "missing",
      sent: null,
      expected: "identity-proxy",
    },
    { ...pairing, keepAsking: false },
  ];

  test.each(
    healing.map(
      (failure) => [`${failure.kind} ${"problem" in failure ? failure.problem : ""}`, failure] as const,
    ),
  )("goes on looking after %s, in minutes, and stays on show meanwhile", (_name, failure) => {
    const machine = ready().fail(failure);
    const shown = machine.state;
    expect(shown.phase).toBe("blocked");
    const waits: number[] = [];
    for (let look = 0; look < 8; look += 1) {
      waits.push(machine.untilItConnects());
      expect(machine.state).toEqual(shown);
      machine.fail(failure);
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(360_000);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(240_000);
    machine.untilItConnects();
    expect(machine.connect().state.phase).toBe("connected");
  });

  test.each(["network", "wake", "unlock"] as const)(
    "looks at once on another %s, and not in a storm of them",
    (what) => {
      for (const failure of healing) {
        const machine = ready().fail(failure).later(30_000);
        expect(machine.send({ kind: "world-changed", what }).connecting, failure.kind).toBe(true);
        let looks = 0;
        for (let change = 0; change < 600; change += 1) {
          if (machine.connecting) machine.fail(failure);
          if (machine.later(100).send({ kind: "world-changed", what }).connecting) looks += 1;
        }
        expect(looks, failure.kind).toBeLessThan(9);
      }
    },
  );

  test("asks a locked keychain again when the person is back, and not for another network", () => {
    const machine = new Machine().send({ kind: "identity-failed", cause: causeOf("keychain-locked") });
    expect(machine.send({ kind: "world-changed", what: "network" }).effects).toEqual([]);
    expect(machine.send({ kind: "world-changed", what: "unlock" }).effects).toEqual([
      { kind: "establish-identity" },
    ]);
  });

  test("looks again by itself at a key file that could not be used", () => {
    const machine = new Machine().send({
      kind: "identity-failed",
      cause: causeOf("key-file-unreadable"),
    });
    machine.later(machine.wakeAt ?? 0).send({ kind: "retry-due" });
    expect(machine.effects).toEqual([{ kind: "establish-identity" }]);
  });

  test("never looks by itself where only the person can change it", () => {
    const machine = ready().send({ kind: "address-refused", cause: causeOf("address-invalid") });
    expect(machine.wakeAt).toBeNull();
    for (const what of ["network", "wake", "unlock"] as const)
      expect(machine.send({ kind: "world-changed", what }).connecting).toBe(false);
  });
});

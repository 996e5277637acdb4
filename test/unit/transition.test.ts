import { describe, expect, it } from "vitest";
import type { GatewayFailure, Hello } from "../../src/core/gateway/contract.ts";
import {
  type Effect,
  initialModel,
  type KnownGateway,
  type Model,
  type NodeEvent,
  snapshot,
} from "../../src/core/node/model.ts";
import { transition } from "../../src/core/node/transition.ts";

const deviceId = "ab".repeat(32);
const gateway: KnownGateway = {
  url: "ws://127.0.0.1:18789",
  version: null,
  protocol: null,
  signatureVersion: null,
};
const hello: Hello = {
  serverVersion: "2026.9.6",
  protocol: 4,
  deviceToken: null,
  methods: [],
  maxPayload: 1e6,
};
const pairing: GatewayFailure = {
  kind: "pairing-required",
  requestId: "r1",
  reason: "not-paired",
  keepAsking: true,
  retryAfterMs: null,
};
const refusedToken: GatewayFailure = {
  kind: "credential",
  code: "AUTH_DEVICE_TOKEN_MISMATCH",
  problem: "rejected",
  sent: "device-token",
  expected: "token",
};
const down: GatewayFailure = { kind: "unreachable", cause: "refused", detail: "" };
const lost: GatewayFailure = { kind: "closed", code: 1006, reason: "", cause: "network" };

/** Runs the machine the way the driver does, with a clock that moves only when told. */
class Machine {
  model: Model;
  now = 1_000_000;
  effects: Effect[] = [];
  constructor(known: KnownGateway | null = gateway, paused = false) {
    this.model = initialModel(this.now, known, "laptop", paused);
  }
  send(event: NodeEvent): this {
    const next = transition(this.model, event, { at: this.now, random: 0.5 });
    this.model = next.model;
    this.effects = [...next.effects];
    return this;
  }
  fail(failure: GatewayFailure): this {
    return this.send({ kind: "attempt-failed", attempt: this.model.attempt, failure });
  }
  connect(): this {
    return this.send({ kind: "connected", attempt: this.model.attempt, hello, signatureVersion: "v3" });
  }
  end(failure: GatewayFailure): this {
    return this.send({ kind: "session-ended", attempt: this.model.attempt, failure });
  }
  later(ms: number): this {
    this.now += ms;
    return this;
  }
  get state() {
    return snapshot(this.model);
  }
  get wakeAt(): number | null {
    const wake = this.effects.find((effect) => effect.kind === "wake-at");
    return wake?.kind === "wake-at" ? wake.at - this.now : null;
  }
  get connecting(): boolean {
    return this.effects.some((effect) => effect.kind === "connect");
  }
}

const ready = (): Machine => new Machine().send({ kind: "identity-ready", deviceId });

describe("starting", () => {
  it("connects with signature v3 once the identity is there", () => {
    const machine = ready();
    expect(machine.state.phase).toBe("connecting");
    expect(machine.effects).toContainEqual({ kind: "connect", attempt: 1, signatureVersion: "v3" });
    expect(machine.state.fingerprint?.slice(0, 9)).toBe("abab abab");
    expect(machine.state.shortFingerprint).toBe(deviceId.slice(0, 16));
  });

  it("is unconfigured without a gateway, and shows the identity all the same", () => {
    const machine = new Machine(null).send({ kind: "identity-ready", deviceId });
    expect(machine.state).toMatchObject({ phase: "unconfigured", deviceId });
    expect(machine.connecting).toBe(false);
  });

  it("stays paused when the owner paused it before", () => {
    const machine = new Machine(gateway, true).send({ kind: "identity-ready", deviceId });
    expect(machine.state.phase).toBe("paused");
    expect(machine.connecting).toBe(false);
  });

  it("blocks on a locked keychain and asks nobody again by itself", () => {
    const machine = new Machine().send({ kind: "identity-failed", reason: "keychain-locked", detail: {} });
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "keychain-locked" });
    expect(machine.wakeAt).toBeNull();
    machine.send({ kind: "retry-due" });
    expect(machine.effects).toEqual([]);
    machine.send({ kind: "reconnect" });
    expect(machine.effects).toContainEqual({ kind: "establish-identity" });
  });

  it("looks again by itself for a keychain that was not there yet, without leaving blocked", () => {
    const machine = new Machine().send({
      kind: "identity-failed",
      reason: "keychain-unavailable",
      detail: {},
    });
    expect(machine.wakeAt).toBeGreaterThan(0);
    machine.send({ kind: "retry-due" });
    expect(machine.effects).toEqual([{ kind: "establish-identity" }]);
    expect(machine.state.phase).toBe("blocked");
    machine.send({ kind: "identity-ready", deviceId });
    expect(machine.connecting).toBe(true);
  });
});

describe("pairing", () => {
  it("shows the request and the admin's command, and asks again about every second", () => {
    const machine = ready().fail(pairing);
    expect(machine.state).toMatchObject({
      phase: "awaiting-approval",
      requestId: "r1",
      adminCommand: "openclaw devices approve r1",
      expiresAt: machine.now + 300_000,
    });
    expect(machine.wakeAt).toBe(1_000);
  });

  it("never makes more than 30 attempts in any minute, and asks at least 24 times in the first", () => {
    const machine = ready();
    const times: number[] = [machine.now];
    const begin = machine.now;
    while (machine.now < begin + 30 * 60_000) {
      machine.fail(pairing);
      machine.later(machine.wakeAt ?? 0).send({ kind: "retry-due" });
      if (machine.connecting) times.push(machine.now);
    }
    const inMinute = (from: number): number =>
      times.filter((time) => time >= from && time < from + 60_000).length;
    expect(Math.max(...times.map(inMinute))).toBeLessThanOrEqual(30);
    expect(inMinute(begin)).toBeGreaterThanOrEqual(24);
    expect(times.length).toBeGreaterThan(300);
  });

  it("stays awaiting approval while it asks, so that nothing flickers", () => {
    const machine = ready().fail(pairing);
    const { since } = machine.state;
    machine.later(1_000).send({ kind: "retry-due" });
    expect(machine.state).toMatchObject({ phase: "awaiting-approval", requestId: "r1", since });
  });

  it("obeys the gateway's own pace", () => {
    const machine = ready().fail({ ...pairing, retryAfterMs: 20_000 });
    expect(machine.wakeAt).toBe(20_000);
  });

  it("shows the new request id when the old request expired", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" });
    machine.fail({ ...pairing, requestId: "r2" });
    expect(machine.state).toMatchObject({ requestId: "r2", adminCommand: "openclaw devices approve r2" });
  });

  it("keeps the request it knows when a gateway names none", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" });
    machine.fail({ ...pairing, requestId: null });
    expect(machine.state).toMatchObject({ requestId: "r1" });
  });

  it("connects by itself once approved", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" }).connect();
    expect(machine.state).toMatchObject({ phase: "connected", surface: { status: "unknown" } });
    expect(machine.state.gateway).toMatchObject({ version: "2026.9.6", protocol: 4 });
  });

  it("blocks where the gateway says that asking again is pointless", () => {
    const machine = ready().fail({ ...pairing, keepAsking: false });
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "pairing-paused" });
    expect(machine.wakeAt).toBeNull();
  });
});

describe("credentials", () => {
  it("forgets a refused device token, keeps the identity, and pairs again at once", () => {
    const machine = ready().fail(refusedToken);
    expect(machine.effects.map((effect) => effect.kind)).toEqual([
      "forget-device-token",
      "cancel-wake",
      "connect",
    ]);
    expect(machine.state.deviceId).toBe(deviceId);
    machine.fail(pairing);
    expect(machine.state.phase).toBe("awaiting-approval");
  });

  it("does not loop when a device token is refused again right after", () => {
    const machine = ready().fail(refusedToken).fail(refusedToken);
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "access-denied" });
    expect(machine.connecting).toBe(false);
  });

  it("blocks on a refused shared secret and never tries it again by itself", () => {
    const machine = ready().fail({ ...refusedToken, code: "AUTH_TOKEN_MISMATCH", sent: "token" });
    expect(machine.state).toMatchObject({
      phase: "blocked",
      reason: "credential-rejected",
      detail: { sent: "token" },
    });
    for (const event of [{ kind: "retry-due" }, { kind: "world-changed" }] as const) {
      expect(machine.send(event).connecting).toBe(false);
    }
    expect(machine.send({ kind: "reconnect" }).connecting).toBe(true);
  });

  it("says which secret is missing", () => {
    const machine = ready().fail({ ...refusedToken, problem: "missing", sent: null, expected: "password" });
    expect(machine.state).toMatchObject({ reason: "credential-missing", detail: { expected: "password" } });
  });
});

describe("signatures", () => {
  it("tries the other signature once, and remembers what was accepted", () => {
    const machine = ready().fail({ kind: "signature-refused", version: "v3" });
    expect(machine.effects).toContainEqual({ kind: "connect", attempt: 2, signatureVersion: "v2" });
    machine.send({ kind: "connected", attempt: 2, hello, signatureVersion: "v2" });
    expect(machine.effects).toContainEqual({
      kind: "remember-gateway",
      gateway: expect.objectContaining({ signatureVersion: "v2" }),
    });
    machine.later(60_000).end(lost);
    expect(machine.effects).toContainEqual(
      expect.objectContaining({ kind: "connect", signatureVersion: "v2" }),
    );
  });

  it("blocks when both are refused", () => {
    const machine = ready();
    machine
      .fail({ kind: "signature-refused", version: "v3" })
      .fail({ kind: "signature-refused", version: "v2" });
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "identity-refused" });
  });
});

describe("losing and finding the gateway", () => {
  it("comes back at once after a good connection, then backs off to at most 30 s", () => {
    const machine = ready().connect().later(60_000).end(lost);
    expect(machine.connecting).toBe(true);
    const waits: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      machine.fail(down);
      waits.push(machine.wakeAt ?? 0);
      machine.later(machine.wakeAt ?? 0).send({ kind: "retry-due" });
    }
    expect(waits[0]).toBeLessThanOrEqual(1_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(waits.at(-1)).toBeGreaterThan(20_000);
  });

  it("does not storm a gateway that drops every connection right after its hello", () => {
    const machine = ready();
    const begin = machine.now;
    let attempts = 1;
    while (machine.now < begin + 60_000) {
      machine.connect().later(10).end(lost);
      if (!machine.connecting) machine.later(machine.wakeAt ?? 0).send({ kind: "retry-due" });
      if (machine.connecting) attempts += 1;
    }
    expect(attempts).toBeLessThan(15);
  });

  it("tries at once when the network or the machine wakes", () => {
    const machine = ready().fail(down);
    expect(machine.state.phase).toBe("waiting");
    expect(machine.send({ kind: "world-changed" }).connecting).toBe(true);
  });

  it("waits as long as a limiting gateway says, in a phase that says why", () => {
    const machine = ready().fail({ kind: "rate-limited", retryAfterMs: 45_000 });
    expect(machine.state).toMatchObject({ phase: "waiting", reason: "rate-limited" });
    expect(machine.wakeAt).toBeGreaterThanOrEqual(45_000);
  });

  it("follows a starting gateway's advice without backing off further each time", () => {
    const machine = ready();
    for (let round = 0; round < 10; round += 1) {
      machine.fail({ kind: "starting", retryAfterMs: 500 });
      expect(machine.wakeAt).toBe(500);
      machine.later(5_000).send({ kind: "retry-due" });
    }
  });

  it("ignores what an older attempt reports late", () => {
    const machine = ready().send({ kind: "reconnect" });
    const before = machine.state;
    machine.send({ kind: "attempt-failed", attempt: 1, failure: pairing });
    expect(machine.state).toEqual(before);
    expect(machine.effects).toEqual([]);
  });
});

describe("the owner's wishes", () => {
  it("pauses from any phase and resumes with an attempt", () => {
    const machine = ready().connect().send({ kind: "pause" });
    expect(machine.state.phase).toBe("paused");
    expect(machine.effects).toContainEqual({ kind: "drop-connection" });
    for (const event of [{ kind: "retry-due" }, { kind: "world-changed" }, { kind: "reconnect" }] as const) {
      expect(machine.send(event).connecting).toBe(false);
    }
    expect(machine.send({ kind: "resume" }).connecting).toBe(true);
  });

  it("has no identity and no gateway after forgetting", () => {
    const machine = ready().connect().send({ kind: "forgotten" });
    expect(machine.state).toMatchObject({ phase: "unconfigured", deviceId: null, gateway: null });
  });

  it("renews the connection quietly when the display name changes", () => {
    const machine = ready().connect().send({ kind: "renamed", displayName: "desk" });
    expect(machine.connecting).toBe(true);
    expect(machine.state).toMatchObject({ phase: "connected", displayName: "desk" });
  });

  it("bounds even a person who presses reconnect without end", () => {
    const machine = ready();
    let attempts = 0;
    for (let press = 0; press < 200; press += 1)
      if (machine.later(50).send({ kind: "reconnect" }).connecting) attempts += 1;
    expect(attempts).toBeLessThanOrEqual(30);
    expect(machine.state).toMatchObject({ phase: "waiting", reason: "rate-limited" });
  });
});

describe("the surface", () => {
  it("is shown as it is found, and only for the session it belongs to", () => {
    const pending = {
      status: "pending",
      requestId: "s1",
      adminCommand: "openclaw nodes approve s1",
    } as const;
    const machine = ready().connect();
    machine.send({ kind: "surface", attempt: 99, surface: pending });
    expect(machine.state).toMatchObject({ surface: { status: "unknown" } });
    machine.send({ kind: "surface", attempt: machine.model.attempt, surface: pending });
    expect(machine.state).toMatchObject({ phase: "connected", surface: pending });
  });

  it("is kept on show while the session is renewed for it", () => {
    const machine = ready().connect();
    machine.send({ kind: "surface", attempt: 1, surface: { status: "approved" } });
    machine.send({ kind: "renew-session", attempt: 1 });
    expect(machine.connecting).toBe(true);
    expect(machine.state).toMatchObject({ phase: "connected", surface: { status: "approved" } });
  });
});

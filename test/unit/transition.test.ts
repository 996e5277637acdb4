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
  crowd: 0,
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
const missing: GatewayFailure = {
  ...refusedToken,
  code: "AUTH_TOKEN_MISSING",
  problem: "missing",
  sent: null,
};
const down: GatewayFailure = { kind: "unreachable", cause: "refused", detail: "" };
const lost: GatewayFailure = { kind: "closed", code: 1006, reason: "", cause: "network" };

/** Runs the machine the way the driver does, with a clock that moves only when told. */
class Machine {
  model: Model;
  /** The wall clock; the other one began an hour before it was right. */
  now = 1_000_000;
  mono = 3_600_000;
  random = 0.5;
  effects: Effect[] = [];
  constructor(known: KnownGateway | null = gateway, paused = false) {
    this.model = initialModel({ at: this.now, mono: this.mono }, known, "laptop", paused);
  }
  send(event: NodeEvent): this {
    const now = { at: this.now, mono: this.mono, random: this.random };
    const next = transition(this.model, event, now);
    this.model = next.model;
    this.effects = [...next.effects];
    return this;
  }
  fail(failure: GatewayFailure): this {
    return this.send({ kind: "attempt-failed", attempt: this.model.attempt, failure });
  }
  connect(said: Hello = hello): this {
    return this.send({ kind: "connected", attempt: this.model.attempt, hello: said, signatureVersion: "v3" });
  }
  end(failure: GatewayFailure): this {
    return this.send({ kind: "session-ended", attempt: this.model.attempt, failure });
  }
  later(ms: number): this {
    this.now += ms;
    this.mono += ms;
    return this;
  }
  /** Somebody sets the wall clock. */
  setClockBy(ms: number): this {
    this.now += ms;
    return this;
  }
  /** Waits for what was planned, and for the looks at the port in between, until it connects. */
  untilItConnects(portIsOpen = false): number {
    const begin = this.mono;
    for (let step = 0; step < 1_000 && !this.connecting; step += 1) {
      this.later(this.wakeAt ?? 0).send({ kind: "retry-due" });
      if (this.looking) this.send({ kind: "looked", attempt: this.model.attempt, open: portIsOpen });
    }
    return this.mono - begin;
  }
  get state() {
    return snapshot(this.model);
  }
  get wakeAt(): number | null {
    const wake = this.effects.find((effect) => effect.kind === "wake-after");
    return wake?.kind === "wake-after" ? wake.delayMs : null;
  }
  get looking(): boolean {
    return this.effects.some((effect) => effect.kind === "look");
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
    expect(machine.effects).toContainEqual({
      kind: "connect",
      attempt: 1,
      signatureVersion: "v3",
      withDeviceToken: true,
    });
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

  it("blocks where the gateway says that asking again is pointless, and looks again after a while all the same", () => {
    const machine = ready().fail({ ...pairing, keepAsking: false });
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "pairing-paused" });
    expect(machine.wakeAt).toBeGreaterThanOrEqual(20_000);
  });

  it("shows how an entry that a gateway cannot use is removed, and asks so rarely that it is not locked out", () => {
    const machine = ready()
      .fail(refusedToken)
      .fail({ ...pairing, requestId: null, reason: "identity-unavailable" });
    expect(machine.state).toMatchObject({
      phase: "awaiting-approval",
      kind: "stale",
      requestId: null,
      adminCommand: `openclaw devices remove ${deviceId}`,
    });
    expect(machine.wakeAt).toBeGreaterThanOrEqual(10_000);
    machine
      .later(machine.wakeAt ?? 0)
      .send({ kind: "retry-due" })
      .fail(pairing);
    expect(machine.state).toMatchObject({
      kind: "new-device",
      requestId: "r1",
      adminCommand: "openclaw devices approve r1",
    });
  });

  it("is not held up by a step of the wall clock, forward or back", () => {
    for (const step of [86_400_000, -86_400_000]) {
      const machine = ready().fail(pairing);
      for (let round = 0; round < 5; round += 1)
        machine
          .later(machine.wakeAt ?? 0)
          .send({ kind: "retry-due" })
          .fail(pairing);
      machine.setClockBy(step);
      machine.send({ kind: "retry-due" }).fail(pairing);
      expect(machine.wakeAt).toBeLessThanOrEqual(2_500);
    }
  });
});

describe("credentials", () => {
  it("sets a refused device token aside, keeps the identity, and pairs again at once", () => {
    const machine = ready().fail(refusedToken);
    expect(machine.effects).toEqual([
      { kind: "cancel-wake" },
      expect.objectContaining({ kind: "connect", withDeviceToken: false }),
    ]);
    expect(machine.state.deviceId).toBe(deviceId);
    machine.fail(pairing);
    expect(machine.state.phase).toBe("awaiting-approval");
  });

  it("tries a refused device token again, gently, where nothing else is at hand", () => {
    const machine = ready().fail(refusedToken).fail(missing);
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "credential-missing" });
    const { since } = machine.state;
    const waits: number[] = [];
    for (let look = 0; look < 8; look += 1) {
      waits.push(machine.wakeAt ?? 0);
      machine.later(machine.wakeAt ?? 0).send({ kind: "retry-due" });
      expect(machine.effects).toContainEqual(
        expect.objectContaining({ kind: "connect", withDeviceToken: true }),
      );
      expect(machine.state.phase).toBe("blocked");
      machine.fail(refusedToken);
      // One failure for each look, and none for what is known to be missing.
      expect(machine.connecting).toBe(false);
    }
    expect(machine.state).toMatchObject({ reason: "credential-missing", since });
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(360_000);
    machine
      .later(machine.wakeAt ?? 0)
      .send({ kind: "retry-due" })
      .connect();
    expect(machine.state.phase).toBe("connected");
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
    for (const event of [{ kind: "retry-due" }, { kind: "world-changed", what: "network" }] as const) {
      expect(machine.send(event).connecting).toBe(false);
    }
    expect(machine.send({ kind: "reconnect" }).connecting).toBe(true);
  });

  it("says which secret is missing", () => {
    const machine = ready().fail({ ...missing, expected: "password" });
    expect(machine.wakeAt).toBeNull();
    expect(machine.state).toMatchObject({ reason: "credential-missing", detail: { expected: "password" } });
  });
});

describe("signatures", () => {
  it("tries the other signature once, and remembers what was accepted", () => {
    const machine = ready().fail({ kind: "signature-refused", version: "v3" });
    expect(machine.effects).toContainEqual(
      expect.objectContaining({ kind: "connect", attempt: 2, signatureVersion: "v2" }),
    );
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
    machine.random = 0.99;
    const waits: number[] = [];
    for (let round = 0; round < 20; round += 1) waits.push(machine.fail(down).untilItConnects());
    expect(waits[0]).toBeLessThanOrEqual(1_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(waits.at(-1)).toBeGreaterThan(20_000);
  });

  it("comes soon after the port is open again, however long that took, up to ten minutes", () => {
    for (const outage of [1_000, 20_000, 60_000, 300_000, 590_000]) {
      const machine = ready().connect().later(60_000).end(lost).fail(down);
      const end = machine.mono + outage;
      while (machine.mono < end) {
        machine.later(machine.wakeAt ?? 0).send({ kind: "retry-due" });
        if (machine.connecting) machine.fail(down);
        else machine.send({ kind: "looked", attempt: machine.model.attempt, open: false });
      }
      expect(machine.untilItConnects(true), `after ${outage} ms`).toBeLessThanOrEqual(2_000);
    }
  });

  it("looks at the port more rarely once an outage lasts", () => {
    const machine = ready().connect().later(60_000).end(lost);
    let looks = 0;
    for (const begin = machine.mono; machine.mono < begin + 24 * 3_600_000; ) {
      if (machine.connecting) machine.fail(down);
      machine.later(machine.wakeAt ?? 0).send({ kind: "retry-due" });
      if (!machine.looking) continue;
      looks += 1;
      machine.send({ kind: "looked", attempt: machine.model.attempt, open: false });
    }
    expect(looks).toBeLessThan(10_000);
  });

  it("spreads the return of a crowd over the time it takes to let it in", () => {
    const pauses = [0, 0.25, 0.5, 0.75, 0.99].map((random) => {
      const machine = ready()
        .connect({ ...hello, crowd: 10_000 })
        .later(60_000);
      machine.random = random;
      machine.end(lost);
      expect(machine.connecting).toBe(false);
      return machine.untilItConnects(false);
    });
    expect(Math.max(...pauses)).toBeGreaterThan(25_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(61_000);
    expect(Math.min(...pauses)).toBeLessThan(1_000);
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
    expect(machine.send({ kind: "world-changed", what: "network" }).connecting).toBe(true);
  });

  it("waits as long as a limiting gateway says, in a phase that says why", () => {
    const machine = ready().fail({ kind: "rate-limited", retryAfterMs: 45_000 });
    expect(machine.state).toMatchObject({ phase: "waiting", reason: "rate-limited" });
    expect(machine.wakeAt).toBeGreaterThanOrEqual(45_000);
  });

  it("does not hurry to a gateway that limits it because the machine was unlocked", () => {
    const machine = ready().fail({ kind: "rate-limited", retryAfterMs: 300_000 });
    expect(machine.send({ kind: "world-changed", what: "unlock" }).connecting).toBe(false);
    expect(machine.later(1_000).send({ kind: "world-changed", what: "network" }).connecting).toBe(false);
    expect(machine.later(20_000).send({ kind: "world-changed", what: "network" }).connecting).toBe(true);
  });

  it("grows from a starting gateway's advice towards 2 s, and uses up none of its attempts", () => {
    const machine = ready();
    const begin = machine.mono;
    const waits: number[] = [];
    while (machine.mono < begin + 120_000) {
      waits.push(machine.fail({ kind: "starting", retryAfterMs: 500 }).untilItConnects());
    }
    expect(waits[0]).toBeGreaterThanOrEqual(500);
    expect(waits[0]).toBeLessThan(1_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(3_000);
    expect(machine.model.attemptTimes.length).toBeLessThanOrEqual(1);
  });

  it("comes back within three seconds to a gateway whose proxy answers for it", () => {
    const machine = ready().connect().later(60_000).end(lost);
    machine.random = 0.99;
    const proxied: GatewayFailure = {
      kind: "gateway-error",
      code: "HTTP_502",
      detail: "",
      retryAfterMs: null,
    };
    for (let round = 0; round < 100; round += 1)
      expect(machine.fail(proxied).untilItConnects()).toBeLessThanOrEqual(3_000);
  });

  it("shows why it failed while it tries again", () => {
    const machine = ready().fail({ kind: "silent", detail: "" });
    expect(machine.state).toMatchObject({ phase: "waiting", reason: "silent" });
    machine.untilItConnects();
    expect(machine.state).toMatchObject({ phase: "connecting", lastFailure: "silent" });
    machine.fail(down).untilItConnects();
    expect(machine.state).toMatchObject({ phase: "connecting", lastFailure: "refused" });
    expect(machine.connect().later(60_000).end(lost).state).toMatchObject({ lastFailure: "connection-lost" });
    expect(machine.send({ kind: "pause" }).send({ kind: "resume" }).state).toMatchObject({
      lastFailure: null,
    });
  });

  it("asks a session for a sign of life when the world changes under it", () => {
    const machine = ready().connect().send({ kind: "world-changed", what: "wake" });
    expect(machine.effects).toEqual([{ kind: "check-session" }]);
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
    for (const event of [
      { kind: "retry-due" },
      { kind: "world-changed", what: "network" },
      { kind: "reconnect" },
    ] as const) {
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

  it.each(
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

  it.each(["network", "wake", "unlock"] as const)(
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

  it("asks a locked keychain again when the person is back, and not for another network", () => {
    const machine = new Machine().send({ kind: "identity-failed", reason: "keychain-locked", detail: {} });
    expect(machine.send({ kind: "world-changed", what: "network" }).effects).toEqual([]);
    expect(machine.send({ kind: "world-changed", what: "unlock" }).effects).toEqual([
      { kind: "establish-identity" },
    ]);
  });

  it("looks again by itself at a key file that could not be used", () => {
    const machine = new Machine().send({
      kind: "identity-failed",
      reason: "key-file-unreadable",
      detail: {},
    });
    machine.later(machine.wakeAt ?? 0).send({ kind: "retry-due" });
    expect(machine.effects).toEqual([{ kind: "establish-identity" }]);
  });

  it("never looks by itself where only the person can change it", () => {
    const machine = ready().send({ kind: "address-refused", reason: "address-invalid", detail: {} });
    expect(machine.wakeAt).toBeNull();
    for (const what of ["network", "wake", "unlock"] as const)
      expect(machine.send({ kind: "world-changed", what }).connecting).toBe(false);
  });
});

describe("while the surface waits", () => {
  it("is let in fewer than ten times in any minute, whoever asks for it, and stays connected meanwhile", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" });
    const times: number[] = [];
    const join = () => {
      times.push(machine.mono);
      machine.connect();
    };
    join();
    for (let round = 0; round < 2_000; round += 1) {
      machine.later(100).send({ kind: "renew-session", attempt: machine.model.attempt });
      if (machine.connecting) join();
      expect(machine.state.phase).toBe("connected");
    }
    const inMinute = (from: number): number =>
      times.filter((time) => time >= from && time < from + 60_000).length;
    expect(Math.max(...times.map(inMinute))).toBeLessThan(10);
    expect(times.length).toBeGreaterThan(10);
  });

  it("is let in fewer than ten times in any minute by a gateway that keeps hanging up", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" });
    machine.random = 0;
    const times: number[] = [];
    for (const begin = machine.mono; machine.mono < begin + 300_000; ) {
      times.push(machine.mono);
      machine.connect().later(6_000).end(lost);
      machine.untilItConnects();
    }
    const inMinute = (from: number): number =>
      times.filter((time) => time >= from && time < from + 60_000).length;
    expect(Math.max(...times.map(inMinute))).toBeLessThan(10);
  });
});

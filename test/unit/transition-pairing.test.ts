import { describe, expect, test } from "vitest";
import {
  connected,
  deviceId,
  hello,
  lost,
  missing,
  pairing,
  ready,
  refusedToken,
} from "../support/transition-machine.ts";

describe("pairing", () => {
  test("shows the request and the admin's command, and asks again about every second", () => {
    const machine = ready().fail(pairing);
    expect(machine.state).toMatchObject({
      phase: "awaiting-approval",
      requestId: "r1",
      adminCommand: "openclaw devices approve r1",
      expiresAt: machine.now + 300_000,
    });
    expect(machine.wakeAt).toBe(1_000);
  });

  test("never makes more than 30 attempts in any minute, and asks at least 24 times in the first", () => {
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

  test("stays awaiting approval while it asks, so that nothing flickers", () => {
    const machine = ready().fail(pairing);
    const { since } = machine.state;
    machine.later(1_000).send({ kind: "retry-due" });
    expect(machine.state).toMatchObject({ phase: "awaiting-approval", requestId: "r1", since });
  });

  test("obeys the gateway's own pace", () => {
    const machine = ready().fail({ ...pairing, retryAfterMs: 20_000 });
    expect(machine.wakeAt).toBe(20_000);
  });

  test("shows the new request id when the old request expired", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" });
    machine.fail({ ...pairing, requestId: "r2" });
    expect(machine.state).toMatchObject({ requestId: "r2", adminCommand: "openclaw devices approve r2" });
  });

  test("keeps the request it knows when a gateway names none", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" });
    machine.fail({ ...pairing, requestId: null });
    expect(machine.state).toMatchObject({ requestId: "r1" });
  });

  test("connects by itself once approved", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" }).connect();
    expect(machine.state).toMatchObject({ phase: "connected", surface: { status: "unknown" } });
    expect(machine.state.gateway).toMatchObject({ version: "2026.9.6", protocol: 4 });
  });

  test("blocks where the gateway says that asking again is pointless, and looks again after a while all the same", () => {
    const machine = ready().fail({ ...pairing, keepAsking: false });
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "pairing-paused" });
    expect(machine.wakeAt).toBeGreaterThanOrEqual(20_000);
  });

  test("shows how an entry that a gateway cannot use is removed, and asks so rarely that it is not locked out", () => {
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

  test("is not held up by a step of the wall clock, forward or back", () => {
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
  test("sets a refused device token aside, keeps the identity, and pairs again at once", () => {
    const machine = ready().fail(refusedToken);
    expect(machine.effects).toEqual([
      { kind: "cancel-wake" },
      expect.objectContaining({ kind: "connect", withDeviceToken: false }),
    ]);
    expect(machine.state.deviceId).toBe(deviceId);
    machine.fail(pairing);
    expect(machine.state.phase).toBe("awaiting-approval");
  });

  test("tries a refused device token again, gently, where nothing else is at hand", () => {
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

  test("does not loop when a device token is refused again right after", () => {
    const machine = ready().fail(refusedToken).fail(refusedToken);
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "access-denied" });
    expect(machine.connecting).toBe(false);
  });

  test("blocks on a refused shared secret and never tries it again by itself", () => {
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

  test("says which secret is missing", () => {
    const machine = ready().fail({ ...missing, expected: "password" });
    expect(machine.wakeAt).toBeNull();
    expect(machine.state).toMatchObject({ reason: "credential-missing", detail: { expected: "password" } });
  });
});

describe("signatures", () => {
  test("tries the other signature once, and remembers what was accepted", () => {
    const machine = ready().fail({ kind: "signature-refused", version: "v3" });
    expect(machine.effects).toContainEqual(
      expect.objectContaining({ kind: "connect", attempt: 2, signatureVersion: "v2" }),
    );
    machine.send({ ...connected(2, hello), signatureVersion: "v2" });
    expect(machine.effects).toContainEqual({
      kind: "remember-gateway",
      gateway: expect.objectContaining({ signatureVersion: "v2" }),
    });
    machine.later(60_000).end(lost);
    expect(machine.effects).toContainEqual(
      expect.objectContaining({ kind: "connect", signatureVersion: "v2" }),
    );
  });

  test("blocks when both are refused", () => {
    const machine = ready();
    machine
      .fail({ kind: "signature-refused", version: "v3" })
      .fail({ kind: "signature-refused", version: "v2" });
    expect(machine.state).toMatchObject({ phase: "blocked", reason: "identity-refused" });
  });
});

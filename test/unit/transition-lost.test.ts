import { describe, expect, test } from "vitest";
import type { GatewayFailure } from "../../src/core/gateway/contract.ts";
import { down, hello, lost, pairing, ready } from "../support/transition-machine.ts";

describe("losing and finding the gateway", () => {
  test("comes back at once after a good connection, then backs off to at most 30 s", () => {
    const machine = ready().connect().later(60_000).end(lost);
    expect(machine.connecting).toBe(true);
    machine.random = 0.99;
    const waits: number[] = [];
    for (let round = 0; round < 20; round += 1) waits.push(machine.fail(down).untilItConnects());
    expect(waits[0]).toBeLessThanOrEqual(1_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(waits.at(-1)).toBeGreaterThan(20_000);
  });

  test("comes soon after the port is open again, however long that took, up to ten minutes", () => {
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

  test("looks at the port more rarely once an outage lasts", () => {
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

  test("spreads the return of a crowd over the time it takes to let it in", () => {
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

  test("does not storm a gateway that drops every connection right after its hello", () => {
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

  test("tries at once when the network or the machine wakes", () => {
    const machine = ready().fail(down);
    expect(machine.state.phase).toBe("waiting");
    expect(machine.send({ kind: "world-changed", what: "network" }).connecting).toBe(true);
  });

  test("waits as long as a limiting gateway says, in a phase that says why", () => {
    const machine = ready().fail({ kind: "rate-limited", retryAfterMs: 45_000 });
    expect(machine.state).toMatchObject({ phase: "waiting", reason: "rate-limited" });
    expect(machine.wakeAt).toBeGreaterThanOrEqual(45_000);
  });

  test("does not hurry to a gateway that limits it because the machine was unlocked", () => {
    const machine = ready().fail({ kind: "rate-limited", retryAfterMs: 300_000 });
    expect(machine.send({ kind: "world-changed", what: "unlock" }).connecting).toBe(false);
    expect(machine.later(1_000).send({ kind: "world-changed", what: "network" }).connecting).toBe(false);
    expect(machine.later(20_000).send({ kind: "world-changed", what: "network" }).connecting).toBe(true);
  });

  test("grows from a starting gateway's advice towards 2 s, and uses up none of its attempts", () => {
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

  test("comes back within three seconds to a gateway whose proxy answers for it", () => {
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

  test("shows why it failed while it tries again", () => {
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

  test("asks a session for a sign of life when the world changes under it", () => {
    const machine = ready().connect().send({ kind: "world-changed", what: "wake" });
    expect(machine.effects).toEqual([{ kind: "check-session" }]);
  });

  test("ignores what an older attempt reports late", () => {
    const machine = ready().send({ kind: "reconnect" });
    const before = machine.state;
    machine.send({ kind: "attempt-failed", attempt: 1, failure: pairing });
    expect(machine.state).toEqual(before);
    expect(machine.effects).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import type { RpcResult } from "../../../src/core/gateway/rpc.ts";
import { startPresenceReport } from "../../../src/core/presence/report.ts";
import type { LockState } from "../../../src/core/presence/source.ts";
import { ManualClock } from "../../support/clock.ts";
import { eventually } from "../../support/eventually.ts";
import { sessionOver } from "../../support/gateway-session.ts";

const taken: RpcResult = { ok: true, payload: { ok: true, handled: true } };
const notApproved: RpcResult = {
  ok: true,
  payload: { ok: true, handled: false, reason: "permission_required" },
};

/** A computer whose owner was last there `idle` seconds ago, and what its gateway was told. */
function setting({ on = true, answer = taken }: { on?: boolean; answer?: RpcResult } = {}) {
  const clock = new ManualClock();
  const told: unknown[] = [];
  const approvals: boolean[] = [];
  const world = { on, answer, idle: 0 as number | null, lock: "unlocked" as LockState, asked: 0 };
  const listeners = new Set<() => void>();
  const report = startPresenceReport({
    session: sessionOver(clock, async (method, params) => {
      expect(method).toBe("node.event");
      const { event, payload } = params as { event: string; payload: object };
      told.push({ [event.replace(/^node\.(presence|desktop)\./, "")]: payload });
      return world.answer;
    }),
    clock,
    source: {
      async idleSeconds() {
        world.asked += 1;
        return world.idle;
      },
      lock: async () => world.lock,
      onLock(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    isOn: () => world.on,
    onApproval: (missing) => approvals.push(missing),
  });
  return {
    clock,
    told,
    world,
    approvals,
    report,
    listeners,
    /** Fifteen seconds later, and everything that was asked then has been answered. */
    async next(): Promise<void> {
      const before = world.asked;
      clock.advance(15_000);
      await eventually(() => expect(world.asked).toBe(before + 1));
      await new Promise(setImmediate);
    },
  };
}

const activity = (idleSeconds: number) => ({ activity: { idleSeconds, source: "system" } });
const lock = (state: LockState) => ({ availability: { state } });
const cleared = [{ activity: { action: "clear" } }, lock("unknown")];

describe("what a gateway is told of its owner's presence", () => {
  test("is nothing, and nothing is asked of the system, while the switch is off", async () => {
    const { clock, told, world } = setting({ on: false });
    clock.advance(600_000);
    await new Promise(setImmediate);
    expect({ told, asked: world.asked }).toEqual({ told: [], asked: 0 });
  });

  test("is told at once, then when there was input, and at least every three minutes", async () => {
    const { told, world, next } = setting();
    await eventually(() => expect(told).toEqual([activity(0), lock("unlocked")]));
    told.length = 0;
    for (let seconds = 15; seconds < 180; seconds += 15) {
      world.idle = seconds;
      await next();
    }
    expect(told).toEqual([]);
    world.idle = 180;
    await next();
    expect(told).toEqual([activity(180)]);
    world.idle = 4;
    await next();
    await next();
    expect(told).toEqual([activity(180), activity(4), activity(4)]);
  });

  test("is whole seconds, 30 days at most, and nothing while the system does not say", async () => {
    const { told, world, next } = setting();
    await eventually(() => expect(told).toHaveLength(2));
    told.length = 0;
    world.idle = null;
    for (let at = 0; at < 12; at += 1) await next();
    world.idle = 1.9;
    await next();
    world.idle = 1e9;
    for (let at = 0; at < 12; at += 1) await next();
    expect(told).toEqual([activity(1), activity(2_592_000)]);
  });

  test("says when the screen is locked, told or noticed, and once", async () => {
    const { told, world, next, listeners } = setting();
    await eventually(() => expect(told).toHaveLength(2));
    world.lock = "locked";
    for (const listener of listeners) listener();
    await eventually(() => expect(told.at(-1)).toEqual(lock("locked")));
    world.idle = 15;
    await next();
    expect(told).toHaveLength(3);
    world.lock = "unlocked";
    world.idle = 30;
    await next();
    await eventually(() => expect(told.slice(3)).toEqual([lock("unlocked")]));
  });

  test("is taken back when the switch is turned off, and told again when it is on", async () => {
    const { clock, told, world, report, listeners } = setting();
    await eventually(() => expect(told).toHaveLength(2));
    world.on = false;
    report.look();
    report.look();
    expect(told.slice(2)).toEqual(cleared);
    const { asked } = world;
    clock.advance(600_000);
    expect({ asked: world.asked, listeners: listeners.size }).toEqual({ asked, listeners: 0 });
    world.on = true;
    report.look();
    await eventually(() => expect(told.slice(4)).toEqual([activity(0), lock("unlocked")]));
  });

  test("is kept for an approval that is missing, whose owner is told, and told again after it", async () => {
    const { told, world, approvals, report } = setting({ answer: notApproved });
    await eventually(() => expect(approvals).toEqual([true]));
    world.answer = taken;
    report.again();
    await eventually(() => expect(approvals).toEqual([true, false]));
    await eventually(() => expect(told).toHaveLength(4));
  });

  test("ends with the connection", async () => {
    const { clock, told, report, listeners } = setting();
    await eventually(() => expect(told).toHaveLength(2));
    report.stop();
    clock.advance(600_000);
    report.look();
    report.again();
    await new Promise(setImmediate);
    expect({ told: told.length, listeners: listeners.size }).toEqual({ told: 2, listeners: 0 });
  });
});

import { expect, test } from "vitest";
import { FairArrivals } from "../../src/core/gateway/fair-arrivals.ts";
import { busyMs, type ThreadShare, ThreadShares } from "../../src/core/gateway/thread-share.ts";
import type { Clock } from "../../src/core/time/clock.ts";
import { ManualClock } from "../support/clock.ts";

/** A thread that is busy exactly while somebody spends time on it; nothing rings meanwhile. */
function thread() {
  const clock = new ManualClock();
  let busy = 0;
  let inWork = 0;
  const seen: Clock = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic() + inWork,
    after: (ms, callback) => clock.after(ms + inWork, callback),
  };
  const shares = new ThreadShares(seen, () => busy);
  /** Something that an earlier work set off: nobody knows whose it is. */
  const later = (ms: number) => {
    busy += ms;
    clock.advance(ms);
  };
  const work = (share: ThreadShare, ms: number) => {
    share.spend(() => {
      inWork = ms;
    });
    inWork = 0;
    later(ms);
  };
  return { clock, shares, work, later };
}

/** How long it is held from now on, ms. */
function heldFor(clock: ManualClock, share: ThreadShare): number {
  let ms = 0;
  for (; share.isHeld() && ms < 10_000; ms += 1) clock.advance(1);
  return ms;
}

test("alone, a connection is never held, whatever it costs", () => {
  const { clock, shares, work } = thread();
  const alone = shares.join();
  for (let round = 0; round < 100; round += 1) {
    alone.hasMore();
    work(alone, 50);
    clock.advance(1);
    expect(alone.isHeld()).toBe(false);
    expect(alone.hasCompany()).toBe(false);
  }
});

test("a flood beside another connection is held until it is down to its part of the thread", () => {
  const { clock, shares, work } = thread();
  const [flood, quiet] = [shares.join(), shares.join()];
  work(quiet, 0.1);
  for (let round = 0; round < 6; round += 1) {
    flood.hasMore();
    work(flood, 1);
  }
  expect(flood.isHeld()).toBe(true);
  expect(quiet.isHeld()).toBe(false);
  const held = heldFor(clock, flood);
  expect(held).toBeGreaterThanOrEqual(25);
  expect(held).toBeLessThanOrEqual(35);
});

test("a flood is held also where the event loop tells nothing of itself, as that of Electron's main process", () => {
  const clock = new ManualClock();
  let user = 0;
  const shares = new ThreadShares(clock, () => busyMs(0, { user, system: 0 }));
  const [flood, quiet] = [shares.join(), shares.join()];
  quiet.spend(() => {});
  for (let round = 0; round < 6; round += 1) {
    flood.hasMore();
    flood.spend(() => clock.advance(1));
    user += 1_000;
  }
  expect(flood.isHeld()).toBe(true);
  expect(quiet.isHeld()).toBe(false);
  expect(busyMs(7, { user, system: 0 })).toBe(7);
});

test("what a flood sets off later is put down to it, and not to its neighbour", () => {
  const { clock, shares, work, later } = thread();
  const [flood, quiet] = [shares.join(), shares.join()];
  work(quiet, 0.1);
  flood.hasMore();
  work(flood, 1);
  later(40);
  expect(quiet.isHeld()).toBe(false);
  // One millisecond was its own; forty came of it.
  expect(heldFor(clock, flood)).toBeGreaterThan(10);
});

test("one thing after the other is never held, even beside a flood", () => {
  const { clock, shares, work } = thread();
  const [flood, quiet] = [shares.join(), shares.join()];
  for (let round = 0; round < 200; round += 1) {
    if (!flood.isHeld()) {
      flood.hasMore();
      work(flood, 0.2);
    }
    work(quiet, 2);
    expect(quiet.isHeld()).toBe(false);
    clock.advance(1);
  }
});

test("a single piece of work that is longer than a turn is paid for as a flood is, for two seconds at most", () => {
  const { clock, shares, work } = thread();
  const [big, quiet] = [shares.join(), shares.join()];
  work(quiet, 0.1);
  work(big, 100);
  clock.advance(5);
  expect(heldFor(clock, big)).toBeGreaterThan(250);
  work(quiet, 0.1);
  work(big, 5_000);
  work(quiet, 0.1);
  clock.advance(5);
  expect(heldFor(clock, big)).toBeLessThanOrEqual(2_000);
});

test("a neighbour that has had nothing to do for half a second holds nobody", () => {
  const { clock, shares, work } = thread();
  const [flood, quiet] = [shares.join(), shares.join()];
  work(quiet, 0.1);
  clock.advance(600);
  for (let round = 0; round < 50; round += 1) {
    flood.hasMore();
    work(flood, 1);
    expect(flood.isHeld()).toBe(false);
  }
});

test("the socket of who is held is not read, and what came before waits for the end of it", () => {
  const { clock, shares, work } = thread();
  const [flood, quiet] = [shares.join(), shares.join()];
  const seen: string[] = [];
  const socket = {
    isRead: true,
    pause() {
      socket.isRead = false;
    },
    resume() {
      socket.isRead = true;
    },
  };
  const handle = (data: unknown) => {
    seen.push(String(data));
  };
  const arrivals = new FairArrivals(socket, clock, handle, flood);
  work(quiet, 0.1);
  flood.hasMore();
  work(flood, 8);
  expect(flood.isHeld()).toBe(true);
  arrivals.take(Buffer.from("first"), false);
  arrivals.take(Buffer.from("second"), false);
  expect(seen).toEqual([]);
  expect(socket.isRead).toBe(false);
  heldFor(clock, flood);
  expect(seen).toEqual(["first", "second"]);
  expect(socket.isRead).toBe(true);
});

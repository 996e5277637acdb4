import { expect, test } from "vitest";
import { FairArrivals } from "../../src/core/gateway/fair-arrivals.ts";
import { ManualClock } from "../support/clock.ts";

/** Frames that take this long each, ms, and a socket that says whether it is read. */
function arrivalsOf(each: number) {
  const clock = new ManualClock();
  const handled: string[] = [];
  const socket = {
    read: true,
    pause() {
      socket.read = false;
    },
    resume() {
      socket.read = true;
    },
  };
  const arrivals = new FairArrivals(socket, clock, (data) => {
    clock.advance(each);
    handled.push(String(data));
  });
  const take = (count: number, from = 0): void => {
    for (let index = from; index < from + count; index += 1) arrivals.take(Buffer.from(`${index}`), false);
  };
  return { arrivals, handled, socket, take };
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

test("what comes now and then is handed on at once", async () => {
  const { handled, socket, take } = arrivalsOf(1);
  for (let round = 0; round < 3; round += 1) {
    take(1, round);
    expect(handled).toEqual(numbers(round + 1));
    await new Promise(setImmediate);
  }
  expect(socket.read).toBe(true);
});

test("a flood is handed on in its order, with a turn for everything else between, and read no further meanwhile", async () => {
  const { handled, socket, take } = arrivalsOf(1);
  take(100);
  expect(handled).toEqual(["0"]);
  let turns = 0;
  while (handled.length < 100) {
    expect(socket.read).toBe(false);
    await new Promise(setImmediate);
    turns += 1;
  }
  expect(turns).toBeGreaterThan(90);
  expect(handled).toEqual(numbers(100));
  await new Promise(setImmediate);
  expect(socket.read).toBe(true);
});

test("many that cost next to nothing are handed on together", () => {
  const { handled, take } = arrivalsOf(0);
  take(100);
  expect(handled).toEqual(numbers(100));
});

test("what was left when the connection ended is handed on once, before that is told", async () => {
  const { arrivals, handled, take } = arrivalsOf(1);
  take(10);
  arrivals.finish();
  expect(handled).toEqual(numbers(10));
  await new Promise(setImmediate);
  expect(handled).toHaveLength(10);
});

import { expect, test } from "vitest";
import { createTellLater } from "../../src/main/state/tell-later.ts";
import { ManualClock } from "../support/clock.ts";

function telling() {
  const clock = new ManualClock();
  let told = 0;
  const later = createTellLater(clock, () => {
    told += 1;
  });
  return { clock, ...later, told: () => told };
}

test("what may wait is told once, a tenth of a second after the first of it", () => {
  const { clock, later, told } = telling();
  later();
  clock.advance(60);
  later();
  clock.advance(39);
  expect(told()).toBe(0);
  clock.advance(1);
  expect(told()).toBe(1);
  clock.advance(1_000);
  expect(told()).toBe(1);
  later();
  clock.advance(100);
  expect(told()).toBe(2);
});

test("what is told at once takes with it what was waiting", () => {
  const { clock, now, later, told } = telling();
  now();
  expect(told()).toBe(1);
  later();
  now();
  expect(told()).toBe(2);
  clock.advance(1_000);
  expect(told()).toBe(2);
});

test("nothing is told after the end", () => {
  const { clock, later, stop, told } = telling();
  later();
  stop();
  clock.advance(1_000);
  expect(told()).toBe(0);
});

import { expect, test } from "vitest";
import type { CaptureProblem } from "../../src/core/commands/capture.ts";
import { createTurns, MAX_WAIT } from "../../src/main/capture/turns.ts";
import { type Result, success } from "../../src/shared/result.ts";
import { ManualClock } from "../support/clock.ts";

type Made = Result<string, CaptureProblem>;

function captures() {
  const clock = new ManualClock();
  const turns = createTurns(clock);
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  /** A capture that lasts until it is ended. */
  const capture = (owner: object, name: string, signal = new AbortController().signal): Promise<Made> =>
    turns.during(owner, signal, async () => {
      began.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return success(name);
    });
  return { clock, began, capture, end: (name: string) => ends.get(name)?.() };
}

const home = { gateway: "home" };
const work = { gateway: "work" };

test("one gateway captures at a time, and another's waits for it to end", async () => {
  const { began, capture, end } = captures();
  const first = capture(home, "first");
  const second = capture(work, "second");
  await expect.poll(() => began).toEqual(["first"]);
  end("first");
  expect(await first).toEqual(success("first"));
  await expect.poll(() => began).toEqual(["first", "second"]);
  end("second");
  expect(await second).toEqual(success("second"));
});

test("several captures of one gateway go together, as with a single gateway", async () => {
  const { began, capture, end } = captures();
  const both = [capture(home, "one"), capture(home, "two")];
  await expect.poll(() => began).toEqual(["one", "two"]);
  end("one");
  end("two");
  expect(await Promise.all(both)).toEqual([success("one"), success("two")]);
});

test("a gateway that captures all the time does not go before one that waits", async () => {
  const { began, capture, end } = captures();
  void capture(home, "first");
  void capture(work, "second");
  void capture(home, "third");
  await expect.poll(() => began).toEqual(["first"]);
  end("first");
  await expect.poll(() => began).toEqual(["first", "second"]);
  end("second");
  await expect.poll(() => began).toEqual(["first", "second", "third"]);
});

test("who waits too long is told that it is in use, and takes nobody's place afterwards", async () => {
  const { clock, began, capture, end } = captures();
  void capture(home, "long");
  const waiting = capture(work, "never");
  await expect.poll(() => began).toEqual(["long"]);
  clock.advance(MAX_WAIT);
  expect(await waiting).toMatchObject({ ok: false, failure: { kind: "in-use" } });
  end("long");
  const next = capture(work, "next");
  await expect.poll(() => began).toEqual(["long", "next"]);
  end("next");
  expect(await next).toEqual(success("next"));
});

test("who does not want it any more leaves the line", async () => {
  const { began, capture, end } = captures();
  const gone = new AbortController();
  void capture(home, "first");
  const waiting = capture(work, "never", gone.signal);
  void capture(home, "last");
  gone.abort();
  expect(await waiting).toMatchObject({ ok: false, failure: { kind: "failed" } });
  end("first");
  await expect.poll(() => began).toEqual(["first", "last"]);
});

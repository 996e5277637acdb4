import { describe, expect, test } from "vitest";
import { IDLE_MS, MAX_SETTLE_MS, SETTLE_MS } from "../../../src/core/computer/granted.ts";
import { CONTROL, settled, someSession, VIEW } from "./desktop.ts";

describe("the person takes over", () => {
  test("a touch in the middle of an action ends it, and says who did", async () => {
    const { clickAfter, fake, session, click, notes } = someSession();
    fake.hang = true;
    const ended = clickAfter();
    await settled();
    fake.touch();
    expect(await ended).toBe("COMPUTER_REFUSED_PAUSED");
    expect(session.now().phase).toBe("paused");
    expect(fake.released).toBe(1);
    expect(await click()).toBe("COMPUTER_REFUSED_PAUSED");
    expect(await click(undefined, "view")).toBe("COMPUTER_REFUSED_PAUSED");
    expect(fake.did).toHaveLength(1);
    expect(notes).toContain("pauses: mouse or keyboard was touched");
  });

  test("a touch between two actions pauses as well", async () => {
    const { clickAfter, click, fake } = someSession();
    await clickAfter();
    fake.touch();
    expect(await click()).toBe("COMPUTER_REFUSED_PAUSED");
    expect(fake.did).toHaveLength(1);
  });

  test("what the driver feels first counts as a touch", async () => {
    const { clickAfter, fake, session } = someSession();
    fake.problem = { kind: "interrupted" };
    expect(await clickAfter()).toBe("COMPUTER_REFUSED_PAUSED");
    expect(session.now().phase).toBe("paused");
  });

  test("it goes on only when the person lets it, once their hands are still", async () => {
    const { clickAfter, click, fake, session, clock } = someSession();
    await clickAfter();
    fake.touch();
    clock.advance(60_000);
    expect(await click()).toBe("COMPUTER_REFUSED_PAUSED");
    session.resume();
    expect(session.now().phase).toBe("active");
    const ended = click();
    await settled();
    clock.advance(SETTLE_MS - 100);
    fake.touch();
    clock.advance(SETTLE_MS - 100);
    await settled();
    expect(fake.did).toHaveLength(1);
    clock.advance(100);
    expect(await ended).toBe("done");
    expect(fake.did).toHaveLength(2);
  });

  test("hands that never rest pause it again", async () => {
    const { clickAfter, click, fake, session, clock } = someSession();
    await clickAfter();
    fake.touch();
    session.resume();
    const ended = click();
    for (let passed = 0; passed < MAX_SETTLE_MS + SETTLE_MS; passed += 100) {
      await settled();
      fake.touch();
      clock.advance(100);
    }
    fake.touch();
    await settled();
    expect(session.now().phase).toBe("paused");
    expect(await click()).toBe("COMPUTER_REFUSED_PAUSED");
    // One that was let through in the same moment was interrupted by the touch.
    expect(["done", "COMPUTER_REFUSED_PAUSED"]).toContain(await ended);
  });

  test("whoever is only watched goes on working", async () => {
    const { click, fake, session } = someSession(VIEW);
    await click(undefined, "view");
    fake.touch();
    expect(session.now().phase).toBe("active");
  });

  test("the person can pause without touching anything", async () => {
    const { clickAfter, click, session } = someSession();
    await clickAfter();
    session.pause();
    expect(session.now().phase).toBe("paused");
    expect(await click()).toBe("COMPUTER_REFUSED_PAUSED");
  });

  test("an action that was interrupted stays interrupted, though it was let go on meanwhile", async () => {
    const { clickAfter, fake, session } = someSession();
    fake.hang = true;
    const ended = clickAfter();
    await settled();
    fake.touch();
    session.resume();
    expect(await ended).toBe("COMPUTER_REFUSED_PAUSED");
  });
});

describe("the end", () => {
  test("the person's end stops an action in the middle, and the run is not asked about again", async () => {
    const { clickAfter, click, fake, session, asked } = someSession();
    fake.hang = true;
    const ended = clickAfter();
    await settled();
    session.end("person");
    expect(await ended).toBe("COMPUTER_REFUSED_ENDED");
    await settled();
    expect(session.now()).toEqual({ phase: "idle" });
    expect([fake.released, fake.disposed, fake.isListening]).toEqual([1, 1, false]);
    expect(await click()).toBe("COMPUTER_REFUSED_ENDED");
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["idle", (world: ReturnType<typeof someSession>) => world.clock.advance(IDLE_MS)],
    [
      "locked",
      ({ lock }: ReturnType<typeof someSession>) => {
        for (const tell of lock.tell) tell();
      },
    ],
    ["gateway", ({ session, owner }: ReturnType<typeof someSession>) => session.endOf(owner, "gateway")],
    ["closed", ({ session, owner }: ReturnType<typeof someSession>) => session.close(owner, "one")],
    ["quit", ({ session }: ReturnType<typeof someSession>) => session.end("quit")],
  ] as const)("%s ends it, and the next action asks again", async (why, happen) => {
    const world = someSession();
    await world.clickAfter();
    happen(world);
    expect(world.session.now()).toEqual({ phase: "idle" });
    expect(world.notes.at(-1)).toBe(`ends: ${why}`);
    expect(world.lock.tell.size).toBe(0);
    await world.clickAfter();
    expect(world.asked).toHaveLength(2);
  });

  test("it ends when the allowed time is over, also while it is used", async () => {
    const { clickAfter, click, clock, session, notes } = someSession();
    await clickAfter();
    for (let minute = 0; minute < 14; minute += 1) {
      clock.advance(60_000);
      expect(await click()).toBe("done");
    }
    clock.advance(60_000);
    expect(session.now()).toEqual({ phase: "idle" });
    expect(notes.at(-1)).toBe("ends: time");
  });

  test("a paused session whose agent was killed ends as well", async () => {
    const { clickAfter, fake, clock, session } = someSession();
    await clickAfter();
    fake.touch();
    clock.advance(IDLE_MS);
    expect(session.now()).toEqual({ phase: "idle" });
  });

  test("a locked computer is neither asked about nor acted on", async () => {
    const { click, clickAfter, lock, asked, fake, session } = someSession();
    lock.locked = true;
    expect(await click()).toBe("COMPUTER_REFUSED_ENDED");
    expect(asked).toHaveLength(0);
    lock.locked = false;
    await clickAfter();
    lock.locked = true;
    expect(await click()).toBe("COMPUTER_REFUSED_ENDED");
    expect(fake.did).toHaveLength(1);
    expect(session.now()).toEqual({ phase: "idle" });
  });

  test("a lock before the answer allows nothing", async () => {
    const { click, lock, asked, session } = someSession(null);
    const ended = click();
    await settled();
    lock.locked = true;
    asked[0]?.answer(CONTROL);
    expect(await ended).toBe("COMPUTER_REFUSED_ENDED");
    expect(session.now()).toEqual({ phase: "idle" });
  });

  test("a desktop that is lost ends it", async () => {
    const { clickAfter, fake, session } = someSession();
    fake.problem = { kind: "unavailable", detail: "the connection is lost" };
    expect(await clickAfter()).toBe("COMPUTER_REFUSED_ENDED");
    expect(session.now()).toEqual({ phase: "idle" });
  });
});

describe("one action after the other", () => {
  test("the next begins when the first has ended", async () => {
    const { clickAfter, click, fake } = someSession();
    await clickAfter();
    fake.hang = true;
    const abort = new AbortController();
    const first = click(undefined, "control", abort.signal);
    const second = click();
    await settled();
    expect(fake.did).toHaveLength(2);
    fake.hang = false;
    abort.abort(new Error("given up"));
    expect(await second).toBe("done");
    expect(fake.did).toHaveLength(3);
    expect(await first).not.toBe("done");
  });

  test("a call that is cancelled while it waits does nothing", async () => {
    const { clickAfter, click, fake } = someSession();
    await clickAfter();
    fake.hang = true;
    const first = click();
    const abort = new AbortController();
    const second = click(undefined, "control", abort.signal);
    await settled();
    abort.abort(new Error("given up"));
    expect(await second).toBe("given up");
    expect(fake.did).toHaveLength(2);
    fake.touch();
    expect(await first).toBe("COMPUTER_REFUSED_PAUSED");
  });
});

import { describe, expect, test } from "vitest";
import { CommandError } from "../../../src/core/commands/command.ts";
import { IDLE_MS, MAKE_WAY_MS, MAX_SETTLE_MS, SETTLE_MS } from "../../../src/core/computer/granted.ts";
import { QUIET_MS } from "../../../src/core/computer/session.ts";
import { success } from "../../../src/shared/result.ts";
import { CONTROL, settled, someSession, VIEW } from "./desktop.ts";

describe("consent", () => {
  test("nothing is opened before an agent asks, and nothing done before the person agrees", async () => {
    const { session, opened, asked, click, fake, clock } = someSession(null);
    expect(session.now()).toEqual({ phase: "idle" });
    expect(opened.times).toBe(0);
    const ended = click();
    await settled();
    expect(session.now()).toMatchObject({ phase: "asking" });
    expect(fake.did).toEqual([]);
    asked[0]?.answer(CONTROL);
    await settled();
    expect(session.now()).toMatchObject({ phase: "active", scope: "control", until: clock.now() + 900_000 });
    expect(fake.did).toEqual([]);
    clock.advance(SETTLE_MS);
    expect(await ended).toBe("done");
    expect(fake.did).toHaveLength(1);
  });

  test("is asked once for a session, not for each action", async () => {
    const { clickAfter, click, asked } = someSession();
    expect(await clickAfter()).toBe("done");
    expect(await click()).toBe("done");
    expect(await click()).toBe("done");
    expect(asked).toHaveLength(1);
  });

  test("a no holds for the run, and for a minute for the gateway's next ones", async () => {
    const { click, caller, asked, clock, fake, session } = someSession({ kind: "no" });
    expect(await click()).toBe("COMPUTER_REFUSED_BY_PERSON");
    expect(fake.disposed).toBe(1);
    expect(session.now()).toEqual({ phase: "idle" });
    expect(await click(caller("two"))).toBe("COMPUTER_REFUSED_BY_PERSON");
    expect(asked).toHaveLength(1);
    clock.advance(QUIET_MS);
    expect(await click()).toBe("COMPUTER_REFUSED_BY_PERSON");
    expect(asked).toHaveLength(1);
    void click(caller("two"));
    await settled();
    expect(asked).toHaveLength(2);
  });

  test("an end while the person is asked is a no", async () => {
    const { click, caller, asked, session } = someSession(null);
    const first = click();
    await settled();
    session.end("person");
    expect(await first).toBe("COMPUTER_REFUSED_ENDED");
    expect(await click(caller("two"))).toBe("COMPUTER_REFUSED_BY_PERSON");
    expect(asked).toHaveLength(1);
  });

  test("nobody is asked for a call that was taken back before", async () => {
    const { click, asked, session } = someSession(null);
    expect(await click(undefined, "control", AbortSignal.abort(new Error("gone")))).toBe("gone");
    await settled();
    expect([asked.length, session.now()]).toEqual([0, { phase: "idle" }]);
  });

  test.each(["end", "pause"] as const)("what was seen is not handed out after an %s", async (how) => {
    const { session, caller, call, clickAfter } = someSession();
    await clickAfter();
    let give = () => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const seen = session
      .work(caller(), "view", call(), async () => {
        await given;
        return success("picture");
      })
      .catch((error: CommandError) => error.code);
    await settled();
    if (how === "end") session.end("person");
    else session.pause();
    give();
    expect(await seen).toBe(how === "end" ? "COMPUTER_REFUSED_ENDED" : "COMPUTER_REFUSED_PAUSED");
  });

  test("without an answer it is refused, and may be asked again", async () => {
    const { click, asked, fake } = someSession({ kind: "nobody" });
    expect(await click()).toBe("COMPUTER_REFUSED_NO_ANSWER");
    expect(await click()).toBe("COMPUTER_REFUSED_NO_ANSWER");
    expect(asked).toHaveLength(2);
    expect(fake.disposed).toBe(2);
  });

  test("a call that cannot wait says so; the question stays, and the next call gets its answer", async () => {
    const { click, asked, clock, session } = someSession(null);
    const first = click();
    await settled();
    clock.advance(28_000);
    expect(await first).toBe("COMPUTER_REFUSED_NO_ANSWER");
    expect(session.now().phase).toBe("asking");
    const second = click();
    await settled();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(CONTROL);
    await settled();
    clock.advance(SETTLE_MS);
    expect(await second).toBe("done");
  });

  test("an answer that comes after the end allows nothing", async () => {
    const { click, asked, session, fake } = someSession(null);
    const ended = click();
    await settled();
    session.end("person");
    asked[0]?.answer(CONTROL);
    expect(await ended).toBe("COMPUTER_REFUSED_ENDED");
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(session.now()).toEqual({ phase: "idle" });
    expect(fake.disposed).toBe(1);
    expect(fake.isListening).toBe(false);
  });

  test("nobody is asked about a desktop that cannot be acted on", async () => {
    const { click, asked, opened } = someSession();
    opened.failure = { kind: "unavailable", detail: "no display" };
    expect(await click()).toBe("COMPUTER_DRIVER_UNAVAILABLE");
    expect(asked).toHaveLength(0);
  });

  test("whoever is only allowed to watch does nothing", async () => {
    const { click, fake } = someSession(VIEW);
    expect(await click()).toBe("COMPUTER_REFUSED_VIEW_ONLY");
    expect(fake.did).toEqual([]);
    expect(await click(undefined, "view")).toBe("done");
  });
});

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

describe("two executions", () => {
  test("the second is told that it is busy, and has it once the first is over", async () => {
    const { clickAfter, click, caller, session, owner } = someSession();
    await clickAfter();
    expect(await click(caller("two"))).toBe("COMPUTER_HOST_BUSY");
    session.close(owner, "two");
    expect(session.now().phase).toBe("active");
    session.close(owner, "one");
    expect(await clickAfter(caller("two"))).toBe("done");
  });

  test("so is another gateway's, whatever it calls its execution", async () => {
    const { clickAfter, click, caller, session } = someSession();
    const other = {};
    await clickAfter();
    expect(await click(caller("one", other))).toBe("COMPUTER_HOST_BUSY");
    session.close(other, "one");
    session.endOf(other, "gateway");
    expect(session.now().phase).toBe("active");
  });

  test("while the person is asked about one, the other waits for nothing", async () => {
    const { click, caller } = someSession(null);
    void click();
    await settled();
    expect(await click(caller("two"))).toBe("COMPUTER_HOST_BUSY");
  });

  test("a killed agent's session does not stay", async () => {
    const { clickAfter, click, caller, clock, session, asked, notes } = someSession();
    await clickAfter();
    clock.advance(MAKE_WAY_MS - 1);
    expect(await click(caller("two"))).toBe("COMPUTER_HOST_BUSY");
    clock.advance(1);
    expect(session.now().phase).toBe("active");
    expect(await clickAfter(caller("two"))).toBe("done");
    expect(asked).toHaveLength(2);
    expect(notes).toContain("ends: idle");
  });

  test("a paused session makes way for nobody before it ends by itself", async () => {
    const { clickAfter, click, caller, clock, session } = someSession();
    await clickAfter();
    session.pause();
    clock.advance(IDLE_MS - 1);
    expect(await click(caller("two"))).toBe("COMPUTER_HOST_BUSY");
  });

  test("a session that is asked again stays", async () => {
    const { clickAfter, click, caller, clock } = someSession();
    await clickAfter();
    clock.advance(MAKE_WAY_MS);
    expect(await click()).toBe("done");
    expect(await click(caller("two"))).toBe("COMPUTER_HOST_BUSY");
  });
});

describe("a call that the gateway takes back", () => {
  const cancelled = new CommandError("CANCELLED", "cancelled by the gateway");

  test("takes its question with it, and the next run is asked about", async () => {
    const { click, caller, asked, session } = someSession(null);
    const abort = new AbortController();
    const ended = click(undefined, "control", abort.signal);
    await settled();
    abort.abort(cancelled);
    expect(await ended).toBe("CANCELLED");
    expect(asked[0]?.signal.aborted).toBe(true);
    await settled();
    expect(session.now()).toEqual({ phase: "idle" });
    void click(caller("two"));
    await settled();
    expect(asked).toHaveLength(2);
  });

  test("takes its session with it", async () => {
    const { clickAfter, click, fake, session, notes } = someSession();
    await clickAfter();
    fake.hang = true;
    const abort = new AbortController();
    const ended = click(undefined, "control", abort.signal);
    await settled();
    abort.abort(cancelled);
    expect(await ended).not.toBe("done");
    expect(session.now()).toEqual({ phase: "idle" });
    expect(notes.at(-1)).toBe("ends: closed");
  });

  test("leaves the question alone when only its time is over", async () => {
    const { click, asked, session } = someSession(null);
    const abort = new AbortController();
    const ended = click(undefined, "control", abort.signal);
    await settled();
    abort.abort(new CommandError("TIMEOUT", "too late"));
    expect(await ended).toBe("TIMEOUT");
    expect(asked[0]?.signal.aborted).toBe(false);
    expect(session.now()).toMatchObject({ phase: "asking" });
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

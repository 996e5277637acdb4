import { describe, expect, test } from "vitest";
import { CommandError } from "../../../src/core/commands/command.ts";
import { IDLE_MS, MAKE_WAY_MS, SETTLE_MS } from "../../../src/core/computer/granted.ts";
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

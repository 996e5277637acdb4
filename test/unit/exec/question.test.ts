import { describe, expect, test } from "vitest";
import { analyse } from "../../../src/core/exec/analysis/analyse.ts";
import { buildQuestion } from "../../../src/core/exec/question/build-question.ts";
import { type Asker, createQuestionQueue } from "../../../src/core/exec/question/question.ts";
import type { Clock } from "../../../src/core/time/clock.ts";
import type { Question, QuestionEnd } from "../../../src/shared/question.ts";
import { posixWorld } from "../hostile/world.ts";

function createTestClock(): Clock & { pass(milliseconds: number): void; waiting(): number } {
  let now = 1_000_000;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    after(delayMs, callback) {
      const timer = { at: now + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(milliseconds) {
      now += milliseconds;
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        timers.delete(timer);
        timer.callback();
      }
    },
    waiting: () => timers.size,
  };
}

const build = (argv: readonly string[], more: Partial<Parameters<typeof buildQuestion>[0]> = {}): Question =>
  buildQuestion({
    id: "q1",
    gateway: "wss://gateway",
    agent: "main",
    session: null,
    argv,
    directory: "/work",
    analysis: analyse(argv, posixWorld),
    variables: [],
    askedAt: 1_000_000,
    expiresAt: 1_060_000,
    more: [],
    mayRemember: true,
    ...more,
  });

const quiet: Asker = { show() {}, close() {} };
const never = new AbortController().signal;

describe("a queue of questions", () => {
  test("answers nobody when no front end is there", async () => {
    expect(await createQuestionQueue(createTestClock()).ask(build(["ls"]), never)).toEqual({
      kind: "nobody",
    });
  });

  test("shows every question to every front end, also to one that comes later, and closes each once", async () => {
    const queue = createQuestionQueue(createTestClock());
    const seen: string[] = [];
    const front = (name: string): Asker => ({
      show: ({ id }) => seen.push(`${name} shows ${id}`),
      close: (id, end: QuestionEnd) => seen.push(`${name} closes ${id} ${end.kind}`),
    });
    queue.attach(front("window"));
    const first = queue.ask(build(["ls"]), never);
    const second = queue.ask(build(["ls"], { ...{ id: "q2" } }), never);
    queue.attach(front("terminal"));
    expect(queue.pending().map(({ id }) => id)).toEqual(["q1", "q2"]);
    expect(queue.answer("q2", "allow-once")).toBe(true);
    expect(queue.answer("q2", "deny")).toBe(false);
    expect(queue.answer("q1", "deny")).toBe(true);
    expect(await second).toEqual({ kind: "answered", answer: "allow-once" });
    expect(await first).toEqual({ kind: "answered", answer: "deny" });
    expect(seen).toEqual([
      "window shows q1",
      "window shows q2",
      "terminal shows q1",
      "terminal shows q2",
      "window closes q2 answered",
      "terminal closes q2 answered",
      "window closes q1 answered",
      "terminal closes q1 answered",
    ]);
  });

  test("counts down, and stops counting once answered", async () => {
    const clock = createTestClock();
    const queue = createQuestionQueue(clock);
    queue.attach(quiet);
    const first = queue.ask(build(["ls"]), never);
    clock.pass(59_999);
    expect(queue.pending().length).toBe(1);
    clock.pass(1);
    expect(await first).toEqual({ kind: "expired" });
    const second = queue.ask(build(["ls"], { expiresAt: clock.now() + 10 }), never);
    queue.answer("q1", "allow-always");
    expect(await second).toEqual({ kind: "answered", answer: "allow-always" });
    expect(clock.waiting()).toBe(0);
  });

  test("is withdrawn with its invoke", async () => {
    const queue = createQuestionQueue(createTestClock());
    queue.attach(quiet);
    const cancel = new AbortController();
    const asked = queue.ask(build(["ls"]), cancel.signal);
    cancel.abort();
    expect(await asked).toEqual({ kind: "withdrawn" });
    expect(await queue.ask(build(["ls"]), cancel.signal)).toEqual({ kind: "withdrawn" });
    expect(queue.answer("q1", "allow-once")).toBe(false);
  });

  test("ends for want of anybody when the last front end leaves or fails", async () => {
    const queue = createQuestionQueue(createTestClock());
    const leave = queue.attach(quiet);
    const asked = queue.ask(build(["ls"]), never);
    leave();
    expect(await asked).toEqual({ kind: "nobody" });
    queue.attach({
      ...quiet,
      show() {
        throw new Error("no window");
      },
    });
    expect(await queue.ask(build(["ls"]), never)).toEqual({ kind: "nobody" });
  });

  test("accepts no answer that was not offered", async () => {
    const queue = createQuestionQueue(createTestClock());
    queue.attach(quiet);
    const asked = queue.ask(build(["ls"], { mayRemember: false }), never);
    expect(queue.answer("q1", "allow-always")).toBe(false);
    expect(queue.answer("q1", "deny")).toBe(true);
    expect(await asked).toEqual({ kind: "answered", answer: "deny" });
  });
});

describe("a question", () => {
  test("shows everything hidden, whole, and is plain data", () => {
    const question = build(["echo", "a\u202eb", "x".repeat(10_000)], {
      directory: "/wo\u200brk",
      agent: "m\u0430in",
    });
    expect(question.command).toContain("a⟨U+202E⟩b");
    expect(question.command).toContain("x".repeat(10_000));
    expect(question.directory).toBe("/wo⟨U+200B⟩rk");
    expect(question.agent).toBe("m⟨\u0430 U+0430⟩in");
    expect(question.unusual).toEqual(["invisible-characters", "very-long"]);
    expect(structuredClone(question)).toEqual(question);
  });

  const unusual: readonly (readonly [argv: readonly string[], codes: readonly string[]])[] = [
    [["ls"], []],
    [
      ["sudo", "ls"],
      ["other-rights", "runs-other-programs"],
    ],
    [["python3", "-c", "1"], ["inline-code"]],
    [
      ["/bin/sh", "-lc", "echo $X"],
      ["shell-not-understood", "login-shell"],
    ],
    [["/tmp/evil/ls"], ["program-outside-system"]],
    [["nosuch"], ["program-not-found"]],
    [["env", "A=1", "ls"], ["environment-changed"]],
  ];
  test.each(unusual)("%j is unusual for %j", (argv, codes) => {
    expect(build(argv).unusual).toEqual(codes);
  });
});

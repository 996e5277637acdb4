import { expect, test } from "vitest";
import { createTurns } from "../../src/core/exec/question/turns.ts";
import { createOpenQuestions } from "../../src/main/questions/open-questions.ts";
import type { Question } from "../../src/shared/question.ts";
import { INERT_MS } from "../../src/shared/question.ts";

const questionOf = (id: string): Question => ({
  id,
  gateway: "ws://gateway:1",
  agent: "ada",
  session: null,
  command: id,
  words: [id],
  directory: "/",
  program: null,
  unusual: [],
  variables: [],
  askedAt: 0,
  expiresAt: 120_000,
  answers: ["deny", "allow-once"],
});

/** Open questions over a queue that takes every offered answer. */
function openQuestionsOf(...ids: string[]) {
  const world = { now: 1_000, open: ids.map(questionOf) };
  const openQuestions = createOpenQuestions({
    open: () => world.open,
    now: () => world.now,
    answer(id, answer) {
      const found = world.open.find((question) => question.id === id);
      if (found?.answers.includes(answer) !== true) return false;
      world.open = world.open.filter((question) => question !== found);
      return true;
    },
  });
  openQuestions.pending();
  return { openQuestions, world };
}

test("an answer within the first half second is refused, and taken from then on", () => {
  const { openQuestions, world } = openQuestionsOf("a");
  expect(openQuestions.pending()[0]?.answerableAt).toBe(1_000 + INERT_MS);
  world.now += INERT_MS - 1;
  expect(openQuestions.answer("a", "deny")).toBe("too-early");
  world.now += 1;
  expect(openQuestions.answer("a", "deny")).toBe("taken");
});

test("a question nobody has drawn yet waits its half second too", () => {
  const { openQuestions, world } = openQuestionsOf();
  world.open = [questionOf("a")];
  expect(openQuestions.answer("a", "allow-once")).toBe("too-early");
});

test("one that ends moves the others up: all of them wait again", () => {
  const { openQuestions, world } = openQuestionsOf("a", "b", "c");
  world.now += INERT_MS;
  expect(openQuestions.answer("a", "deny")).toBe("taken");
  expect(openQuestions.answer("b", "allow-once")).toBe("too-early");
  expect(openQuestions.answer("c", "allow-once")).toBe("too-early");
  world.now += INERT_MS;
  expect(openQuestions.answer("b", "allow-once")).toBe("taken");
});

test("others that are asked and taken back behind it do not keep one from being answered", () => {
  const { openQuestions, world } = openQuestionsOf("theirs 0", "ours");
  world.now += INERT_MS;
  for (let round = 1; round <= 10; round += 1) {
    // The first time it moves up; from then on it stays where it is.
    world.open = [questionOf("ours"), questionOf(`theirs ${round}`)];
    openQuestions.pending();
    world.now += INERT_MS / 5;
  }
  expect(openQuestions.answer("theirs 10", "allow-once")).toBe("too-early");
  expect(openQuestions.answer("ours", "allow-once")).toBe("taken");
});

test("a new one at the end leaves those before it as they are", () => {
  const { openQuestions, world } = openQuestionsOf("a");
  world.now += INERT_MS;
  world.open = [...world.open, questionOf("b")];
  expect(openQuestions.answer("b", "deny")).toBe("too-early");
  expect(openQuestions.answer("a", "deny")).toBe("taken");
});

test("a new one that comes before others moves them down: they wait again, and none before it", () => {
  const { openQuestions, world } = openQuestionsOf("a", "b", "c");
  world.now += INERT_MS;
  const [a, ...others] = world.open;
  world.open = [a, questionOf("new"), ...others].filter((question) => question !== undefined);
  for (const id of ["new", "b", "c"]) expect(openQuestions.answer(id, "allow-once")).toBe("too-early");
  expect(openQuestions.answer("a", "allow-once")).toBe("taken");
});

test("a gateway that withdraws its question and asks anew without end keeps nobody from answering another's", () => {
  const turns = createTurns();
  const quiet = questionOf("quiet");
  const world = { now: 1_000, hostile: [questionOf("hostile 0")] };
  const openQuestions = createOpenQuestions({
    open: () => turns.inTurn([world.hostile, [quiet]]),
    now: () => world.now,
    answer: () => true,
  });
  const shown = () => openQuestions.pending().map(({ question }) => question.id);
  expect(shown()).toEqual(["hostile 0", "quiet"]);
  let answerableAt = 0;
  for (let round = 1; world.now < 1_000 + 4 * INERT_MS; round += 1) {
    world.now += INERT_MS / 10;
    // Some of them are gone for a moment, some come at once.
    world.hostile = round % 3 === 0 ? [] : [questionOf(`hostile ${round}`), questionOf(`more ${round}`)];
    expect(shown()[0]).toBe("quiet");
    const [first] = openQuestions.pending();
    if (round > 1) expect(first?.answerableAt).toBe(answerableAt);
    answerableAt = first?.answerableAt ?? 0;
  }
  expect(openQuestions.answer("quiet", "allow-once")).toBe("taken");
});

test("a window that becomes visible makes everything wait again, and says so", () => {
  const { openQuestions, world } = openQuestionsOf("a");
  let told = 0;
  openQuestions.subscribe(() => {
    told += 1;
  });
  world.now += INERT_MS;
  openQuestions.shown();
  expect(told).toBe(1);
  expect(openQuestions.answer("a", "deny")).toBe("too-early");
});

test("what is not offered or not open is refused", () => {
  const { openQuestions, world } = openQuestionsOf("a");
  world.now += INERT_MS;
  expect(openQuestions.answer("a", "allow-always")).toBe("not-open");
  expect(openQuestions.answer("b", "deny")).toBe("not-open");
});

test("many are denied at once without waiting, and only those that were named", () => {
  const { openQuestions, world } = openQuestionsOf("one", "two");
  world.open = [...world.open, questionOf("three")];
  expect(openQuestions.denyAll(["one", "two", "gone"])).toBe(true);
  expect(world.open.map(({ id }) => id)).toEqual(["three"]);
  expect(openQuestions.denyAll(["one"])).toBe(false);
});

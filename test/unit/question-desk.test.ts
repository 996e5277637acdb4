import { expect, test } from "vitest";
import { createQuestionDesk, INERT } from "../../src/main/questions/desk.ts";
import type { Question } from "../../src/shared/question.ts";

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

/** A desk over a queue that takes every offered answer. */
function deskOf(...ids: string[]) {
  const world = { now: 1_000, open: ids.map(questionOf) };
  const desk = createQuestionDesk({
    open: () => world.open,
    now: () => world.now,
    answer(id, answer) {
      const found = world.open.find((question) => question.id === id);
      if (found?.answers.includes(answer) !== true) return false;
      world.open = world.open.filter((question) => question !== found);
      return true;
    },
  });
  desk.pending();
  return { desk, world };
}

test("an answer within the first half second is refused, and taken from then on", () => {
  const { desk, world } = deskOf("a");
  expect(desk.pending()[0]?.answerableAt).toBe(1_000 + INERT);
  world.now += INERT - 1;
  expect(desk.answer("a", "deny")).toBe("too-early");
  world.now += 1;
  expect(desk.answer("a", "deny")).toBe("taken");
});

test("a question nobody has drawn yet waits its half second too", () => {
  const { desk, world } = deskOf();
  world.open = [questionOf("a")];
  expect(desk.answer("a", "allow-once")).toBe("too-early");
});

test("one that ends moves the others up: all of them wait anew", () => {
  const { desk, world } = deskOf("a", "b", "c");
  world.now += INERT;
  expect(desk.answer("a", "deny")).toBe("taken");
  expect(desk.answer("b", "allow-once")).toBe("too-early");
  expect(desk.answer("c", "allow-once")).toBe("too-early");
  world.now += INERT;
  expect(desk.answer("b", "allow-once")).toBe("taken");
});

test("a new one at the end leaves those before it as they are", () => {
  const { desk, world } = deskOf("a");
  world.now += INERT;
  world.open = [...world.open, questionOf("b")];
  expect(desk.answer("b", "deny")).toBe("too-early");
  expect(desk.answer("a", "deny")).toBe("taken");
});

test("a window that comes into sight makes everything wait anew, and says so", () => {
  const { desk, world } = deskOf("a");
  let told = 0;
  desk.subscribe(() => {
    told += 1;
  });
  world.now += INERT;
  desk.shown();
  expect(told).toBe(1);
  expect(desk.answer("a", "deny")).toBe("too-early");
});

test("what is not offered or not open is refused", () => {
  const { desk, world } = deskOf("a");
  world.now += INERT;
  expect(desk.answer("a", "allow-always")).toBe("not-open");
  expect(desk.answer("b", "deny")).toBe("not-open");
});

import { expect, test } from "vitest";
import { createTurns } from "../../src/core/exec/question/turns.ts";
import type { Question } from "../../src/shared/question.ts";

const questionOf = (id: string, askedAt: number): Question => ({
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
  askedAt,
  expiresAt: askedAt + 120_000,
  answers: ["deny", "allow-once"],
});

test("the questions of one gateway are in the order in which they were asked", () => {
  const asked = [questionOf("a", 1), questionOf("b", 2), questionOf("c", 3)];
  expect(createTurns().inTurn([asked])).toEqual(asked);
  expect(createTurns().inTurn([])).toEqual([]);
});

test("a gateway that asks without end is heard once between two questions of another", () => {
  const flood = Array.from({ length: 200 }, (_, index) => questionOf(`flood ${index}`, index));
  let quiet = [questionOf("first", 500), questionOf("second", 501)];
  const turns = createTurns();
  const heard: string[] = [];
  turns.inTurn([flood, []]);
  while (quiet.length > 0) {
    const [top] = turns.inTurn([flood, quiet]);
    heard.push(top?.id ?? "");
    // Answered; and the place of what was asked in the flood is taken at once.
    if (flood[0]?.id === top?.id) {
      flood.shift();
      flood.push(questionOf(`flood ${flood.length + heard.length}`, 600));
    } else quiet = quiet.slice(1);
  }
  expect(heard).toEqual(["flood 0", "first", "flood 1", "second"]);
});

test("what is first stays first until it has ended, whoever else ends or comes", () => {
  const turns = createTurns();
  const mine = questionOf("mine", 10);
  turns.inTurn([[], [mine]]);
  for (let round = 0; round < 20; round += 1) {
    const older = [questionOf(`older ${round}`, 1), questionOf(`more ${round}`, 2)];
    const [top, next, ...rest] = turns.inTurn([older, [mine, questionOf("later", 11)], []]);
    expect([top?.id, next?.id]).toEqual(["mine", `older ${round}`]);
    expect(rest.map(({ id }) => id)).toEqual([`more ${round}`, "later"]);
  }
});

import { describe, expect, test } from "vitest";
import { answerFor, questionFrame } from "../../../src/cli/view/question.ts";
import { createRedraw } from "../../../src/cli/view/redraw.ts";
import { cellsOf, cut, wrap } from "../../../src/cli/view/wrap.ts";
import type { Question } from "../../../src/shared/question.ts";
import { german } from "../../../src/shared/words/de/catalogue.ts";
import { describeQuestion } from "../../../src/shared/words/describe-question.ts";
import { TerminalScreen } from "../../support/terminal-screen.ts";

const question: Question = {
  id: "1",
  gateway: "wss://gateway",
  agent: "main",
  session: null,
  command: "git status",
  words: ["git", "status"],
  directory: "/home/me",
  program: "/usr/bin/git",
  unusual: ["inline-code"],
  variables: [],
  askedAt: 0,
  expiresAt: 120_000,
  answers: ["deny", "allow-once"],
};

describe("lines of a terminal", () => {
  test("lose no character of what must be read exactly, and never overflow", () => {
    const text = `a  b ${"漢".repeat(40)} ${"x".repeat(50)} 👩‍👩‍👧  end `;
    const lines = cut(text, 20);
    expect(lines.join("")).toBe(text);
    for (const line of [...lines, ...wrap(text, 20)]) expect(cellsOf(line)).toBeLessThanOrEqual(20);
    expect(wrap("one two three", 9)).toEqual(["one two", "three"]);
  });

  test("are drawn over those before, and only those that changed are written", () => {
    const screen = new TerminalScreen();
    const written: string[] = [];
    const redraw = createRedraw({
      rows: 10,
      write(text) {
        written.push(text);
        screen.write(text);
      },
    });
    redraw.draw(["one", "two", "three"]);
    redraw.draw(["one", "TWO", "three"]);
    expect(screen.text.trim()).toBe("one\nTWO\nthree");
    expect(written[1]).toBe("\u001b[2A\r\u001b[KTWO\r\u001b[2B");
    redraw.draw(["one", "TWO", "three"]);
    expect(written).toHaveLength(2);
    redraw.draw(["one"]);
    expect(screen.text.trim()).toBe("one");
    redraw.draw(["other", "lines"]);
    expect(screen.text.trim()).toBe("other\nlines");
  });

  test("that have scrolled away are left alone while the shape is the same, and rewritten when it is not", () => {
    const written: string[] = [];
    const redraw = createRedraw({ rows: 4, write: (text) => written.push(text) });
    redraw.draw(["a 1", "b", "c", "d", "e 1"]);
    redraw.draw(["a 2", "b", "c", "d", "e 2"]);
    expect(written[1]).toBe("\u001b[1A\r\u001b[Ke 2\r\u001b[1B");
    redraw.draw(["x", "y"]);
    expect(written[2]).toBe("\u001b[3A\r\u001b[Jx\ny\n");
  });
});

describe("lines of something else", () => {
  test("are drawn whole, so that what scrolled away before cannot pass for their beginning", () => {
    const written: string[] = [];
    const redraw = createRedraw({ rows: 4, write: (text) => written.push(text) });
    redraw.draw(["a 1", "b", "c", "d", "e"], "one");
    redraw.draw(["a 2", "b", "c", "d", "e"], "two");
    expect(written[1]).toBe("\u001b[3A\r\u001b[Ja 2\nb\nc\nd\ne\n");
    redraw.draw(["a 2", "b", "c", "d", "e"], "three");
    expect(written[2]).toBe("\u001b[3A\r\u001b[Ja 2\nb\nc\nd\ne\n");
  });
});

describe("the question on a terminal", () => {
  const view = { question, shownAt: 1_000, waiting: 0, status: "  ● Connected" };
  const shape = { columns: 80, rows: 40, colour: false };

  test("marks the keys once they count, and offers only what may be answered", () => {
    expect(questionFrame(view, 1_100, shape).join("\n")).not.toContain("[d]");
    const text = questionFrame(view, 1_500, shape).join("\n");
    expect(text).toContain("[d] Deny   [o] Allow once");
    expect(text).not.toContain("Always");
    expect(answerFor("a", question, 0, 10_000)).toBeNull();
    expect(answerFor("o", question, 1_000, 1_499)).toBeNull();
    expect(answerFor("o", question, 1_000, 1_500)).toBe("allow-once");
    for (const key of ["\r", "\n", " ", "y", "O", "oo", ""])
      expect(answerFor(key, question, 0, 10_000)).toBeNull();
  });

  test("says how many wait, in one and in many", () => {
    const text = (waiting: number) => questionFrame({ ...view, waiting }, 1_500, shape).join("\n");
    expect(text(0)).not.toMatch(/more/);
    expect(text(1)).toContain("One more question is waiting.");
    expect(text(12)).toContain("12 more questions are waiting.");
  });

  test("has German words for whoever speaks it", () => {
    const { asks, title, unusual } = describeQuestion(question, german.questions);
    expect([title, asks, unusual[0]]).toEqual([
      "Darf das laufen?",
      "Der Agent „main“ bei wss://gateway möchte ausführen:",
      "Es enthält ein Programm, das im Befehl selbst steht.",
    ]);
    expect(describeQuestion({ ...question, agent: null }, german.questions).asks).toBe(
      "Jemand bei wss://gateway möchte ausführen:",
    );
  });
});

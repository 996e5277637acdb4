import type { Question, QuestionAnswer } from "../../shared/question.ts";
import { fill } from "../../shared/words/describe.ts";
import { describeQuestion } from "../../shared/words/describe-question.ts";
import { englishQuestions as words } from "../../shared/words/english-questions.ts";
import { painter, type Shape } from "./live.ts";
import { cut, wrap } from "./wrap.ts";

const BOLD = 1;
const RED = 31;
const YELLOW = 33;
const GREY = 90;

/** The keys that answer; Return answers nothing. */
const keys: Readonly<Record<string, QuestionAnswer>> = {
  d: "deny",
  c: "allow-always-contained",
  o: "allow-once",
  a: "allow-always",
};
/** A question that has just appeared takes no answer yet: the key was meant for something else. Ms. */
export const INERT = 500;

/** The answer a key gives to a question now; null when it gives none. Pure. */
export function answerFor(
  key: string,
  question: Question,
  shownAt: number,
  now: number,
): QuestionAnswer | null {
  const answer = keys[key];
  if (answer === undefined || now - shownAt < INERT || !question.answers.includes(answer)) return null;
  return answer;
}

/** What is on top, and around it. */
export interface QuestionView {
  readonly question: Question;
  /** Milliseconds since the epoch. */
  readonly shownAt: number;
  /** How many more wait. */
  readonly waiting: number;
  /** The node's state in one line. */
  readonly status: string;
}

/** The question as lines that fit the terminal. Nothing of it is left out. Pure. */
export function questionFrame(view: QuestionView, now: number, shape: Shape): readonly string[] {
  const { question, waiting } = view;
  const width = Math.max(20, Math.min(shape.columns, 100)) - 4;
  const paint = painter(shape.colour);
  const { title, asks, command, facts, unusual } = describeQuestion(question, words);
  const label = Math.max(...facts.map((fact) => fact.label.length)) + 2;
  const body = [
    "",
    view.status,
    "",
    `  ${paint(`▲ ${title}`, YELLOW)}`,
    ...wrap(asks, width).map((line) => `    ${line}`),
    "",
    ...cut(command, width - 2).map((line) => `      ${paint(line, BOLD)}`),
    "",
    ...facts.flatMap((fact) =>
      cut(fact.value, width - label).map(
        (line, index) => `    ${paint((index === 0 ? fact.label : "").padEnd(label), GREY)}${line}`,
      ),
    ),
    ...unusual.flatMap((text) =>
      wrap(text, width - 2).map(
        (line, index) => `    ${paint(`${index === 0 ? "!" : " "} ${line}`, YELLOW)}`,
      ),
    ),
    "",
  ];
  const end = [
    ...wrap(closing(question, waiting, now), width).map((line) => `    ${line}`),
    answersLine(view, now, paint),
  ];
  // What stands above the screen must not be overlooked.
  const hidden = body.length + end.length > shape.rows - 1;
  const above = hidden ? wrap(words.above, width).map((line) => `    ${paint(line, RED)}`) : [];
  return [...body, ...above, ...end];
}

function closing(question: Question, waiting: number, now: number): string {
  const seconds = String(Math.max(0, Math.ceil((question.expiresAt - now) / 1000)));
  const more =
    waiting === 0
      ? ""
      : waiting === 1
        ? ` ${words.oneMore}`
        : ` ${fill(words.more, { count: String(waiting) })}`;
  return fill(words.denies, { seconds }) + more;
}

function answersLine(
  { question, shownAt }: QuestionView,
  now: number,
  paint: ReturnType<typeof painter>,
): string {
  const inert = now - shownAt < INERT;
  const answers = Object.entries(keys)
    .filter(([, answer]) => question.answers.includes(answer))
    .map(([key, answer]) =>
      paint(`${inert ? " " : "["}${key}${inert ? " " : "]"} ${words.answers[answer]}`, inert ? GREY : BOLD),
    );
  return `    ${answers.join("   ")}`;
}

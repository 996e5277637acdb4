import type { Question, QuestionAnswer } from "../../shared/question.ts";
import { fill } from "../../shared/words/describe.ts";
import { describeQuestion } from "../../shared/words/describe-question.ts";
import { englishQuestions as words } from "../../shared/words/english-questions.ts";
import { wrap } from "./live.ts";

/** The keys that answer; Return answers nothing. */
const keys: Readonly<Record<string, QuestionAnswer>> = { d: "deny", o: "allow-once", a: "allow-always" };
/** A question that has just appeared takes no answer yet: the key was meant for something else. Ms. */
const INERT = 500;

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

/** The question as lines that fit the terminal. Nothing of it is left out. Pure. */
export function questionFrame(
  question: Question,
  waiting: number,
  now: number,
  columns: number,
): readonly string[] {
  const width = Math.max(20, Math.min(columns, 100)) - 4;
  const { title, asks, command, facts, unusual } = describeQuestion(question, words);
  const label = Math.max(...facts.map((fact) => fact.label.length)) + 2;
  const seconds = String(Math.max(0, Math.ceil((question.expiresAt - now) / 1000)));
  const answers = Object.entries(keys)
    .filter(([, answer]) => question.answers.includes(answer))
    .map(([key, answer]) => `${key} ${words.answers[answer]}`);
  return [
    "",
    `  ▲ ${title}`,
    ...wrap(asks, width).map((line) => `    ${line}`),
    "",
    ...wrap(command, width - 2).map((line) => `      ${line}`),
    "",
    ...facts.flatMap((fact) =>
      wrap(fact.value, width - label).map(
        (line, index) => `    ${(index === 0 ? fact.label : "").padEnd(label)}${line}`,
      ),
    ),
    ...unusual.flatMap((text) => wrap(`! ${text}`, width).map((line) => `    ${line}`)),
    "",
    `    ${fill(words.denies, { seconds })}${waiting > 0 ? ` ${fill(words.more, { count: String(waiting) })}` : ""}`,
    `  ${answers.join("   ")}`,
  ];
}

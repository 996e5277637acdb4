import { INERT_MS, type Inquiry, type Question, type QuestionAnswer } from "../../shared/question.ts";
import { isolateWords } from "../../shared/text/isolate.ts";
import { fill } from "../../shared/words/describe.ts";
import { describeQuestion } from "../../shared/words/describe-question.ts";
import { englishQuestions as words } from "../../shared/words/en/questions.ts";
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

/** The same keys in capitals, where there are several connections: "always" then holds for all of them. */
export const isEverywhere = (key: string): boolean => key === "A" || key === "C";

/** The answer a key gives to a question now; null when it gives none. Pure. */
export function answerFor(
  key: string,
  question: Question,
  shownAt: number,
  now: number,
): QuestionAnswer | null {
  const answer = keys[key];
  if (answer === undefined || now - shownAt < INERT_MS || !question.answers.includes(answer)) return null;
  return answer;
}

/** The number of the choice that a key takes now, as a reply; null when it takes none. Pure. */
export function choiceFor(key: string, { inquiry }: Question, shownAt: number, now: number): string | null {
  const index = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  if (now - shownAt < INERT_MS || inquiry?.choices[index] === undefined) return null;
  return String(index);
}

/** Whether a key asks for a line to type the reply on. Pure. */
export const isTypingKey = (key: string, { inquiry }: Question, shownAt: number, now: number): boolean =>
  key === "r" && now - shownAt >= INERT_MS && (inquiry?.takes === "text" || inquiry?.takes === "path");

/** What is on top, and around it. */
export interface QuestionView {
  readonly question: Question;
  /** Milliseconds since the epoch. */
  readonly shownAt: number;
  /** How many more are waiting. */
  readonly waiting: number;
  /** The node's state in one line. */
  readonly status: string;
  /** There are several connections, and "always" can be for all of them. */
  readonly everywhere?: boolean;
}

/** The question as lines that fit the terminal. Nothing of it is left out. Pure. */
export function questionFrame(view: QuestionView, now: number, shape: Shape): readonly string[] {
  const { question, waiting } = view;
  const width = Math.max(20, Math.min(shape.columns, 100)) - 4;
  const paint = painter({ colour: shape.colour });
  const { title, asks, command, facts, unusual } = describeQuestion(question, words);
  const label = Math.max(0, ...facts.map((fact) => fact.label.length)) + 2;
  const body = [
    "",
    view.status,
    "",
    `  ${paint(`▲ ${title}`, YELLOW)}`,
    ...wrap(asks, width).map((line) => `    ${line}`),
    "",
    ...cut(command, width - 2).map((line) => `      ${paint(isolateWords(line), BOLD)}`),
    "",
    ...facts.flatMap((fact) =>
      cut(fact.value, width - label).map(
        (line, index) =>
          `    ${paint((index === 0 ? fact.label : "").padEnd(label), GREY)}${isolateWords(line)}`,
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
    ...(question.inquiry === undefined
      ? [answersLine(view, now, paint)]
      : replyLines(question.inquiry, now - view.shownAt < INERT_MS, width, paint)),
    ...everywhereLine(view, now, paint),
  ];
  // What is above the screen must not be overlooked.
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
  const inert = now - shownAt < INERT_MS;
  const answers = Object.entries(keys)
    .filter(([, answer]) => question.answers.includes(answer))
    .map(([key, answer]) =>
      paint(`${inert ? " " : "["}${key}${inert ? " " : "]"} ${words.answers[answer]}`, inert ? GREY : BOLD),
    );
  return `    ${answers.join("   ")}`;
}

/** What an agent's question is answered with. */
function replyLines(
  { takes, choices }: Inquiry,
  inert: boolean,
  width: number,
  paint: ReturnType<typeof painter>,
): readonly string[] {
  const offer = (key: string, text: string) =>
    paint(`${inert ? ` ${key} ` : `[${key}]`} ${text}`, inert ? GREY : BOLD);
  const typed = takes === "text" ? words.typeAnswer : takes === "path" ? words.typePath : null;
  const taken = choices.flatMap((choice, index) =>
    cut(choice, width - 4).map((line, at) =>
      at === 0 ? offer(String(index + 1), isolateWords(line)) : `    ${isolateWords(line)}`,
    ),
  );
  return [...taken, ...(typed === null ? [] : [offer("r", typed)]), offer("d", words.decline)].map(
    (line) => `    ${line}`,
  );
}

/** Where "always" can be for all connections: by the same key in capitals. */
function everywhereLine(
  { question, shownAt, everywhere = false }: QuestionView,
  now: number,
  paint: ReturnType<typeof painter>,
): readonly string[] {
  const inert = now - shownAt < INERT_MS;
  const answers = Object.entries(keys)
    .map(([key, answer]) => [key.toUpperCase(), answer] as const)
    .filter(([key, answer]) => isEverywhere(key) && question.answers.includes(answer))
    .map(([key, answer]) =>
      paint(
        `${inert ? " " : "["}${key}${inert ? " " : "]"} ${fill(words.everywhere, { answer: words.answers[answer] })}`,
        inert ? GREY : BOLD,
      ),
    );
  return everywhere && answers.length > 0 ? [`    ${answers.join("   ")}`] : [];
}

import type { Question } from "../question.ts";
import { fill } from "./describe.ts";
import type { Texts } from "./english.ts";
import type { englishQuestions } from "./english-questions.ts";

/** What a language must say of a question; a text left out does not compile. */
export type QuestionCatalogue = Texts<typeof englishQuestions>;

/** A question in words: the same in the window and the terminal. */
export interface QuestionDescription {
  readonly title: string;
  readonly asks: string;
  readonly command: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly unusual: readonly string[];
}

/** Pure. */
export function describeQuestion(question: Question, words: QuestionCatalogue): QuestionDescription {
  const { agent, gateway } = question;
  return {
    title: words.title,
    asks: agent === null ? fill(words.asksUnnamed, { gateway }) : fill(words.asks, { agent, gateway }),
    command: question.command,
    facts: [
      { label: words.directory, value: question.directory },
      { label: words.program, value: question.program ?? words.noProgram },
      ...question.variables.map((value) => ({ label: words.variables, value })),
    ],
    unusual: question.unusual.map((code) => words.unusual[code]),
  };
}

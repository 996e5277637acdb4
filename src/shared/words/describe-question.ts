import type { Question } from "../question.ts";
import { fill } from "./describe.ts";
import type { englishQuestions } from "./english-questions.ts";

type Texts<Node> = { readonly [Key in keyof Node]: Node[Key] extends string ? string : Texts<Node[Key]> };
export type QuestionCatalogue = Texts<typeof englishQuestions>;

/** A question in words: the same in the window and the terminal. */
export interface QuestionDescription {
  readonly title: string;
  readonly asks: string;
  readonly command: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly unusual: readonly string[];
}

/** Pure. Codes without words are shown as they are, never left out. */
export function describeQuestion(question: Question, words: QuestionCatalogue): QuestionDescription {
  const agent = question.agent ?? words.anyAgent;
  return {
    title: words.title,
    asks: fill(words.asks, { agent, gateway: question.gateway }),
    command: question.command,
    facts: [
      { label: words.directory, value: question.directory },
      { label: words.program, value: question.program ?? words.noProgram },
      ...question.variables.map((value) => ({ label: words.variables, value })),
    ],
    unusual: question.unusual.map(
      (code) => words.unusual[code as keyof QuestionCatalogue["unusual"]] ?? code,
    ),
  };
}

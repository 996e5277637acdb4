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

/** What "always, contained" would mean. */
function inCage(
  { write, network }: NonNullable<Question["contained"]>,
  { touch, containedWould }: QuestionCatalogue,
): string {
  const changes =
    write.length === 0 ? touch.changesNothing : fill(touch.changes, { folders: write.join(", ") });
  return fill(containedWould, { changes, network: network ? touch.network : touch.noNetwork });
}

/** Pure. */
export function describeQuestion(question: Question, words: QuestionCatalogue): QuestionDescription {
  const { agent, gateway, contained = null } = question;
  return {
    title: words.title,
    asks: agent === null ? fill(words.asksUnnamed, { gateway }) : fill(words.asks, { agent, gateway }),
    command: question.command,
    facts: [
      { label: words.directory, value: question.directory },
      { label: words.program, value: question.program ?? words.noProgram },
      ...question.variables.map((value) => ({ label: words.variables, value })),
      ...(contained === null ? [] : [{ label: words.containedLabel, value: inCage(contained, words) }]),
    ],
    unusual: question.unusual.map((code) => words.unusual[code]),
  };
}

import type { PendingQuestion } from "../bridge.ts";
import type { Inquiry, Question } from "../question.ts";
import { isolate } from "../text/isolate.ts";
import { fill } from "./describe.ts";
import type { englishQuestions } from "./en/questions.ts";
import type { Texts } from "./en/states.ts";

/** What a language must say of a question; a text left out does not compile. */
export type QuestionCatalogue = Texts<typeof englishQuestions>;

interface Fact {
  readonly label: string;
  readonly value: string;
  /** A path or the like, to be read character by character; a sentence otherwise. */
  readonly code: boolean;
}

/** A question in words: the same in the window and the terminal. */
export interface QuestionDescription {
  readonly title: string;
  readonly asks: string;
  readonly command: string;
  /** What a tool is given, where there is room for several lines; null when a program would run. */
  readonly input: string | null;
  readonly facts: readonly Fact[];
  readonly unusual: readonly string[];
}

/** What "always, contained" would mean. */
function inCage(
  { write, network }: NonNullable<Question["contained"]>,
  { touch, containedWould }: QuestionCatalogue,
): string {
  const changes =
    write.length === 0
      ? touch.changesNothing
      : fill(touch.changes, { folders: write.map(isolate).join(", ") });
  return fill(containedWould, { changes, network: network ? touch.network : touch.noNetwork });
}

/** The question with the name of the connection before the gateway's address, where there are several. Pure. */
export function askedBy({ question, connection }: PendingQuestion): Question {
  return connection === undefined
    ? question
    : { ...question, gateway: `${connection} (${question.gateway})` };
}

/** Pure. */
export function describeQuestion(question: Question, words: QuestionCatalogue): QuestionDescription {
  const { agent, gateway, contained = null, tool } = question;
  if (question.inquiry !== undefined) return describeInquiry(question, question.inquiry, words);
  if (tool !== undefined) return describeToolQuestion(question, tool, words);
  return {
    title: words.title,
    asks: agent === null ? fill(words.asksUnnamed, { gateway }) : fill(words.asks, { agent, gateway }),
    command: question.command,
    input: null,
    facts: [
      { label: words.directory, value: question.directory, code: true },
      {
        label: words.program,
        value: question.program ?? words.noProgram,
        code: question.program !== null,
      },
      ...question.variables.map((value) => ({ label: words.variables, value, code: true })),
      ...(contained === null
        ? []
        : [{ label: words.containedLabel, value: inCage(contained, words), code: false }]),
    ],
    unusual: question.unusual.map((code) => words.unusual[code]),
  };
}

/** What may be chosen, in words; an agent's own choices are its own. Pure. */
export const choicesOf = (
  { about, choices }: Inquiry,
  words: Pick<QuestionCatalogue, "computerChoices">,
): readonly string[] =>
  about === undefined ? choices : choices.map((choice, index) => words.computerChoices[index] ?? choice);

function describeComputerQuestion(
  { agent, gateway, command, unusual }: Question,
  words: QuestionCatalogue,
): QuestionDescription {
  return {
    title: words.computerTitle,
    asks:
      agent === null
        ? fill(words.asksComputerUnnamed, { gateway })
        : fill(words.asksComputer, { agent, gateway }),
    command,
    input: null,
    facts: [],
    unusual: [...words.computerWarnings, ...unusual.map((code) => words.unusual[code])],
  };
}

function describeInquiry(
  question: Question,
  { takes, about }: Inquiry,
  words: QuestionCatalogue,
): QuestionDescription {
  if (about === "computer") return describeComputerQuestion(question, words);
  const { agent, gateway, command, unusual } = question;
  const files = takes === "files" || takes === "path";
  const [named, unnamed] = files
    ? [words.asksForFiles, words.asksForFilesUnnamed]
    : [words.asksYou, words.asksYouUnnamed];
  const warning = files ? [words.filesWarning] : takes === "text" ? [words.inquiryWarning] : [];
  return {
    title: files ? words.filesTitle : words.inquiryTitle,
    asks: agent === null ? fill(unnamed, { gateway }) : fill(named, { agent, gateway }),
    command,
    input: null,
    facts: [],
    unusual: [...warning, ...unusual.map((code) => words.unusual[code])],
  };
}

function describeToolQuestion(
  { agent, gateway, command, unusual }: Question,
  { server, name, input }: NonNullable<Question["tool"]>,
  words: QuestionCatalogue,
): QuestionDescription {
  return {
    title: words.toolTitle,
    asks:
      agent === null ? fill(words.asksToolUnnamed, { gateway }) : fill(words.asksTool, { agent, gateway }),
    command,
    input,
    facts: [
      { label: words.server, value: server, code: true },
      { label: words.toolName, value: name, code: true },
    ],
    unusual: unusual.map((code) => (code === "content-changed" ? words.toolChanged : words.unusual[code])),
  };
}

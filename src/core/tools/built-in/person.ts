import { randomUUID } from "node:crypto";
import type { Inquiry, Question } from "../../../shared/question.ts";
import { reveal } from "../../../shared/text/reveal.ts";
import type { QuestionQueue } from "../../exec/question/question.ts";
import type { Clock } from "../../time/clock.ts";
import type { CallResult } from "../sdk.ts";
import { type BuiltInContext, said } from "./built-in-tool.ts";

/** The longest a person is waited for, ms; the call's own time limit is usually shorter. */
const MAX_WAIT_MS = 10 * 60_000;
/** Part of the call's time kept for what comes after the answer, ms. */
const RESERVE_MS = 5_000;

/** How a person is reached. */
export interface PersonDesk {
  readonly questions: QuestionQueue;
  readonly clock: Clock;
}

/** How an inquiry ended: what was typed or taken, or why there is nothing. */
export type PersonEnd =
  | { readonly kind: "replied"; readonly reply: string }
  | { readonly kind: "declined" | "timed-out" | "nobody" | "crowded" | "cancelled" };

/** Asks the person at this computer, in its window or terminal, and waits for the answer. */
export async function askPerson(
  { questions, clock }: PersonDesk,
  text: string,
  inquiry: Inquiry,
  { gateway, agent, session, timeoutMs, signal, stepAside }: BuiltInContext,
): Promise<PersonEnd> {
  const askedAt = clock.now();
  const line = oneLine(text);
  const shown = reveal(line);
  const question: Question = {
    id: randomUUID(),
    gateway: reveal(gateway),
    agent: agent === null ? null : reveal(agent),
    session: session === null ? null : reveal(session),
    command: shown,
    words: [shown],
    directory: "",
    program: null,
    inquiry: { ...inquiry, choices: inquiry.choices.map((choice) => reveal(oneLine(choice))) },
    unusual: shown === line ? [] : ["invisible-characters"],
    variables: [],
    askedAt,
    expiresAt: askedAt + Math.max(1_000, Math.min(MAX_WAIT_MS, timeoutMs - RESERVE_MS)),
    contained: null,
    answers: ["deny", "reply"],
  };
  stepAside();
  const end = await questions.ask(question, signal);
  switch (end.kind) {
    case "answered":
      return end.answer === "reply" ? { kind: "replied", reply: end.reply ?? "" } : { kind: "declined" };
    case "expired":
      return { kind: "timed-out" };
    case "withdrawn":
      return { kind: "cancelled" };
    case "nobody":
    case "crowded":
      return { kind: end.kind };
  }
}

/** Line breaks are for reading only, and would be shown as codes. */
const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** What the agent is told when there is no answer: it can tell a no from an empty room. */
export const noAnswer = (kind: Exclude<PersonEnd["kind"], "replied">): CallResult =>
  said(sentences[kind], { outcome: kind });

const sentences: Readonly<Record<Exclude<PersonEnd["kind"], "replied">, string>> = {
  declined: "The person at this computer chose not to answer. Do not ask the same again.",
  "timed-out":
    "Nobody answered in time at this computer. The question was shown; the person may not be there.",
  nobody: "Nobody can be asked at this computer now: no window and no terminal of Clawtray is open there.",
  crowded: "Too many questions are waiting for the person at this computer.",
  cancelled: "The question was withdrawn before it was answered.",
};

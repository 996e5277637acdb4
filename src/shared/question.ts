import type { Unusual } from "./reasons.ts";

/** What an agent wants to know of the person. */
export interface Inquiry {
  /**
   * `text` and `path` are typed, one of `choices` is taken, and `files` are picked in the system's dialog after the
   * person has agreed.
   */
  readonly takes: "text" | "path" | "choice" | "files";
  /** Made visible like a command. Empty unless one of them is taken. */
  readonly choices: readonly string[];
  /** The question is Clawtray's own, whether this computer may be used: the words have its choices. */
  readonly about?: "computer";
}

/** A question to a person: may this run? Values only; it crosses process boundaries by structured clone. */
export interface Question {
  readonly id: string;
  /** Address of the gateway that sent the command. */
  readonly gateway: string;
  readonly agent: string | null;
  readonly session: string | null;
  /** The exact command, one line, with everything invisible or misleading made visible. */
  readonly command: string;
  /** Its words, made visible in the same way. */
  readonly words: readonly string[];
  /** Where it would run, made visible in the same way. */
  readonly directory: string;
  /** The program that would really be started, made visible; null when there is none. */
  readonly program: string | null;
  /** The tool of a server of the owner's that would be called, made visible; absent when a program would run. */
  readonly tool?: {
    readonly server: string;
    readonly name: string;
    /** What it is given, JSON over several lines, each made visible in the same way. */
    readonly input: string;
  };
  /** The agent asks the person something: `command` is what it asks. Absent when something would run. */
  readonly inquiry?: Inquiry;
  /** Codes for what is unusual, most serious first. */
  readonly unusual: readonly Unusual[];
  /** Variables the caller sets, `NAME=value`, made visible in the same way. */
  readonly variables: readonly string[];
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  /** When the answer becomes "deny" automatically, milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What it could touch if it were contained, paths made visible; null when that is not offered. */
  readonly contained?: { readonly write: readonly string[]; readonly network: boolean } | null;
  /** What may be answered, in the order it is offered; "allow-always" is absent when nothing may be remembered. */
  readonly answers: readonly QuestionAnswer[];
}

/** "reply" answers an inquiry, and comes with what was typed or taken. */
export const questionAnswers = [
  "deny",
  "allow-always-contained",
  "allow-once",
  "allow-always",
  "reply",
] as const;

export type QuestionAnswer = (typeof questionAnswers)[number];

/** The longest reply, UTF-16 units. */
export const MAX_REPLY = 10_000;

/** What goes with an answer. */
export interface AnswerHow {
  /** An "always" goes on the list of every connection of this computer. */
  readonly everywhere: boolean;
  /** What was typed; of choices the number of the one taken, from 0; empty where files are picked. */
  readonly reply?: string;
}

/** Whether this answer is one that the question takes. Pure. */
export function isAnswerTo(question: Question, answer: QuestionAnswer, { reply }: AnswerHow): boolean {
  if (!question.answers.includes(answer)) return false;
  if (answer !== "reply") return true;
  const { inquiry } = question;
  if (inquiry === undefined || reply === undefined || reply.length > MAX_REPLY) return false;
  if (inquiry.takes === "files") return reply === "";
  if (inquiry.takes !== "choice") return reply.trim() !== "";
  return /^\d$/.test(reply) && Number(reply) < inquiry.choices.length;
}

/** How long a question that has just appeared takes no answer: the press was meant for something else. Ms. */
export const INERT_MS = 500;

/** Why a question is no longer open. */
export type QuestionEnd =
  | {
      readonly kind: "answered";
      readonly answer: QuestionAnswer;
      /** "Always" was meant for every connection, not only for the one that asks. */
      readonly everywhere?: true;
      /** Of the answer "reply", as `isAnswerTo` has checked it. */
      readonly reply?: string;
    }
  /** Nobody answered in time; counts as deny. */
  | { readonly kind: "expired" }
  /** The caller is no longer waiting. */
  | { readonly kind: "withdrawn" }
  /** There is nobody to ask. */
  | { readonly kind: "nobody" }
  /** Somebody is there, but too many others are already waiting; counts as deny. */
  | { readonly kind: "crowded" };

import type { SentFile } from "./picture/picture.ts";

/** Why a question to the agent has no answer. */
export const askProblems = [
  /** No connection, or none that may be used yet. */
  "not-connected",
  "surface-pending",
  /** A question to the same session is still being answered. */
  "busy",
  /** The gateway refused the message, or did not say that it accepted it. */
  "refused",
  "unanswered",
  /** Not sent: the gateway passes no pictures on to the agent, or not these. */
  "pictures-not-taken",
  "pictures-refused",
  /** Not sent: longer than a message may be, with the texts that go with it. */
  "too-long",
  /** It accepted the message, and then nothing happened. */
  "no-answer",
  /** It began to answer, and then nothing more happened. */
  "fell-silent",
  "too-slow",
  "connection-lost",
  /** The agent ended with an error, or somebody at the gateway stopped it. */
  "agent-failed",
  "stopped",
] as const;

export type AskProblem = (typeof askProblems)[number];

/** Where the main agent of every gateway talks with its owner (openclaw 2026.1.29 to 2026.9.6). */
export const MAIN_SESSION = "agent:main:main";

/** The longest message that a gateway takes, UTF-16 units (openclaw 2026.9.6, measured). */
export const MAX_MESSAGE_LENGTH = 20_000;
/** Far longer than any session of an agent is called, UTF-16 units. */
export const MAX_SESSION_LENGTH = 300;

/** A longer answer is cut, UTF-16 units: it is kept in memory while it grows. */
export const MAX_ANSWER_LENGTH = 400_000;

/** Why what was kept of a conversation is not there: it could not be understood and was set aside, or read. */
export interface TurnsProblem {
  readonly problem: "set-aside" | "unreadable";
  /** Where the file is. */
  readonly path: string;
}

/** A message of the owner to the agent, and what came back. */
export interface Turn {
  readonly id: number;
  readonly message: string;
  readonly sessionKey: string;
  /** The pictures that went with it, without what is in them; absent where there were none. */
  readonly pictures?: readonly SentFile[];
  /** The texts that went with it, without what is in them; absent where there were none. */
  readonly texts?: readonly SentFile[];
  /** All of the answer so far. */
  readonly answer: string;
  readonly state: "answering" | "answered" | AskProblem;
  /** The gateway's own sentence about a problem, or empty. */
  readonly detail: string;
}

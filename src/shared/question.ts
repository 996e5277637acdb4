import type { Unusual } from "./reasons.ts";

/** A question to a person: may this run? Values only; it crosses process borders by structured clone. */
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
  /** Codes of what is out of the ordinary, most serious first. */
  readonly unusual: readonly Unusual[];
  /** Variables the caller sets, `NAME=value`, made visible in the same way. */
  readonly variables: readonly string[];
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  /** When the answer becomes "deny" by itself, milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What it could touch if it were contained, paths made visible; null where that is not offered. */
  readonly contained?: { readonly write: readonly string[]; readonly network: boolean } | null;
  /** What may be answered, in the order it is offered; "allow-always" is absent where nothing may be remembered. */
  readonly answers: readonly QuestionAnswer[];
}

export type QuestionAnswer = "deny" | "allow-always-contained" | "allow-once" | "allow-always";

/** Why a question is no longer open. */
export type QuestionEnd =
  | { readonly kind: "answered"; readonly answer: QuestionAnswer }
  /** Nobody answered in time; counts as deny. */
  | { readonly kind: "expired" }
  /** The caller no longer waits. */
  | { readonly kind: "withdrawn" }
  /** There is nobody to ask. */
  | { readonly kind: "nobody" }
  /** Somebody is there, but too many others wait already; counts as deny. */
  | { readonly kind: "crowded" };

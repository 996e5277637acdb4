import type { PendingQuestion } from "../../shared/bridge.ts";
import type { Question, QuestionAnswer } from "../../shared/question.ts";

/** A question that has just come into sight takes no answer: the press was meant for something else. Ms. */
export const INERT = 500;

export type AnswerOutcome = "taken" | "too-early" | "not-open";

/** The questions as a person sees them: in order, each with the moment from which it may be answered. */
export interface QuestionDesk {
  pending(): readonly PendingQuestion[];
  /** A window with questions has come into sight, or was drawn anew. */
  shown(): void;
  answer(id: string, answer: QuestionAnswer): AnswerOutcome;
  /** Called when questions may be answered later than was said. */
  subscribe(listener: () => void): void;
}

interface DeskParts {
  /** The open questions, oldest first. */
  readonly open: () => readonly Question[];
  /** False when it is not open or the answer is not offered. */
  readonly answer: (id: string, answer: QuestionAnswer) => boolean;
  readonly now: () => number;
}

/**
 * Measures how long each question has been where it is. One that ends lets the others move up, under
 * a finger that is about to press: all wait anew.
 */
export function createQuestionDesk({ open, answer, now }: DeskParts): QuestionDesk {
  /** Since when each question has been in its place. */
  const since = new Map<string, number>();

  function refresh(): void {
    const ids = new Set(open().map(({ id }) => id));
    const ended = [...since.keys()].filter((id) => !ids.has(id));
    if (ended.length > 0) since.clear();
    for (const id of ids) if (!since.has(id)) since.set(id, now());
  }

  const answerableAt = (id: string): number => (since.get(id) ?? now()) + INERT;

  const listeners = new Set<() => void>();

  return {
    pending() {
      refresh();
      return open().map((question) => ({ question, answerableAt: answerableAt(question.id) }));
    },
    shown() {
      refresh();
      if (since.size === 0) return;
      for (const id of since.keys()) since.set(id, now());
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
    },
    answer(id, wanted) {
      refresh();
      if (!since.has(id)) return "not-open";
      if (now() < answerableAt(id)) return "too-early";
      return answer(id, wanted) ? "taken" : "not-open";
    },
  };
}

import type { PendingQuestion } from "../../shared/bridge.ts";
import { type AnswerHow, INERT_MS, type Question, type QuestionAnswer } from "../../shared/question.ts";

export type AnswerOutcome = "taken" | "too-early" | "not-open";

/** The questions as a person sees them: in order, each with the moment from which it may be answered. */
export interface OpenQuestions {
  pending(): readonly PendingQuestion[];
  /** A window with questions has become visible, or was redrawn. */
  shown(): void;
  /** `everywhere`: what is remembered by it holds for every connection. */
  answer(id: string, answer: QuestionAnswer, how?: AnswerHow): AnswerOutcome;
  /** Refuses each of these that is still open; false when none was. A refusal does no harm, so it need not wait. */
  denyAll(ids: readonly string[]): boolean;
  /** Called when questions may be answered later than was said. */
  subscribe(listener: () => void): void;
}

interface OpenQuestionsOptions {
  /** The open questions, in the order in which they are put. */
  readonly open: () => readonly Question[];
  /** False when it is not open or the answer is not one it offers. */
  readonly answer: (id: string, answer: QuestionAnswer, how?: AnswerHow) => boolean;
  readonly now: () => number;
}

/**
 * Measures how long each question has been in its place. When one ends those behind it move up, under a finger that is
 * about to press: they wait again. So do those that one comes before. What happens behind a question leaves it as it is,
 * so no gateway can keep another's from being answered by asking and taking back.
 */
export function createOpenQuestions({ open, answer, now }: OpenQuestionsOptions): OpenQuestions {
  /** Since when each question has been in its place. */
  const since = new Map<string, number>();
  let order: readonly string[] = [];

  function refresh(): void {
    const ids = open().map(({ id }) => id);
    const moved = ids.findIndex((id, place) => id !== order[place]);
    const there = new Set(ids);
    for (const id of since.keys()) if (!there.has(id)) since.delete(id);
    if (moved >= 0) for (const id of ids.slice(moved)) since.delete(id);
    for (const id of ids) if (!since.has(id)) since.set(id, now());
    order = ids;
  }

  const answerableAt = (id: string): number => (since.get(id) ?? now()) + INERT_MS;

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
    denyAll: (ids) => ids.filter((id) => answer(id, "deny")).length > 0,
    answer(id, wanted, how) {
      refresh();
      if (!since.has(id)) return "not-open";
      if (now() < answerableAt(id)) return "too-early";
      return answer(id, wanted, how) ? "taken" : "not-open";
    },
  };
}

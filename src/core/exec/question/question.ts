import type { Question, QuestionAnswer, QuestionEnd } from "../../../shared/question.ts";
import type { Clock } from "../../clock.ts";

/** A front end that can put a question to a person. Called synchronously; must not throw. */
export interface Asker {
  show(question: Question): void;
  /** The question is no longer open, whoever or whatever ended it. */
  close(questionId: string, end: QuestionEnd): void;
}

/** All questions that wait for a person. Many may wait at once; each ends exactly once. */
export interface QuestionQueue {
  /** Attaches a front end, shows it what is pending; the returned function detaches it. */
  attach(asker: Asker): () => void;
  /** In the order they were asked. */
  pending(): readonly Question[];
  /** False when there is no such question or the answer is not offered. */
  answer(questionId: string, answer: QuestionAnswer): boolean;
  /** Waits for the end of a question: an answer, its time, the caller's cancel, nobody being there, or too many others. */
  ask(question: Question, signal: AbortSignal): Promise<QuestionEnd>;
}

interface Open {
  readonly question: Question;
  readonly end: (end: QuestionEnd) => void;
}

/** More than this many open questions are not a conversation: whoever asks too much is not answered. */
const mostPending = 200;

/** A queue without front ends answers `nobody` to everything. */
export function createQuestionQueue(clock: Clock): QuestionQueue {
  const open = new Map<string, Open>();
  const askers = new Set<Asker>();

  const tell = (act: (asker: Asker) => void) => {
    for (const asker of [...askers]) {
      try {
        act(asker);
      } catch {
        // A front end that fails loses its say, not the node.
        askers.delete(asker);
      }
    }
    if (askers.size === 0) for (const { end } of [...open.values()]) end({ kind: "nobody" });
  };

  return {
    attach(asker) {
      askers.add(asker);
      for (const { question } of [...open.values()]) asker.show(question);
      return () => {
        askers.delete(asker);
        tell(() => {});
      };
    },
    pending: () => [...open.values()].map(({ question }) => question),
    answer(questionId, answer) {
      const found = open.get(questionId);
      if (found === undefined || !found.question.answers.includes(answer)) return false;
      found.end({ kind: "answered", answer });
      return true;
    },
    ask(question, signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve({ kind: "withdrawn" });
        if (askers.size === 0) return resolve({ kind: "nobody" });
        // Not `nobody`: what may run while nobody is there must not be had by asking a lot.
        if (open.size >= mostPending || open.has(question.id)) return resolve({ kind: "crowded" });
        const withdraw = () => end({ kind: "withdrawn" });
        const end = (reason: QuestionEnd) => {
          if (!open.delete(question.id)) return;
          cancelTimer();
          signal.removeEventListener("abort", withdraw);
          resolve(reason);
          tell((asker) => asker.close(question.id, reason));
        };
        const cancelTimer = clock.after(Math.max(0, question.expiresAt - clock.now()), () =>
          end({ kind: "expired" }),
        );
        signal.addEventListener("abort", withdraw, { once: true });
        open.set(question.id, { question, end });
        tell((asker) => asker.show(question));
      });
    },
  };
}

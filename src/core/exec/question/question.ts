import {
  type AnswerHow,
  isAnswerTo,
  type Question,
  type QuestionAnswer,
  type QuestionEnd,
} from "../../../shared/question.ts";
import type { Clock } from "../../time/clock.ts";

/** A front end that can put a question to a person. Called synchronously; must not throw. */
export interface Asker {
  show(question: Question): void;
  /** The question is no longer open, whoever or whatever ended it. */
  close(questionId: string, end: QuestionEnd): void;
}

/** All questions waiting for a person. Many may wait at once; each ends exactly once. */
export interface QuestionQueue {
  /** Attaches a front end and shows it what is pending; the returned function detaches it. */
  attach(asker: Asker): () => void;
  /** In the order they were asked. */
  pending(): readonly Question[];
  /** False when there is no such question or it does not take the answer. */
  answer(questionId: string, answer: QuestionAnswer, how?: AnswerHow): boolean;
  /**
   * Waits for the end of a question: an answer, a timeout, the caller cancelling, nobody being there, or too many
   * others.
   */
  ask(question: Question, signal: AbortSignal): Promise<QuestionEnd>;
}

interface Open {
  readonly question: Question;
  readonly end: (end: QuestionEnd) => void;
}

/** More open questions than this are not a conversation: further ones are not asked. */
const MAX_PENDING = 200;

/** A queue without front ends answers `nobody` to everything. */
export function createQuestionQueue(clock: Clock): QuestionQueue {
  const open = new Map<string, Open>();
  const askers = new Set<Asker>();

  const tell = (act: (asker: Asker) => void) => {
    for (const asker of [...askers]) {
      try {
        act(asker);
      } catch {
        // A front end that fails loses its say; the node goes on.
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
    answer(questionId, answer, how = { everywhere: false }) {
      const found = open.get(questionId);
      if (found === undefined || !isAnswerTo(found.question, answer, how)) return false;
      const { everywhere, reply } = how;
      const replied = answer === "reply" && reply !== undefined ? { reply } : {};
      found.end({ kind: "answered", answer, ...(everywhere ? { everywhere } : {}), ...replied });
      return true;
    },
    ask(question, signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve({ kind: "withdrawn" });
        if (askers.size === 0) return resolve({ kind: "nobody" });
        // Not `nobody`: flooding must not unlock what may run while nobody is there.
        if (open.size >= MAX_PENDING || open.has(question.id)) return resolve({ kind: "crowded" });
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

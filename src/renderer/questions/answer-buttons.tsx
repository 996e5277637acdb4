import type { PendingQuestion } from "../../shared/bridge.ts";
import type { QuestionAnswer } from "../../shared/question.ts";
import { useApp } from "../app/app-context.ts";
import { useAnswerable } from "./use-answerable.ts";

const order: readonly QuestionAnswer[] = ["deny", "allow-always-contained", "allow-once", "allow-always"];

interface AnswerButtonsProps {
  readonly pending: PendingQuestion;
  /** What was not read to its end can be refused, not allowed. */
  readonly read?: boolean;
}

/** The answers that are offered. None has the focus by itself, and Return allows nothing. */
export function AnswerButtons({ pending, read = true }: AnswerButtonsProps) {
  const { words, request } = useApp();
  const { question, answerableAt } = pending;
  const answerable = useAnswerable(answerableAt);
  const takes = (given: QuestionAnswer) => answerable && (read || given === "deny");
  const answer = (given: QuestionAnswer) => {
    if (takes(given)) void request({ kind: "answer-question", id: question.id, answer: given });
  };
  return (
    <div class="action-row answers">
      {order
        .filter((given) => question.answers.includes(given))
        .map((given) => (
          <button
            key={given}
            type="button"
            class={given === "deny" ? "button primary" : "button"}
            aria-disabled={takes(given) ? undefined : "true"}
            onKeyDown={(event) => {
              if (event.key === "Enter" && given !== "deny") event.preventDefault();
            }}
            onClick={() => answer(given)}
          >
            {words.questions.answers[given]}
          </button>
        ))}
    </div>
  );
}

import { useState } from "preact/hooks";
import type { PendingQuestion } from "../../shared/bridge.ts";
import type { QuestionAnswer } from "../../shared/question.ts";
import { useApp } from "../app/app-context.ts";
import { ReplyForm } from "./reply-form.tsx";
import { useAnswerable } from "./use-answerable.ts";

const order: readonly QuestionAnswer[] = ["deny", "allow-always-contained", "allow-once", "allow-always"];

const isRemembered = (given: QuestionAnswer): boolean => given.startsWith("allow-always");

interface AnswerButtonsProps {
  readonly pending: PendingQuestion;
  /** What was not read to its end can be refused, but not allowed. */
  readonly read?: boolean;
}

/** The answers on offer, or what an agent's question is answered with. */
export function AnswerButtons({ pending, read = true }: AnswerButtonsProps) {
  const { inquiry } = pending.question;
  return inquiry === undefined ? (
    <Answers pending={pending} read={read} />
  ) : (
    <ReplyForm pending={pending} inquiry={inquiry} read={read} />
  );
}

/** None has the focus initially, and Return allows nothing. */
function Answers({ pending, read }: Required<AnswerButtonsProps>) {
  const { words, request } = useApp();
  const { question, answerableAt } = pending;
  const answerable = useAnswerable(answerableAt);
  const [everywhere, setEverywhere] = useState(false);
  const takes = (given: QuestionAnswer) => answerable && (read || given === "deny");
  const answer = (given: QuestionAnswer) => {
    if (!takes(given)) return;
    const reach = everywhere ? { everywhere } : {};
    void request({ kind: "answer-question", id: question.id, answer: given, ...reach });
  };
  return (
    <>
      {pending.connection !== undefined && question.answers.some(isRemembered) && (
        <label class="everywhere">
          <input
            type="checkbox"
            checked={everywhere}
            onChange={(event) => setEverywhere(event.currentTarget.checked)}
          />
          {words.connectionPages.everywhere}
        </label>
      )}
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
    </>
  );
}

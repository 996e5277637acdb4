import type { PendingQuestion } from "../../shared/bridge.ts";
import { fill } from "../../shared/words/describe.ts";
import { askedBy, describeQuestion } from "../../shared/words/describe-question.ts";
import { useApp } from "../app/app-context.ts";
import { AnswerButtons } from "./answer-buttons.tsx";
import { Countdown, QuestionText } from "./question-text.tsx";

/** Everything waiting for this person's answer, oldest first; nothing when there is none. */
export function QuestionList() {
  const { snapshot, words } = useApp();
  if (snapshot.questions.length === 0) return null;
  return (
    <section class="card attention" aria-labelledby="questions-title">
      <h2 id="questions-title">{words.questions.listTitle}</h2>
      <ol class="questions">
        {snapshot.questions.map((pending) => (
          <ListedQuestion key={pending.question.id} pending={pending} />
        ))}
      </ol>
      <DenyAll />
    </section>
  );
}

/** A flood is refused with one press; what came after it was drawn stays open. Nothing when there is only one. */
export function DenyAll() {
  const { snapshot, words, request } = useApp();
  const ids = snapshot.questions.map(({ question }) => question.id);
  if (ids.length < 2) return null;
  return (
    <div class="action-row">
      <button
        type="button"
        class="button danger-quiet"
        onClick={() => void request({ kind: "deny-questions", ids })}
      >
        {fill(words.commands.denyAll, { count: String(ids.length) })}
      </button>
    </div>
  );
}

function ListedQuestion({ pending }: { readonly pending: PendingQuestion }) {
  const { words } = useApp();
  return (
    <li>
      <QuestionText said={describeQuestion(askedBy(pending), words.questions)} />
      <Countdown question={pending.question} />
      <AnswerButtons pending={pending} />
    </li>
  );
}

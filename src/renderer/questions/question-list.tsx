import type { PendingQuestion } from "../../shared/bridge.ts";
import { describeQuestion } from "../../shared/words/describe-question.ts";
import { useApp } from "../app/app-context.ts";
import { AnswerButtons } from "./answer-buttons.tsx";
import { Countdown, QuestionText } from "./question-text.tsx";

/** Everything that waits for this person's answer, oldest first; nothing when nothing does. */
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
    </section>
  );
}

function ListedQuestion({ pending }: { readonly pending: PendingQuestion }) {
  const { words } = useApp();
  return (
    <li>
      <QuestionText said={describeQuestion(pending.question, words.questions)} />
      <Countdown question={pending.question} />
      <AnswerButtons pending={pending} />
    </li>
  );
}

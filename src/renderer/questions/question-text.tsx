import type { Question } from "../../shared/question.ts";
import { fill } from "../../shared/words/describe.ts";
import type { QuestionDescription } from "../../shared/words/describe-question.ts";
import { useApp } from "../app/app-context.ts";
import { useNow } from "../app/use-now.ts";
import { Notice } from "../components/notice.tsx";

/** Everything a person needs to answer: who asks, the whole command, what is unusual, where it would run. */
export function QuestionText({ said }: { readonly said: QuestionDescription }) {
  const { words } = useApp();
  return (
    <>
      <p class="asks">{said.asks}</p>
      {/* In the order of its characters, whatever direction they are read in. */}
      <pre class="asked-command" dir="ltr">
        {said.command}
      </pre>
      {said.unusual.length > 0 && (
        <Notice kind="warning">
          <ul class="plain" aria-label={words.questions.unusualLabel}>
            {said.unusual.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      <dl class="facts">
        {said.facts.map(({ label, value }, index) => (
          <div key={`${label} ${index}`}>
            <dt>{label}</dt>
            <dd class="mono" dir="ltr">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** How long there is to answer. */
export function Countdown({ question }: { readonly question: Question }) {
  const { words } = useApp();
  const left = Math.max(0, Math.ceil((question.expiresAt - useNow(1000)) / 1000));
  return <p class="times">{fill(words.questions.denies, { seconds: String(left) })}</p>;
}

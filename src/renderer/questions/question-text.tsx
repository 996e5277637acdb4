import type { Question } from "../../shared/question.ts";
import { fill } from "../../shared/words/describe.ts";
import type { QuestionDescription } from "../../shared/words/describe-question.ts";
import { useApp } from "../app/app-context.ts";
import { useNow } from "../app/use-now.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Notice } from "../components/notice.tsx";

/** Everything a person needs to answer: who asks, the whole command, what is unusual, where it would run. */
export function QuestionText({ said }: { readonly said: QuestionDescription }) {
  const { words } = useApp();
  return (
    <>
      <p class="asks">{said.asks}</p>
      {said.input === null ? (
        <pre class="asked-command">
          <FromAfar text={said.command} code />
        </pre>
      ) : (
        <ToolInput said={said} input={said.input} />
      )}
      {said.unusual.length > 0 && (
        <Notice kind="warning">
          <ul class="plain" aria-label={words.questions.unusualLabel}>
            {said.unusual.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      {said.input === null && <Facts said={said} />}
    </>
  );
}

/** Which tool, and then what it is given: that may be long. */
function ToolInput({ said, input }: { readonly said: QuestionDescription; readonly input: string }) {
  return (
    <>
      <Facts said={said} />
      <pre class="asked-command">
        {input.split("\n").map((line, at) => (
          <div key={at}>
            <FromAfar text={line} code />
          </div>
        ))}
      </pre>
    </>
  );
}

function Facts({ said }: { readonly said: QuestionDescription }) {
  return (
    <dl class="facts">
      {said.facts.map(({ label, value, code }, index) => (
        <div key={`${label} ${index}`}>
          <dt>{label}</dt>
          <dd>
            <FromAfar text={value} code={code} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** How long there is to answer. */
export function Countdown({ question }: { readonly question: Question }) {
  const { words } = useApp();
  const left = Math.max(0, Math.ceil((question.expiresAt - useNow(1000)) / 1000));
  return <p class="times">{fill(words.questions.denies, { seconds: String(left) })}</p>;
}

import { useEffect, useRef } from "preact/hooks";
import type { PendingQuestion } from "../../shared/bridge.ts";
import { isolate } from "../../shared/text/isolate.ts";
import { fill } from "../../shared/words/describe.ts";
import { askedBy, describeQuestion } from "../../shared/words/describe-question.ts";
import { useApp } from "../app/app-context.ts";
import { Icon } from "../components/icon.tsx";
import { AnswerButtons } from "./answer-buttons.tsx";
import { DenyAll } from "./question-list.tsx";
import { Countdown, QuestionText } from "./question-text.tsx";
import { useSeenToEnd } from "./use-seen-to-end.ts";

/** The small window that asks: always the oldest question; the others wait their turn behind it. */
export function QuestionPage() {
  const { snapshot, words } = useApp();
  const [top] = snapshot.questions;
  if (top === undefined) {
    return (
      <main class="loading">
        <h1 class="quiet">{words.questions.none}</h1>
      </main>
    );
  }
  // A separate page for each: nothing of one question, not even the focus, carries over to the next.
  return <OneQuestion key={top.question.id} pending={top} waiting={snapshot.questions.length - 1} />;
}

function OneQuestion({ pending, waiting }: { readonly pending: PendingQuestion; readonly waiting: number }) {
  const { words, announce } = useApp();
  const { question } = pending;
  const said = describeQuestion(askedBy(pending), words.questions);
  const text = useRef<HTMLElement>(null);
  const answers = useRef<HTMLElement>(null);
  const read = useSeenToEnd(text, answers);
  useEffect(() => announce(`${said.title} ${said.asks} ${isolate(said.command)}`), []);
  return (
    <div class="question">
      <main ref={text}>
        <h1>
          <Icon name={question.inquiry?.about === "computer" ? "pointer" : "terminal"} />
          {said.title}
        </h1>
        <QuestionText said={said} />
      </main>
      <footer ref={answers}>
        {!read && <p class="goes-on">{words.questions.below}</p>}
        <Countdown question={question} />
        {waiting > 0 && (
          <p class="waiting-questions">
            {waiting === 1 ? words.questions.oneMore : fill(words.questions.more, { count: String(waiting) })}
          </p>
        )}
        <AnswerButtons pending={pending} read={read} />
        <DenyAll />
      </footer>
    </div>
  );
}

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Turn } from "../../shared/conversation.ts";
import { standingOf } from "../../shared/standing.ts";
import { describe, fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { formatBytes } from "../app/format.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Notice } from "../components/notice.tsx";
import { Answer } from "./answer.tsx";
import { plainText, readMarkdown } from "./markdown.ts";
import { MessageForm } from "./message-form.tsx";

/** The small window in which the owner asks the agent: what was said, and one field below it; above all, what went wrong. */
export function AskPage({ problem }: { readonly problem: ComponentChildren }) {
  const { snapshot, words, announce } = useApp();
  const turns = snapshot.turns ?? [];
  const last = turns.at(-1);
  useFollowedEnd(last);
  const spoken = useRef(last?.state);
  useEffect(() => {
    // Only what changes here: an answer that stood there before is not news.
    if (last !== undefined && spoken.current !== last.state) announce(outcomeOf(last, words.ask));
    spoken.current = last?.state;
  }, [last?.id, last?.state]);
  return (
    <div class="ask">
      <main>
        <h1 class="visually-hidden">{words.ask.title}</h1>
        {problem}
        <Obstacle />
        {snapshot.turnsProblem !== undefined && (
          <Notice kind="warning">
            <p>{fill(words.ask.kept[snapshot.turnsProblem.problem], { path: snapshot.turnsProblem.path })}</p>
          </Notice>
        )}
        {turns.length === 0 && (
          <p class="hint">{snapshot.preferences.keepConversations ? words.ask.emptyKept : words.ask.empty}</p>
        )}
        {turns.map((turn) => (
          <OneTurn key={turn.id} turn={turn} />
        ))}
      </main>
      <footer>
        <MessageForm
          answering={last?.state === "answering"}
          clearable={turns.length > 0 || snapshot.turnsProblem?.problem === "set-aside"}
        />
      </footer>
    </div>
  );
}

/** Scrolls to a new question, and on with its answer as long as its end is in sight. */
function useFollowedEnd(last: Turn | undefined): void {
  const inSight = useRef(true);
  useEffect(() => {
    const look = () => {
      const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
      inSight.current = scrollHeight - clientHeight - scrollTop < 40;
    };
    addEventListener("scroll", look);
    return () => removeEventListener("scroll", look);
  }, []);
  const toEnd = () => scrollTo(0, document.documentElement.scrollHeight);
  useLayoutEffect(toEnd, [last?.id]);
  useLayoutEffect(() => {
    if (inSight.current) toEnd();
  }, [last?.answer, last?.state]);
}

/** Why nothing can be asked now. */
function Obstacle() {
  const { snapshot, words } = useApp();
  if (standingOf(snapshot.node) === "connected") return null;
  const { title, sentence } = describe(snapshot.node, words);
  return (
    <Notice kind="information">
      <p>
        <strong>{title}</strong>
      </p>
      <p>{sentence}</p>
    </Notice>
  );
}

type AskWords = ReturnType<typeof useApp>["words"]["ask"];

function outcomeOf({ state, answer, detail, pictures }: Turn, words: AskWords): string {
  if (state === "answering") return words.answering;
  if (state === "answered")
    return answer === "" ? words.silent : `${words.answered} ${plainText(readMarkdown(answer))}`;
  const unanswered = words.problems[state];
  // A gateway drops a message with pictures for a model that takes none, and says so only in its log.
  const problem =
    state === "no-answer" && pictures !== undefined ? `${unanswered} ${words.pictures.noAnswer}` : unanswered;
  return detail === "" ? problem : `${problem} ${fill(words.said, { detail })}`;
}

function OneTurn({ turn }: { readonly turn: Turn }) {
  const { words, locale } = useApp();
  const { message, answer, state, pictures = [], texts = [] } = turn;
  const files = [...pictures, ...texts];
  const quiet = state === "answering" || (state === "answered" && answer === "");
  return (
    <section class="turn">
      <h2>{words.ask.you}</h2>
      <p class="said">
        <FromAfar text={message} />
      </p>
      {files.length > 0 && (
        <ul class="went-with" aria-label={words.ask.files.label}>
          {files.map(({ name, size }) => (
            <li>
              <FromAfar text={name} /> <span class="hint">{formatBytes(size, locale)}</span>
            </li>
          ))}
        </ul>
      )}
      <h2>{words.ask.agent}</h2>
      {answer !== "" && <Answer text={answer} ended={state !== "answering"} />}
      {quiet && <p class="hint">{outcomeOf(turn, words.ask)}</p>}
      {!quiet && state !== "answered" && (
        <Notice kind="problem">
          <p>{outcomeOf(turn, words.ask)}</p>
        </Notice>
      )}
    </section>
  );
}

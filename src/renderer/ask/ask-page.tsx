import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { MAIN_SESSION, type Turn } from "../../shared/conversation.ts";
import { MAX_MESSAGE_LENGTH, MAX_SESSION_LENGTH } from "../../shared/intent.ts";
import { standingOf } from "../../shared/standing.ts";
import { describe, fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Notice } from "../components/notice.tsx";
import { Answer } from "./answer.tsx";
import { plainText, readMarkdown } from "./markdown.ts";

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
        {turns.length === 0 && <p class="hint">{words.ask.empty}</p>}
        {turns.map((turn) => (
          <OneTurn key={turn.id} turn={turn} />
        ))}
      </main>
      <footer>
        <MessageForm answering={last?.state === "answering"} />
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

function outcomeOf({ state, answer, detail }: Turn, words: AskWords): string {
  if (state === "answering") return words.answering;
  if (state === "answered")
    return answer === "" ? words.silent : `${words.answered} ${plainText(readMarkdown(answer))}`;
  const problem = words.problems[state];
  return detail === "" ? problem : `${problem} ${fill(words.said, { detail })}`;
}

function OneTurn({ turn }: { readonly turn: Turn }) {
  const { words } = useApp();
  const { message, answer, state } = turn;
  const quiet = state === "answering" || (state === "answered" && answer === "");
  return (
    <section class="turn">
      <h2>{words.ask.you}</h2>
      <p class="said">
        <FromAfar text={message} />
      </p>
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

function MessageForm({ answering }: { readonly answering: boolean }) {
  const { words, request } = useApp();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [message, setMessage] = useState("");
  const [sessionKey, setSessionKey] = useState(MAIN_SESSION);
  useEffect(() => {
    const focus = () => field.current?.focus();
    focus();
    // The window is kept: it comes back with the keyboard in the field.
    addEventListener("focus", focus);
    return () => removeEventListener("focus", focus);
  }, []);
  const ready = !answering && message.trim() !== "" && sessionKey.trim() !== "";
  const send = async () => {
    if (!ready) return;
    const outcome = await request({ kind: "ask-agent", message: message.trimEnd(), sessionKey });
    if (outcome.ok) setMessage((now) => (now === message ? "" : now));
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for={id}>{words.ask.message}</label>
      <textarea
        id={id}
        ref={field}
        rows={3}
        maxLength={MAX_MESSAGE_LENGTH}
        autocomplete="off"
        aria-describedby={`${id}-hint`}
        value={message}
        onInput={(event) => setMessage(event.currentTarget.value)}
        onKeyDown={(event) => {
          // While an input method composes, Enter takes what it proposes.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <p class="hint" id={`${id}-hint`}>
        {words.ask.hint}
      </p>
      <div class="ask-row">
        <label for={`${id}-session`}>{words.ask.session}</label>
        <input
          id={`${id}-session`}
          type="text"
          class="mono"
          maxLength={MAX_SESSION_LENGTH}
          spellcheck={false}
          autocomplete="off"
          value={sessionKey}
          onInput={(event) => setSessionKey(event.currentTarget.value)}
        />
        <button type="submit" class="button primary" disabled={!ready}>
          {words.ask.send}
        </button>
      </div>
    </form>
  );
}

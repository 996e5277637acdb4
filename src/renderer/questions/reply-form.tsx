import { useState } from "preact/hooks";
import type { PendingQuestion } from "../../shared/bridge.ts";
import { type Inquiry, MAX_REPLY } from "../../shared/question.ts";
import { choicesOf } from "../../shared/words/describe-question.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { useAnswerable } from "./use-answerable.ts";

interface ReplyFormProps {
  readonly pending: PendingQuestion;
  readonly inquiry: Inquiry;
  /** What was not read to its end can be declined, but not answered. */
  readonly read: boolean;
}

/** What the person says to an agent: a text, one of its choices, or that they will pick files. */
export function ReplyForm({ pending, inquiry, read }: ReplyFormProps) {
  const { words, request } = useApp();
  const [typed, setTyped] = useState("");
  const { id } = pending.question;
  const answerable = useAnswerable(pending.answerableAt);
  const { questions: said } = words;
  const { takes, about } = inquiry;
  const isTyped = takes === "text" || takes === "path";
  const takesReply = answerable && read;
  const reply = (text: string) => {
    if (takesReply) void request({ kind: "answer-question", id, answer: "reply", reply: text });
  };
  const decline = () => {
    if (answerable) void request({ kind: "answer-question", id, answer: "deny" });
  };
  const button = (key: string, label: preact.ComponentChildren, isOff: boolean, press: () => void) => (
    <button
      key={key}
      type="button"
      class={key === "decline" ? "button primary" : "button"}
      aria-disabled={isOff ? "true" : undefined}
      onKeyDown={(event) => {
        if (event.key === "Enter" && key !== "decline") event.preventDefault();
      }}
      onClick={press}
    >
      {label}
    </button>
  );
  return (
    <>
      {isTyped && (
        <textarea
          class="reply"
          rows={3}
          maxLength={MAX_REPLY}
          value={typed}
          aria-label={said.yourAnswer}
          placeholder={said.yourAnswer}
          autocomplete="off"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <div class="action-row answers">
        {button("decline", about === undefined ? said.decline : said.computerDecline, !answerable, decline)}
        {choicesOf(inquiry, said).map((choice, index) =>
          button(`choice ${index}`, <FromAfar text={choice} />, !takesReply, () => reply(String(index))),
        )}
        {takes === "files" && button("files", said.chooseFiles, !takesReply, () => reply(""))}
        {isTyped && button("send", said.send, !takesReply || typed.trim() === "", () => reply(typed.trim()))}
      </div>
    </>
  );
}

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { MAIN_SESSION, MAX_MESSAGE_LENGTH, MAX_SESSION_LENGTH } from "../../shared/conversation.ts";
import { useApp } from "../app/app-context.ts";
import { ConfirmDialog } from "../components/confirm-dialog.tsx";
import { AddFiles, ChosenFiles } from "./chosen-files.tsx";
import { AboutScreenshot, TakeScreenshot, useScreenshot } from "./screenshot.tsx";
import { useFiles } from "./use-files.ts";

interface MessageFormProps {
  readonly answering: boolean;
  /** There is something to clear. */
  readonly clearable: boolean;
}

/** The one field of the window, what goes with it, and where it goes. */
export function MessageForm({ answering, clearable }: MessageFormProps) {
  const { words, request } = useApp();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [message, setMessage] = useState("");
  const [sessionKey, setSessionKey] = useState(MAIN_SESSION);
  const chosen = useFiles(message.trimEnd());
  const shooting = useScreenshot(chosen);
  useEffect(() => {
    const focus = () => field.current?.focus();
    focus();
    // The window is kept: it comes back with the keyboard in the field.
    addEventListener("focus", focus);
    return () => removeEventListener("focus", focus);
  }, []);
  const ready =
    !answering && !chosen.reading && chosen.fit && message.trim() !== "" && sessionKey.trim() !== "";
  const send = async () => {
    if (!ready) return;
    const { files, given } = chosen;
    const outcome = await request({
      kind: "ask-agent",
      message: message.trimEnd(),
      sessionKey,
      ...given,
    });
    if (!outcome.ok) return;
    setMessage((now) => (now === message ? "" : now));
    chosen.drop(files);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <ChosenFiles chosen={chosen} />
      <AboutScreenshot shooting={shooting} onDone={() => field.current?.focus()} />
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
        onPaste={(event) => {
          const { files = null, types = [] } = event.clipboardData ?? {};
          // A table or a part of a page comes as text, and as a picture of it: the text is meant.
          if (files === null || files.length === 0 || types.includes("text/plain")) return;
          event.preventDefault();
          void chosen.add([...files]);
        }}
        onKeyDown={(event) => {
          // While an input method composes, Enter takes what it proposes.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <div class="ask-hint">
        <p class="hint" id={`${id}-hint`}>
          {words.ask.hint}
        </p>
        {clearable && <ClearConversation disabled={answering} onCleared={() => field.current?.focus()} />}
      </div>
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
      </div>
      <div class="ask-row">
        <TakeScreenshot shooting={shooting} />
        <AddFiles chosen={chosen} />
        <button type="submit" class="button primary" disabled={!ready}>
          {words.ask.send}
        </button>
      </div>
    </form>
  );
}

interface ClearConversationProps {
  readonly disabled: boolean;
  readonly onCleared: () => void;
}

function ClearConversation({ disabled, onCleared }: ClearConversationProps) {
  const { words, request } = useApp();
  const [asking, setAsking] = useState(false);
  const { button, ...texts } = words.ask.clear;
  return (
    <>
      <button type="button" class="button quiet-button" disabled={disabled} onClick={() => setAsking(true)}>
        {button}
      </button>
      {asking && (
        <ConfirmDialog
          {...texts}
          onConfirm={() => request({ kind: "clear-conversation" })}
          onClose={() => {
            setAsking(false);
            onCleared();
          }}
        />
      )}
    </>
  );
}

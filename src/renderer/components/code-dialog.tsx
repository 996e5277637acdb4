import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";

/** How many characters of the fingerprint are typed to confirm. */
const CODE_LENGTH = 4;

interface CodeDialogProps {
  readonly title: string;
  readonly sentence: string;
  /** The field's label; `{code}` is what to type there. */
  readonly label: string;
  readonly confirm: string;
  /** Hex; null where there is no key yet. */
  readonly fingerprint: string | null;
  /** Whether a press alone confirms where there is no key to lose. */
  readonly withoutKey: "allowed" | "refused";
  /** Called with what was typed; the dialog closes once it is done. */
  readonly onConfirm: (confirmation: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before a key is destroyed, which cannot be undone: the first characters of its fingerprint are typed. */
export function CodeDialog(props: CodeDialogProps) {
  const { title, sentence, label, confirm, fingerprint, withoutKey, onConfirm, onClose } = props;
  const { words } = useApp();
  const [typed, setTyped] = useState("");
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const code = (fingerprint ?? "").slice(0, CODE_LENGTH);
  const confirmation = typed.trim().toLowerCase();
  const matches = confirmation === code && (code !== "" || withoutKey === "allowed");

  // With the drawing and not after it: a key that is pressed in between would reach the page behind.
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);

  const carryOut = async () => {
    if (!matches) return;
    await onConfirm(confirmation);
    dialog.current?.close();
  };

  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form
        class="fields"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void carryOut();
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        <p>{sentence}</p>
        {(code !== "" || withoutKey === "refused") && (
          <div class="field">
            <label for={id}>{fill(label, { code })}</label>
            <input
              id={id}
              type="text"
              class="mono code"
              value={typed}
              maxLength={CODE_LENGTH}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        )}
        <div class="action-row end">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {words.common.actions.cancel}
          </button>
          <button type="submit" class="button danger" disabled={!matches}>
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}

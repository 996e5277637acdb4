import { useEffect, useId, useRef, useState } from "preact/hooks";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";

/** How many characters of the fingerprint are typed to confirm. */
const codeLength = 4;

/** The one thing that cannot be undone: asks for the first characters of the fingerprint. */
export function ForgetDialog({ onClose }: { readonly onClose: () => void }) {
  const { snapshot, words, request } = useApp();
  const [typed, setTyped] = useState("");
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const fingerprint = snapshot.node.fingerprint ?? "";
  const code = fingerprint.slice(0, codeLength);
  const matches = code !== "" && typed.trim().toLowerCase() === code;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const forget = async () => {
    if (!matches) return;
    await request({ kind: "forget-device", confirmation: typed.trim().toLowerCase() });
    dialog.current?.close();
  };

  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form
        class="fields"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void forget();
        }}
      >
        <h2 id={`${id}-title`}>{words.status.forget.title}</h2>
        <p>{fill(words.status.forget.sentence, { fingerprint: snapshot.node.shortFingerprint ?? "" })}</p>
        <div class="field">
          <label for={id}>{fill(words.status.forget.label, { code })}</label>
          <input
            id={id}
            type="text"
            class="mono code"
            value={typed}
            maxLength={codeLength}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
        <div class="action-row end">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {words.common.actions.cancel}
          </button>
          <button type="submit" class="button danger" disabled={!matches}>
            {words.status.forget.confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}

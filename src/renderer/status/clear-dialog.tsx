import { useEffect, useId, useRef } from "preact/hooks";
import { useApp } from "../app/app-context.ts";

/** Asks before the log of what was asked and run is emptied. */
export function ClearDialog({ onClose }: { readonly onClose: () => void }) {
  const { words, request } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const texts = words.status.activity.clear;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const clear = async () => {
    await request({ kind: "clear-activity" });
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <div class="fields">
        <h2 id={id}>{texts.title}</h2>
        <p>{texts.sentence}</p>
        <div class="action-row end">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {words.common.actions.cancel}
          </button>
          <button type="button" class="button danger" onClick={() => void clear()}>
            {texts.confirm}
          </button>
        </div>
      </div>
    </dialog>
  );
}

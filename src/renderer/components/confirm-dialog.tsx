import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { useApp } from "../app/app-context.ts";

interface ConfirmDialogProps {
  readonly title: string;
  readonly sentence: string;
  readonly confirm: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ title, sentence, confirm, onConfirm, onClose }: ConfirmDialogProps) {
  const { words } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  // With the drawing and not after it: a key that is pressed in between would reach the page behind.
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);

  const carryOut = async () => {
    await onConfirm();
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <div class="fields">
        <h2 id={id}>{title}</h2>
        <p>{sentence}</p>
        <div class="action-row end">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {words.common.actions.cancel}
          </button>
          <button type="button" class="button danger" onClick={() => void carryOut()}>
            {confirm}
          </button>
        </div>
      </div>
    </dialog>
  );
}

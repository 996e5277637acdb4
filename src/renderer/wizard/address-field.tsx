import { useId } from "preact/hooks";
import { useApp } from "../app/app-context.ts";

interface AddressFieldProps {
  readonly text: string;
  /** Why what was entered leads to no gateway. */
  readonly problem: string | null;
  readonly onInput: (text: string) => void;
  readonly onPaste: (text: string) => void;
}

/** The one field for an address, a host, a link or a setup code. */
export function AddressField({ text, problem, onInput, onPaste }: AddressFieldProps) {
  const { words } = useApp();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words.gateway.address}</label>
      <input
        id={id}
        type="text"
        value={text}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-required="true"
        aria-invalid={problem !== null}
        aria-describedby={`${id}-hint${problem === null ? "" : ` ${id}-problem`}`}
        onInput={(event) => {
          const entered = event.currentTarget.value;
          if (event.inputType === "insertFromPaste") onPaste(entered);
          else onInput(entered);
        }}
      />
      {problem !== null && (
        <p class="field-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
      <p class="hint" id={`${id}-hint`}>
        {words.gateway.addressHint}
      </p>
    </div>
  );
}

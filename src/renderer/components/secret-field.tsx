import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { useApp } from "../app/app-context.ts";

interface SecretFieldProps {
  readonly label: string;
  readonly revealLabel: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly hint?: ComponentChildren;
  readonly required?: boolean;
  readonly onInput: (value: string) => void;
}

/** A token, password or other secret, hidden until asked for. */
export function SecretField(props: SecretFieldProps) {
  const { label, revealLabel, value, placeholder, hint, required = false, onInput } = props;
  const { words } = useApp();
  const [revealed, setRevealed] = useState(false);
  const id = useId();
  // Preact's types only know inputs whose type never changes.
  const type = (revealed ? "text" : "password") as "password";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-with-button">
        <input
          id={id}
          type={type}
          class="mono"
          value={value}
          placeholder={placeholder}
          required={required}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        <button
          type="button"
          class="button"
          aria-pressed={revealed}
          aria-label={revealLabel}
          onClick={() => setRevealed(!revealed)}
        >
          {revealed ? words.gateway.conceal : words.gateway.reveal}
        </button>
      </div>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { useApp } from "../app/app-context.ts";

interface SwitchRowProps {
  readonly title: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly icon?: ComponentChildren;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A sentence with a switch. It shows what main says, not what was clicked last. */
export function SwitchRow({ title, hint, icon, on, disabled = false, onChange }: SwitchRowProps) {
  const { words } = useApp();
  const id = useId();
  return (
    <div class={disabled ? "switch-row disabled" : "switch-row"}>
      {icon}
      <div class="switch-text">
        <label for={id}>{title}</label>
        {hint !== undefined && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
      <span class="switch">
        <span class="switch-word" aria-hidden="true">
          {on ? words.common.switchOn : words.common.switchOff}
        </span>
        <input
          id={id}
          type="checkbox"
          role="switch"
          checked={on}
          aria-checked={on}
          disabled={disabled}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => {
            const wanted = event.currentTarget.checked;
            event.currentTarget.checked = on;
            onChange(wanted);
          }}
        />
      </span>
    </div>
  );
}

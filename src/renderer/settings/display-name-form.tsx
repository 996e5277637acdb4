import { useId, useState } from "preact/hooks";
import { useApp } from "../app/app-context.ts";

/** Longer names are truncated wherever they are shown. */
const MAX_NAME_LENGTH = 64;

/** This computer's name at the gateway; changed only by "Save". */
export function DisplayNameForm() {
  const { snapshot, words, intend, announce } = useApp();
  const present = snapshot.node.displayName ?? "";
  const [name, setName] = useState(present);
  const id = useId();
  const changed = name.trim() !== "" && name.trim() !== present;
  const save = async () => {
    if (!changed) return;
    const outcome = await intend({ kind: "set-display-name", displayName: name.trim() });
    if (outcome.ok) announce(words.settings.saved);
  };
  return (
    <form
      class="field row-field"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label for={id}>{words.settings.displayName}</label>
      <div class="field-with-button">
        <input
          id={id}
          type="text"
          value={name}
          maxLength={MAX_NAME_LENGTH}
          autocomplete="off"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" class="button" disabled={!changed}>
          {words.settings.save}
        </button>
      </div>
      <p class="hint" id={`${id}-hint`}>
        {words.settings.displayNameHint}
      </p>
    </form>
  );
}

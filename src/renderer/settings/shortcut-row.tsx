import { useId, useState } from "preact/hooks";
import { partsOf, type ShortcutProblem, shortcutFrom } from "../../shared/shortcut.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Notice } from "../components/notice.tsx";

interface Refused {
  readonly problem: ShortcutProblem;
  readonly keys: string;
}

/** Lets the owner choose, by pressing it, the shortcut that opens the window for the agent from anywhere. */
export function ShortcutRow() {
  const { snapshot, words, request, announce } = useApp();
  const { askShortcut } = snapshot.app;
  const texts = words.settings.askShortcut;
  const chosen = snapshot.preferences.askShortcut;
  const keysOf = useShownKeys();
  const id = useId();
  const [listening, setListening] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);

  const choose = (shortcut: string) => {
    setListening(false);
    setRefused(null);
    void request({ kind: "set-preferences", change: { askShortcut: shortcut } });
  };
  const press = (event: KeyboardEvent) => {
    if (!listening) return;
    const { key, code, ctrlKey, altKey, metaKey, shiftKey } = event;
    const plain = !(ctrlKey || altKey || metaKey);
    // The keyboard is never caught here: Tab goes on, Escape ends it.
    if (plain && key === "Tab") return setListening(false);
    event.preventDefault();
    event.stopPropagation();
    if (plain && key === "Escape") return setListening(false);
    const altGraph = event.getModifierState("AltGraph");
    const mac = snapshot.app.platform === "darwin";
    const meant = shortcutFrom({ key, code, ctrlKey, altKey, metaKey, shiftKey, altGraph }, { mac });
    if (meant === null) return;
    if (!("problem" in meant)) return choose(meant.shortcut);
    setRefused({ problem: meant.problem, keys: meant.shortcut === undefined ? "" : keysOf(meant.shortcut) });
  };

  const problem = refused !== null ? texts.problems[refused.problem] : texts.refused;
  const isProblem = refused !== null || (chosen !== "" && askShortcut.status === "refused");
  return (
    <div class="shortcut-row">
      <div class="select-row">
        <span class="label" id={`${id}-label`}>
          {texts.title}
        </span>
        <span class="shortcut-buttons">
          <button
            type="button"
            class={listening ? "button listening" : "button"}
            aria-labelledby={`${id}-label ${id}-keys`}
            aria-describedby={`${id}-hint`}
            onClick={() => {
              setListening(true);
              setRefused(null);
              announce(texts.listening);
            }}
            onKeyDown={press}
            onBlur={() => setListening(false)}
          >
            <span id={`${id}-keys`}>
              {listening ? texts.listening : chosen === "" ? texts.none : keysOf(chosen)}
            </span>
          </button>
          {chosen !== "" && (
            <button type="button" class="button" onClick={() => choose("")}>
              {texts.remove}
            </button>
          )}
        </span>
      </div>
      <p class="hint" id={`${id}-hint`}>
        {texts.hint}
      </p>
      {askShortcut.wayland && <p class="hint">{texts.wayland}</p>}
      {isProblem && (
        <Notice kind="problem" alert>
          <p>{fill(problem, { keys: refused?.keys ?? keysOf(chosen) })}</p>
        </Notice>
      )}
    </div>
  );
}

/** Keys as they are written on this system's keyboards. */
function useShownKeys(): (shortcut: string) => string {
  const { snapshot, words } = useApp();
  const { platform } = snapshot.app;
  const names = words.settings.askShortcut.keys;
  return (shortcut) => {
    const { held, key } = partsOf(shortcut);
    const shown = held.map((one) => {
      if (one === "Super") return platform === "win32" ? "Win" : names.Super;
      return one === "Command" ? "⌘" : names[one];
    });
    return [...shown, (names as Readonly<Record<string, string>>)[key] ?? key].join("+");
  };
}

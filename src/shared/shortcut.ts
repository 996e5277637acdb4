/**
 * A shortcut that works from anywhere, written as Electron writes it: `Control+Alt+K`. Always in this order, so that two
 * texts are the same exactly when two shortcuts are.
 */
const modifiers = ["Control", "Alt", "Super", "Command", "Shift"] as const;

export type ShortcutModifier = (typeof modifiers)[number];

const KEY =
  "(?:[A-Z0-9]|F(?:[1-9]|1[0-9]|2[0-4])|Space|Up|Down|Left|Right|Home|End|PageUp|PageDown|Insert|Delete)";
const SHORTCUT = new RegExp(
  `^(?=.*(?:Control|Alt|Super|Command)\\+)${modifiers.map((one) => `(?:${one}\\+)?`).join("")}${KEY}$`,
);

/** Whether this is one, with at least one modifier besides Shift. Pure. */
export const isShortcut = (text: string): boolean => SHORTCUT.test(text);

/** Its modifiers and its key. Pure. */
export function partsOf(shortcut: string): {
  readonly held: readonly ShortcutModifier[];
  readonly key: string;
} {
  const parts = shortcut.split("+");
  return { held: modifiers.filter((one) => parts.includes(one)), key: parts.at(-1) ?? "" };
}

/** What was pressed, as a page hears it. */
interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  /** AltGr writes letters; on Windows it looks like Ctrl and Alt together. */
  readonly altGraph: boolean;
}

export type ShortcutProblem =
  | "no-modifier"
  /** A key that cannot be part of one everywhere. */
  | "no-key"
  /** Ctrl or Command alone with a letter or digit: copying, saving and the like would end in every program. */
  | "too-common";

/** What a press means for somebody who chooses a shortcut; null while only modifiers are held. Pure. */
export function shortcutFrom(
  press: Press,
  { mac }: { readonly mac: boolean },
): { readonly shortcut: string } | { readonly problem: ShortcutProblem; readonly shortcut?: string } | null {
  if (/^(?:Control|Alt|AltGraph|Meta|OS|Shift|CapsLock|Fn|FnLock|NumLock|Dead)$/.test(press.key)) return null;
  const key = keyOf(press);
  if (key === null) return { problem: "no-key" };
  const held = heldIn(press, mac);
  if (held.every((one) => one === "Shift")) return { problem: "no-modifier" };
  const shortcut = [...held, key].join("+");
  const [only, ...others] = held;
  const common = others.length === 0 && (only === "Control" || only === "Command") && key.length === 1;
  return common ? { problem: "too-common", shortcut } : { shortcut };
}

function heldIn({ ctrlKey, altKey, metaKey, shiftKey, altGraph }: Press, mac: boolean): ShortcutModifier[] {
  const on: Readonly<Record<ShortcutModifier, boolean>> = {
    Control: ctrlKey && !altGraph,
    Alt: altKey && !altGraph,
    Super: metaKey && !mac,
    Command: metaKey && mac,
    Shift: shiftKey,
  };
  return modifiers.filter((one) => on[one]);
}

const named: Readonly<Record<string, string>> = {
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
};

/** By what is written on the key, where that is a letter or a digit; else by where it is. */
function keyOf({ key, code }: Press): string | null {
  const written = key.toUpperCase();
  if (/^[A-Z0-9]$/.test(written)) return written;
  if (/^F\d{1,2}$/.test(key) || /^(?:Home|End|PageUp|PageDown|Insert|Delete)$/.test(key)) return key;
  if (code === "Space") return code;
  return named[key] ?? /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? null;
}

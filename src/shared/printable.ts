import { replaceInvisible } from "./text/invisible.ts";

/** The longest text of another process that is shown, UTF-16 units. */
const mostText = 1_000;

/**
 * A text of another process as one harmless line: control characters and escapes, line breaks, marks that change the
 * direction of writing, and halves of characters are shown by their number instead of acting on a terminal. Joiners
 * stay where they belong, in emoji and several scripts. Truncated after `max` UTF-16 units. Pure.
 */
export function printable(text: string, max: number = mostText): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return replaceInvisible(cut, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

import { hasInvisible, replaceInvisible } from "./invisible.ts";

/** Joiners and variation selectors, as keyboards and emoji pickers leave them where they change nothing. */
const HARMLESS = /\u200c|\u200d|\ufe0e|\ufe0f/u;

/**
 * A name for this computer as it was typed, trimmed; joiners stay where letters or emoji need them, and go where they
 * change nothing. Null when nothing is left, or something else in it is invisible.
 */
export function readDisplayName(typed: string): string | null {
  const name = replaceInvisible(typed, (character) => (HARMLESS.test(character) ? "" : character));
  if (hasInvisible(name)) return null;
  const trimmed = name.trim();
  return trimmed === "" ? null : trimmed;
}

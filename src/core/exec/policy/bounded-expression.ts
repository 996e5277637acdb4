import { runInNewContext } from "node:vm";

/** Far more than an honest expression needs for a few thousand characters, ms. */
const LONGEST = 100;

/**
 * Whether a regular expression of the owner's file, which a gateway may have written, matches. One that is none,
 * or that takes longer than 100 ms (`(a+)+$` would take for ever), matches nothing.
 */
export function matchesWithinBounds(source: string, subject: string): boolean {
  try {
    const found: unknown = runInNewContext(
      "new RegExp(source).test(subject)",
      { source, subject },
      { timeout: LONGEST },
    );
    return found === true;
  } catch {
    return false;
  }
}

import { runInNewContext } from "node:vm";

/** Far longer than an honest expression needs for a few thousand characters, ms. */
const MAX_RUN_MS = 100;

/**
 * Whether a regular expression from the owner's file, which a gateway may have written, matches. One that is invalid,
 * or that takes longer than 100 ms (`(a+)+$` would take forever), matches nothing.
 */
export function matchesWithinBounds(source: string, subject: string): boolean {
  try {
    const found: unknown = runInNewContext(
      "new RegExp(source).test(subject)",
      { source, subject },
      { timeout: MAX_RUN_MS },
    );
    return found === true;
  } catch {
    return false;
  }
}

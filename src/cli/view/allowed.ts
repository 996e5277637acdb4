import type { AllowlistEntry } from "../../core/exec/policy/policy.ts";
import { touchOf } from "../../core/exec/policy/reach.ts";
import { reveal } from "../../shared/text/reveal.ts";
import { describeTouch } from "../../shared/words/describe-touch.ts";
import { englishQuestions } from "../../shared/words/en/questions.ts";

/** What must be known to say what a new entry does. */
export interface AllowedFacts {
  /** Something contains programs here. */
  readonly cage: boolean;
  /** For this program, or some that a pattern means, options that only read are known. */
  readonly reads: boolean;
}

/** What will happen when the program of a new entry is requested, as the end of "Every agent may run ...". Pure. */
export function allowedSentence(entry: AllowlistEntry, { cage, reads }: AllowedFacts): string {
  const program = reveal(entry.pattern);
  const touch = touchOf(entry);
  const touches = describeTouch(touch, englishQuestions);
  if (touch.kind === "everything") return `${program} ${touches}. You are not asked about it.`;
  if (!reads)
    return cage
      ? `${program} ${touches}.`
      : `${program}, and you are asked each time: it cannot be contained here.`;
  const rest = cage ? `runs ${touches}` : "needs your answer: it cannot be contained here";
  return `${program}: commands known only to read run freely, everything else ${rest}.`;
}

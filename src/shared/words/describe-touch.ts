import type { Touch } from "../reach.ts";
import { isolate } from "../text/isolate.ts";
import { fill } from "./describe.ts";
import type { QuestionCatalogue } from "./describe-question.ts";

/** What a program may touch, as the end of a sentence. Pure. */
export function describeTouch(touch: Touch, { touch: words }: Pick<QuestionCatalogue, "touch">): string {
  if (touch.kind === "everything") return words.everything;
  const { write, network } = touch;
  const changes =
    write === null
      ? words.changesWorkingFolder
      : write.length === 0
        ? words.changesNothing
        : fill(words.changes, { folders: write.map(isolate).join(", ") });
  return fill(words.contained, { changes, network: network ? words.network : words.noNetwork });
}

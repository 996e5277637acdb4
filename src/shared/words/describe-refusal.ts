import type { Refusal } from "../bridge.ts";
import type { ToolRefusal } from "../tools-page.ts";
import { describeCheckProblem } from "./check-problem.ts";
import type { Catalogue } from "./en/catalogue.ts";
import { describeFileRefusal } from "./file-refusal.ts";
import { describeToolReason, toolReasonSentence } from "./tool-reason-texts.ts";

/** A refusal in words; `reason` is the cause behind it, null if nothing more is known. */
export interface RefusalText {
  readonly sentence: string;
  readonly reason: string | null;
}

function whyNoTools({ why }: ToolRefusal, { toolReasons }: Catalogue): string {
  if ("code" in why) return toolReasonSentence(why, toolReasons);
  return why.map((one) => `${one.name}: ${describeToolReason(one.why, toolReasons)}.`).join(" ");
}

/** Says why a request was refused. Pure. */
export function describeRefusal(refusal: Refusal, words: Catalogue): RefusalText {
  const { problems } = words.common;
  switch (refusal.problem) {
    case "failed":
      return { sentence: problems.failed, reason: refusal.detail === "" ? null : refusal.detail };
    case "connection":
      return { sentence: words.connections.problems[refusal.detail], reason: null };
    case "link-unusable":
      return { sentence: words.gateway.linkProblem, reason: words.gateway.linkProblems[refusal.detail] };
    case "edge-headers":
      return { sentence: words.gateway.edge.refused, reason: words.gateway.edge.problems[refusal.detail] };
    case "folders":
      return { sentence: words.folders.refused, reason: words.folders.why[refusal.detail] };
    case "pictures":
      return { sentence: describeFileRefusal(refusal.detail, words.ask), reason: null };
    case "tools":
      return {
        sentence: words.tools.failures[refusal.detail.what],
        reason: whyNoTools(refusal.detail, words),
      };
    case "address-invalid":
    case "blocked": {
      const { reason, detail } = refusal.detail;
      const sentence = problems[refusal.problem === "blocked" ? "failed" : refusal.problem];
      return { sentence, reason: describeCheckProblem(reason, detail, "", words).sentence };
    }
    default:
      return { sentence: problems[refusal.problem], reason: null };
  }
}

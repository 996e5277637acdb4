import type { CheckDetail, CheckProblem } from "../bridge.ts";
import { fill, gatewayValues, shortenPresented, translateDetail } from "./describe.ts";
import type { Catalogue } from "./en/catalogue.ts";

/** A failed check step in words: what is wrong, and what to do. Pure. */
export function describeCheckProblem(
  problem: CheckProblem,
  detail: CheckDetail,
  address: string,
  words: Catalogue,
): { readonly sentence: string; readonly remedy: string } {
  const values = {
    ...gatewayValues(address),
    ...shortenPresented(translateDetail(detail, words)),
  };
  if (problem === "credential-not-entered") return words.gateway.notEntered;
  const own: Readonly<Record<string, string>> = words.gateway.remedies;
  const blocked: Readonly<Record<string, { sentence: string; remedy: string }>> = words.blocked;
  const waiting: Readonly<Record<string, string>> = words.waiting;
  const sentence = blocked[problem]?.sentence ?? waiting[problem] ?? words.common.problems.failed;
  const whileWaiting: Readonly<Record<string, string>> = words.standing.whileWaiting;
  const remedy = own[problem] ?? blocked[problem]?.remedy ?? whileWaiting[problem] ?? words.remedies.waiting;
  return { sentence: fill(sentence, values), remedy: fill(remedy, values) };
}

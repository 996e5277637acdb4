import type { CheckProblem } from "../bridge.ts";
import type { Catalogue } from "./catalogue.ts";
import { fill, hostOf, translateDetail } from "./describe.ts";

/**
 * Both ends of a certificate's fingerprint are enough for a sentence in the window, where the whole
 * of it is shown beside.
 */
export function shortenPresented(detail: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { presented } = detail;
  if (presented === undefined) return detail;
  const groups = presented.replace(/[^0-9a-f]/gi, "").match(/.{4}/g) ?? [];
  return { ...detail, presented: `${groups.slice(0, 2).join(" ")} … ${groups.slice(-2).join(" ")}` };
}

/** A failed check step in words: what is wrong, and what to do. Pure. */
export function describeCheckProblem(
  problem: CheckProblem,
  detail: Readonly<Record<string, string>>,
  address: string,
  words: Catalogue,
): { readonly sentence: string; readonly remedy: string } {
  const gateway = hostOf(address);
  const values = {
    gateway,
    host: gateway.replace(/:\d+$/, ""),
    ...translateDetail(shortenPresented(detail), words),
  };
  if (problem === "credential-not-entered") return words.gateway.notEntered;
  const own: Readonly<Record<string, string>> = words.gateway.remedies;
  const blocked: Readonly<Record<string, { sentence: string; remedy: string }>> = words.blocked;
  const waiting: Readonly<Record<string, string>> = words.waiting;
  const sentence = blocked[problem]?.sentence ?? waiting[problem] ?? words.common.problems.failed;
  const remedy = own[problem] ?? blocked[problem]?.remedy ?? words.remedies.waiting;
  return { sentence: fill(sentence, values), remedy: fill(remedy, values) };
}

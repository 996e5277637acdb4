import type { Reach, Touch } from "../../../shared/reach.ts";
import { reveal } from "../../../shared/text/reveal.ts";
import { isArgumentsAlone } from "../analysis/programs.ts";
import { isActive } from "./allowlist.ts";
import type { AllowlistEntry } from "./policy.ts";

/** Whether an entry without an argument pattern trusts nothing. Pure. */
export const isNotTrustedAlone = (pattern: string): boolean =>
  isArgumentsAlone(pattern.slice(Math.max(pattern.lastIndexOf("/"), pattern.lastIndexOf("\\")) + 1));

/** How far the trust in an entry reaches. Pure. */
export function reachOf(entry: AllowlistEntry): Reach {
  if (!isActive(entry)) return "void";
  if (entry.source === "allow-always") return "one-command";
  if (entry.argPattern !== undefined) return "arguments";
  return isNotTrustedAlone(entry.pattern) ? "nothing" : "any";
}

/** What an entry's programs may touch when they are more than readers. Pure. */
export function touchOf(entry: AllowlistEntry): Touch {
  const { write, network = false, contained = false, uncontained = false } = entry;
  if (!contained && (entry.argPattern !== undefined || (uncontained && !/[*?]/.test(entry.pattern))))
    return { kind: "everything" };
  const folders = write ?? (/[*?]/.test(entry.pattern) ? [] : null);
  return { kind: "contained", write: folders === null ? null : folders.map(reveal), network };
}

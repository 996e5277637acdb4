import type { Reach } from "../../../shared/reach.ts";
import { isArgumentsAlone } from "../analysis/programs.ts";
import { isActive } from "./allowlist.ts";
import type { AllowlistEntry } from "./policy.ts";

/** Whether an entry without arguments of its own trusts nothing. Pure. */
export const isNotTrustedAlone = (pattern: string): boolean =>
  isArgumentsAlone(pattern.slice(Math.max(pattern.lastIndexOf("/"), pattern.lastIndexOf("\\")) + 1));

/** How far the trust in an entry reaches. Pure. */
export function reachOf(entry: AllowlistEntry): Reach {
  if (!isActive(entry)) return "void";
  if (entry.source === "allow-always") return "one-command";
  if (entry.argPattern !== undefined) return "arguments";
  return isNotTrustedAlone(entry.pattern) ? "nothing" : "any";
}

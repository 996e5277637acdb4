import type { BlockedReason } from "../../shared/state.ts";
import type { ClaimFailure } from "./claim.ts";

/** Why this process cannot have the state folder, as a blocked reason. Pure. */
export function claimReason(problem: ClaimFailure): {
  readonly reason: BlockedReason;
  readonly detail: Readonly<Record<string, string>>;
} {
  if (problem.kind === "unusable")
    return { reason: "settings-unreadable", detail: { detail: problem.detail } };
  const { pid } = problem.holder;
  return { reason: "held-by-another-process", detail: { pid: pid === null ? "unknown" : String(pid) } };
}

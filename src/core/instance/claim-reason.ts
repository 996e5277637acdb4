import type { BlockedCause } from "../../shared/blocked.ts";
import { fileCause } from "../files/problem.ts";
import type { ClaimFailure } from "./claim.ts";

/** Why this process cannot have the state folder. Pure. */
export function claimCause(problem: ClaimFailure): BlockedCause {
  if (problem.kind === "unusable")
    return fileCause(
      problem.file,
      problem.what === "folder" ? "state-folder-unusable" : "control-socket-unusable",
    );
  if (problem.kind === "unproven") return { reason: "control-pipe-taken", detail: {} };
  const { pid } = problem.holder;
  return { reason: "held-by-another-process", detail: { pid: pid === null ? null : String(pid) } };
}

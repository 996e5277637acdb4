import type { BlockedReason } from "../../shared/state.ts";
import { fileDetail, fileReason } from "../files/problem.ts";
import type { ClaimFailure } from "./claim.ts";

/** Why this process cannot have the state folder, as a blocked reason. Pure. */
export function claimReason(problem: ClaimFailure): {
  readonly reason: BlockedReason;
  readonly detail: Readonly<Record<string, string>>;
} {
  if (problem.kind === "unusable") {
    const otherwise = problem.what === "folder" ? "state-folder-unusable" : "control-socket-unusable";
    return { reason: fileReason(problem.file, otherwise), detail: fileDetail(problem.file) };
  }
  const { pid } = problem.holder;
  return { reason: "held-by-another-process", detail: { pid: pid === null ? "unknown" : String(pid) } };
}

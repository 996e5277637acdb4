import type { BlockedCause, BlockedDetail, FileReason } from "../../shared/blocked.ts";
import type { FileProblem } from "../../shared/file-problem.ts";
import { failure, type Result } from "../../shared/result.ts";

/** Why a file was not read or written. Contains nothing of its content. */
export interface FileFailure {
  readonly problem: FileProblem;
  readonly path: string;
  /** The system's code, or the mode that is too open; for a log and for problems without a sentence of their own. */
  readonly detail: string;
}

/** What a sentence about it needs. */
export const fileDetail = ({ path, problem, detail }: FileFailure): BlockedDetail<FileReason> => ({
  path,
  why: problem,
  code: detail,
});

/** The failure as a blocked cause. A full disk is a reason of its own, whatever could not be written. */
export function fileCause(failed: FileFailure, otherwise: FileReason): BlockedCause<FileReason> {
  const full = failed.problem === "no-space" || failed.problem === "quota";
  return { reason: full ? "disk-full" : otherwise, detail: fileDetail(failed) };
}

/** The problem behind each of the system's codes; POSIX.1-2024, "Error Numbers". */
const problems: Readonly<Record<string, FileProblem>> = {
  ENOSPC: "no-space",
  EDQUOT: "quota",
  // A limit on the size of this process's files (`ulimit -f`) has the effect of a quota.
  EFBIG: "quota",
  EROFS: "read-only",
  EIO: "disk-error",
  EACCES: "not-permitted",
  EPERM: "not-permitted",
  EMFILE: "too-many-open-files",
  ENFILE: "too-many-open-files",
  ENAMETOOLONG: "name-too-long",
  ENOENT: "not-found",
  ENOTDIR: "no-folder",
  // Returned when creating a folder.
  EEXIST: "no-folder",
  EISDIR: "not-a-file",
  // Returned when opening a socket, or a FIFO without a reader.
  ENXIO: "not-a-file",
  EBUSY: "in-use",
  ETXTBSY: "in-use",
  ELOOP: "link",
  EMLINK: "link",
};

/** The system's code of a caught error; `unknown` when it has none. */
export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

/** A caught system error, as a failure. */
export function fileFailure(
  path: string,
  error: unknown,
): { readonly ok: false; readonly failure: FileFailure } {
  const code = codeOf(error);
  return failure({ problem: problems[code] ?? "other", path, detail: code });
}

export const refused = (problem: FileProblem, path: string, detail = ""): Result<never, FileFailure> =>
  failure({ problem, path, detail: detail === "" ? problem : detail });

/** Why a file or folder cannot be used; each has its own words (`words/en/states.ts`, `fileProblems`). */
export type FileProblem =
  | "no-space"
  | "quota"
  | "read-only"
  | "disk-error"
  | "not-permitted"
  | "too-many-open-files"
  | "name-too-long"
  | "not-found"
  | "no-folder"
  /** A folder, where the system allows none. */
  | "cannot-be-made"
  | "in-use"
  /** Another process of this program is changing the same file and does not finish. */
  | "being-changed"
  | "link"
  | "not-a-file"
  | "other-owner"
  | "open-to-others"
  | "folder-of-another"
  | "folder-open-to-others"
  | "too-large"
  /** A newer version of this program wrote it. */
  | "newer"
  /** Its content is not ours, and neither is its copy. */
  | "damaged"
  /** The system's own code is in the detail. */
  | "other";

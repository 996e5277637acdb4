/** Why a command runs. Also what the activity log says. */
export type AllowReason =
  | "full"
  | "allowlist"
  /** The owner's list, and what the gateway's skills use. */
  | "skill"
  | "approved-at-gateway"
  | "approved-once"
  | "approved-always"
  | "nobody-to-ask";

/** Why it does not. The first four are the gateway's words for `exec.denied`. */
export type DenyReason =
  | "security=deny"
  | "approval-required"
  | "allowlist-miss"
  | "execution-plan-miss"
  | "cwd-unavailable"
  | "permission:screenRecording"
  | "denied-by-person"
  | "question-expired"
  | "too-many-questions"
  | "too-long-to-ask"
  | "cancelled"
  | "policy-unwritable";

/** What a person should be told besides the command. Codes; the words have the sentences. */
export type Unusual =
  | "other-rights"
  | "inline-code"
  | "runs-other-programs"
  | "shell-not-understood"
  | "login-shell"
  | "program-not-found"
  | "program-outside-system"
  | "invisible-characters"
  | "very-long"
  | "environment-changed";

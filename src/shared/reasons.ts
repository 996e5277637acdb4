/** Why a command runs. Also what the activity log says. */
export type AllowReason =
  | "full"
  | "allowlist"
  /** The owner's list, and what the gateway's skills use. */
  | "skill"
  | "approved-at-gateway"
  | "approved-once"
  | "approved-always"
  | "nobody-to-ask"
  /** It was done before; its result was not taken by the gateway after the line had been cut. */
  | "result-not-taken"
  /** Nothing ran: it was looked up, and what was found was told. */
  | "prepared";

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
  | "environment-changed"
  | "own-files"
  | "own-program"
  | "content-changed";

/**
 * How far the owner's list answers for a program with its words. `free`: it runs as it is.
 * `contained`: an entry names it, but no table knows these words to be harmless: it may run where it
 * can do no harm, and where no such place exists a person is asked. `ask`: nothing answers for it.
 */
export type Vouch = "free" | "contained" | "ask";

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
  /** A tool that its owner lets agents call without asking. */
  | "tool-allowed"
  /** It is in a folder that its owner shows to agents. */
  | "folder-open"
  /** Computer use that a person has allowed for a while. */
  | "computer-session"
  /** It was done before; the gateway did not take its result after the connection had been cut. */
  | "result-not-taken"
  /** It was done; the gateway had not said that it took the result when the node ended or turned to another one. */
  | "result-not-confirmed"
  /** Nothing ran: it was looked up, and the result was reported. */
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
  /** A tool that its owner has not switched on, or whose server does not run. */
  | "tool-off"
  /** No folder that the owner shows holds it, or it is private there. */
  | "folder-closed"
  /** Computer use that nobody has allowed, that is paused or over, or that something is kept from. */
  | "computer-not-allowed"
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
 * How far the owner's list vouches for a program with its arguments. `free`: it runs as it is. `contained`: an entry
 * names it, but no table knows these arguments to be harmless: it may run where it can do no harm, and when there is no
 * such place a person is asked. `ask`: nothing vouches for it.
 */
export type Vouch = "free" | "contained" | "ask";

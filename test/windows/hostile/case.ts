/** What must become of a request: run without a question, be put to a person, or be refused outright. */
export type Verdict = "runs" | "asks" | "refused";

/** An entry of the owner's list: a pattern alone, or with the words it holds for. */
export type Entry =
  | string
  | { readonly pattern: string; readonly argPattern: string }
  /** As a person types it after `clawtray approvals allow`, for whatever words. */
  | { readonly typed: string };

/** The owner's word that this program may run with whatever words. */
export const whatever = (pattern: string): Entry => ({ pattern, argPattern: "^.*$" });

/** One request to `system.run` on a Windows computer, and what must become of it. */
export interface Case {
  readonly what: string;
  readonly argv: readonly string[];
  /** The owner's list. */
  readonly allow: readonly Entry[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another policy than `allowlist`. */
  readonly security?: "deny" | "full";
  /** `kept`: asked about or refused, whichever. */
  readonly verdict: Verdict | "kept";
  /** Where it runs: the module that must have run, and nothing else. */
  readonly ran?: string;
  /** Where it runs: words its output must hold. */
  readonly says?: readonly string[];
}

export interface CaseResult {
  readonly verdict: Verdict;
  readonly message: string | null;
  readonly stdout: string;
  /** Modules of witnesses that ran meanwhile, in order. */
  readonly ran: readonly string[];
}

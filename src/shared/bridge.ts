import type { Intent } from "./intent.ts";
import type { Question, QuestionAnswer } from "./question.ts";
import type { Reach, Touch } from "./reach.ts";
import type { BlockedReason, NodeState, WaitingReason } from "./state.ts";

/**
 * The one contract between the window and main. The preload exposes a `Bridge` as
 * `window.clawtray`; main answers it. Everything here survives structured clone; nothing here
 * ever carries a key or a token from main to the window.
 */
export interface Bridge {
  /** The snapshot now. */
  snapshot(): Promise<AppSnapshot>;
  /** Every later snapshot; the returned function stops listening. */
  onSnapshot(listener: (snapshot: AppSnapshot) => void): () => void;
  /** A wish to the node. Resolves when it was taken up or refused, not when it came true. */
  intend(intent: Intent): Promise<Outcome>;
  /** A wish to the app around the node. */
  request(request: AppRequest): Promise<Outcome>;
  /** Checks an address live, step by step; the report comes in pieces through `onCheck`. */
  check(input: CheckInput): Promise<CheckReport>;
  onCheck(listener: (report: CheckReport) => void): () => void;
}

export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: ProblemCode; readonly detail: string };

export type ProblemCode =
  | "invalid-argument"
  | "address-invalid"
  | "not-possible-now"
  | "not-confirmed"
  | "not-supported-here"
  | "failed";

/** Everything the window draws. */
export interface AppSnapshot {
  readonly node: NodeState;
  readonly app: AppInfo;
  readonly preferences: Preferences;
  /** Read back from the system, not from our own file. */
  readonly loginItem: LoginItem;
  /** What the wizard holds, so that closing the window loses nothing; never the secret itself. */
  readonly draft: WizardDraft;
  /** Which page to show: a notification, a link or the tray may ask for one. `serial` grows with each ask. */
  readonly page: { readonly name: Page; readonly serial: number };
  /** Newest first; no content. */
  readonly activity: readonly ActivityEntry[];
  /** What waits for this person's answer, oldest first. */
  readonly questions: readonly PendingQuestion[];
  /** What a command of the gateway captures at this moment. */
  readonly captures: readonly CaptureSign[];
  readonly rules: Rules;
}

/** Which programs may run: what holds for every agent, and what its owner trusts. */
export interface Rules {
  /** What becomes of a program: asked about unless trusted, refused unless trusted, asked about each time, or one for all. */
  readonly mode: "asked" | "refused" | "each-time" | "everything" | "nothing";
  /** Some agent has another mode. */
  readonly agentsDiffer: boolean;
  /** The last used first. */
  readonly trusted: readonly TrustedProgram[];
  /** How many of them are not listed here. */
  readonly more: number;
}

/** An entry of the owner's list, made visible. */
export interface TrustedProgram {
  readonly id: string;
  readonly program: string;
  /** The agent; empty where it is every agent. */
  readonly agent: string;
  readonly reach: Reach;
  /** What it may touch; absent where that is not known. */
  readonly touch?: Touch;
  /** The command it was last used for, shortened; null when that is not known. */
  readonly command: string | null;
  /** Milliseconds since the epoch. */
  readonly lastUsedAt: number | null;
}

export interface PendingQuestion {
  readonly question: Question;
  /** Milliseconds since the epoch. Before, an answer is refused: the press was meant for something else. */
  readonly answerableAt: number;
}

export type CaptureSign = "camera" | "screen";

export type Page = "wizard" | "status" | "settings";

export interface AppInfo {
  readonly version: string;
  readonly platform: "linux" | "win32" | "darwin";
  readonly keyStore: "keychain" | "file";
  /** False where the desktop shows no tray. */
  readonly trayAvailable: boolean;
  readonly updates: "off" | "on" | "no-feed";
}

export interface Preferences {
  readonly language: "system" | "en" | "de";
  readonly theme: "system" | "light" | "dark";
  readonly automaticUpdates: boolean;
}

export type LoginItem =
  | { readonly status: "on" | "off" }
  | { readonly status: "not-supported"; readonly detail: string };

export interface WizardDraft {
  readonly step: WizardStep;
  readonly address: string;
  readonly credentialKind: CredentialKind;
  /** True when main holds a secret for this draft; the secret does not come back to the window. */
  readonly hasSecret: boolean;
  readonly acceptedTlsFingerprint: string | null;
  /** Set when a link wants to replace a gateway that is already configured: ask first. */
  readonly replaces: string | null;
  /** On unless the person says no; `finish-wizard` carries it out. */
  readonly startAtLogin: boolean;
  readonly finished: boolean;
}

/** `setup-code` comes only from `take-link`: address and one-time secret came together. */
export type CredentialKind = "none" | "token" | "password" | "setup-code";

export type WizardStep = "welcome" | "gateway" | "capabilities" | "pairing" | "done";

/** One thing that was asked of this computer. Never any output. */
export interface ActivityEntry {
  readonly id: string;
  readonly at: number;
  /** A command of the gateway; of a program that was to run, its command line, made visible and shortened. */
  readonly command: string;
  /** The agent; empty where only the gateway is known. */
  readonly askedBy: string;
  readonly outcome: "ok" | "error" | "cancelled" | "denied" | "running";
  readonly durationMs: number | null;
  /** For a program: why it was let run or not, as a code of the words, and how it ended. */
  readonly run: {
    readonly reason: string;
    readonly exitCode: number | null;
    readonly contained?: boolean;
  } | null;
}

export type AppRequest =
  | { readonly kind: "set-preferences"; readonly change: Partial<Preferences> }
  | { readonly kind: "set-login-item"; readonly on: boolean }
  | {
      readonly kind: "set-draft";
      readonly change: Partial<
        Pick<WizardDraft, "step" | "address" | "credentialKind" | "acceptedTlsFingerprint" | "startAtLogin">
      >;
    }
  /** The secret of the draft goes one way only. Empty text clears it. */
  | { readonly kind: "set-draft-secret"; readonly secret: string }
  /** Address, setup code, oc-pair:// link or join link pasted into the one field. */
  | { readonly kind: "take-link"; readonly text: string; readonly replace: boolean }
  /** Answers `draft.replaces`: go on with the link's draft, or drop that draft and change nothing. */
  | { readonly kind: "answer-replace"; readonly replace: boolean }
  /**
   * Makes the draft's gateway the node's: address, the secret main holds, the accepted certificate.
   * Changes nothing when the node has exactly these already.
   */
  | { readonly kind: "use-draft" }
  /** The wizard is done: carries out `startAtLogin` and shows the status page. */
  | { readonly kind: "finish-wizard" }
  | {
      readonly kind: "copy";
      readonly what:
        | "fingerprint"
        | "short-fingerprint"
        | "admin-command"
        | "surface-command"
        | "admin-message"
        | "diagnostics";
    }
  | { readonly kind: "open-log-folder" }
  | { readonly kind: "open-documentation" }
  /** Typed confirmation: the first 4 hex digits of the fingerprint. */
  | { readonly kind: "forget-device"; readonly confirmation: string }
  | { readonly kind: "show-page"; readonly page: Page }
  /** Refused when it is not offered, or before the question was in sight for half a second. */
  | { readonly kind: "answer-question"; readonly id: string; readonly answer: QuestionAnswer }
  /** Takes a program off the owner's list. */
  | { readonly kind: "remove-rule"; readonly id: string }
  /** Empties the log of what was asked and run. */
  | { readonly kind: "clear-activity" }
  | { readonly kind: "quit" };

export interface CheckInput {
  readonly address: string;
  readonly credentialKind: CredentialKind;
  /** Uses the secret of the draft held by main. */
  readonly acceptedTlsFingerprint: string | null;
}

/** The steps of a live check, in the order in which they are taken. */
export const checkSteps = ["address", "name", "tcp", "tls", "websocket", "gateway", "credential"] as const;

export type CheckStepName = (typeof checkSteps)[number];

/** `credential-not-entered`: a kind of sign-in is chosen, and there is none to try. */
export type CheckProblem = WaitingReason | BlockedReason | "credential-not-entered";

export type CheckStep = {
  readonly name: CheckStepName;
  readonly status: "waiting" | "running" | "passed" | "failed" | "skipped";
  /** Set when failed: the words for it are those of the same failure of the node. */
  readonly problem: CheckProblem | null;
  readonly detail: Readonly<Record<string, string>>;
};

export interface CheckReport {
  readonly serial: number;
  readonly finished: boolean;
  readonly steps: readonly CheckStep[];
  /** An unknown certificate that the person may accept, SHA-256 hex. */
  readonly untrustedCertificate: string | null;
  readonly gatewayVersion: string | null;
}

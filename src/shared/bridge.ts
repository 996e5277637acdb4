import type { BlockedCause, BlockedDetail, BlockedReason } from "./blocked.ts";
import type { SystemPermissions } from "./capability-state.ts";
import type { ComputerLook } from "./computer-look.ts";
import type { NameProblem } from "./connection.ts";
import type { Turn, TurnsProblem } from "./conversation.ts";
import type { Discovery } from "./discovery.ts";
import type { EdgeHeaderProblem } from "./edge-header.ts";
import type { WhyNoFolder } from "./folders-page.ts";
import type { PageIntent } from "./intent.ts";
import type { PictureRefusal } from "./picture/picture.ts";
import type { Question } from "./question.ts";
import type { Reach, Touch } from "./reach.ts";
import type {
  AppRequest,
  CheckInput,
  CredentialKind,
  Page,
  Preferences,
  TextName,
  WizardStep,
} from "./request.ts";
import type { Screenshot } from "./screenshot.ts";
import type { SetupProblem } from "./setup-problem.ts";
import type { Standing } from "./standing.ts";
import type { NodeState, WaitingReason } from "./state.ts";
import type { ToolRefusal, ToolsView } from "./tools-page.ts";
import type { TurnsGrowth } from "./turns-growth.ts";

export type {
  AppRequest,
  CheckInput,
  CredentialKind,
  DraftChange,
  Page,
  Preferences,
  TextName,
  WizardStep,
} from "./request.ts";

/**
 * The one contract between the window and main. The preload exposes a `Bridge` as `window.clawtray`; main answers it.
 * Everything here survives structured clone; nothing here ever carries a key or a token from main to the window.
 */
export interface Bridge {
  /** The current snapshot of this connection, or of the one that is shown. */
  snapshot(connection?: string): Promise<AppSnapshot>;
  /** Every later snapshot; the returned function stops listening. */
  onSnapshot(listener: (snapshot: AppSnapshot) => void): () => void;
  /** What was added to the answer that is coming, after the last snapshot; only in the window that asks. */
  onTurnsGrown(listener: (growth: TurnsGrowth) => void): () => void;
  /** An intent to the node. Resolves when it was accepted or refused, not when it took effect. */
  intend(intent: PageIntent & Addressed): Promise<Outcome>;
  /** A request to the app around the node. */
  request(request: AppRequest & Addressed): Promise<Outcome>;
  /** Checks an address live, step by step; the report comes in pieces through `onCheck`. */
  check(input: CheckInput & Addressed): Promise<CheckReport>;
  /** A long text, read when a person opens it. None contains a secret. */
  text(what: TextName): Promise<string>;
  /** Looks for gateways, for three seconds. The results are hints: nothing connects to them. */
  discover(): Promise<Discovery>;
  /** Captures this display for a question of the owner's, or says which there are; only in the window that asks. */
  screenshot(display: number | null): Promise<Screenshot>;
  onCheck(listener: (report: CheckReport) => void): () => void;
}

/** Which connection a request is for: the one that the page was drawn for, even if another is shown by now. */
export interface Addressed {
  /** Its id; absent if there was only one connection when the page was drawn. */
  readonly connection?: string;
}

export type Outcome = { readonly ok: true } | ({ readonly ok: false } & Refusal);

/** Why a request was refused, in codes; `describeRefusal` has the words. */
export type Refusal =
  | { readonly problem: "invalid-argument" | "not-possible-now" | "not-confirmed" | "not-supported-here" }
  /** A name that a connection cannot have, or a connection that cannot be changed. */
  | { readonly problem: "connection"; readonly detail: NameProblem | "gone" | "first" }
  /** The identity has signed only at other gateways so far: ask the person, then pass the consent with the intent. */
  | { readonly problem: "another-gateway"; readonly detail: BlockedDetail<"another-gateway"> }
  | {
      readonly problem: "address-invalid";
      readonly detail: BlockedCause<"address-invalid" | "insecure-address">;
    }
  /** A setup code or a link that cannot be used. */
  | { readonly problem: "link-unusable"; readonly detail: SetupProblem }
  /** Headers for an access page that cannot be sent. */
  | { readonly problem: "edge-headers"; readonly detail: EdgeHeaderProblem | "no-tls" }
  | { readonly problem: "folders"; readonly detail: WhyNoFolder }
  /** Pictures that are not sent. */
  | { readonly problem: "pictures"; readonly detail: PictureRefusal }
  /** Something about a server of tools. */
  | { readonly problem: "tools"; readonly detail: ToolRefusal }
  /** The node cannot do it, for a reason that would also block it. */
  | { readonly problem: "blocked"; readonly detail: BlockedCause }
  /** `detail`: what the system said, in its own words; empty when it said nothing. */
  | { readonly problem: "failed"; readonly detail: string };

/** Everything the window draws, of one connection. */
export interface AppSnapshot {
  /** Every connection there is; absent where there is only one. */
  readonly connections?: Connections;
  readonly node: NodeState;
  readonly app: AppInfo;
  readonly preferences: Preferences;
  /** Read back from the system, not from our own file. */
  readonly loginItem: LoginItem;
  /** What the wizard holds, so that closing the window loses nothing; never the secret itself. */
  readonly draft: WizardDraft;
  /**
   * What was said to the agent, the oldest first; only in the window in which it is asked. Absent in a later snapshot
   * where nothing has changed about it.
   */
  readonly turns?: readonly Turn[];
  /** Why what was said before is not among them. */
  readonly turnsProblem?: TurnsProblem;
  /** Which page to show: a notification, a link or the tray may ask for one. `serial` grows with each request. */
  readonly page: { readonly name: Page; readonly serial: number };
  /** Newest first; no content. */
  readonly activity: readonly ActivityItem[];
  /** What is waiting for this person's answer, oldest first. */
  readonly questions: readonly PendingQuestion[];
  /** What a command from the gateway is capturing right now. */
  readonly captures: readonly CaptureSign[];
  /** How an agent of any gateway uses this computer right now; absent while none does. */
  readonly computer?: ComputerLook;
  readonly rules: Rules;
  /** What is running for the gateway right now, the longest running first. */
  readonly running: readonly RunningItem[];
  /** Names of the headers kept for an access page in front of the gateway in use; never a value. */
  readonly edgeHeaderNames: readonly string[];
  readonly tools: ToolsView;
  /** What the system lets this program use. */
  readonly permissions: SystemPermissions;
}

export interface Connections {
  /** The id of the one that this snapshot is about. */
  readonly shown: string;
  /** The first connection, then the others in the order in which they were added. */
  readonly list: readonly ConnectionItem[];
}

/** One gateway of this computer, as listed on the pages of the others. */
export interface ConnectionItem {
  /** Empty for the first one. */
  readonly id: string;
  /** Given by the owner or made; empty for one that is still being set up. */
  readonly name: string;
  /** Nothing is on disk yet: its setup has not connected to the gateway. */
  readonly draft: boolean;
  readonly standing: Standing;
  /** Host and port; empty where none is chosen. */
  readonly gateway: string;
  readonly fingerprint: string | null;
  /** How many of its questions are waiting for an answer. */
  readonly questions: number;
  readonly captures: readonly CaptureSign[];
}

/** Which programs may run: what holds for every agent, and what its owner trusts. */
export interface Rules {
  /**
   * What happens to a program: asked about unless trusted, refused unless trusted, asked about each time, or one mode
   * for all.
   */
  readonly mode: "asked" | "refused" | "each-time" | "everything" | "nothing";
  /** Some agent has another mode. */
  readonly agentsDiffer: boolean;
  /** The most recently used first. */
  readonly trusted: readonly TrustedProgram[];
  /** How many more there are that are not listed here. */
  readonly more: number;
}

/** An entry of the owner's list, made visible. */
export interface TrustedProgram {
  readonly id: string;
  readonly program: string;
  /** The agent; empty for every agent. */
  readonly agent: string;
  readonly reach: Reach;
  /** What it may touch; absent when that is not known. */
  readonly touch?: Touch;
  /** The command it was last used for, shortened; null when that is not known. */
  readonly command: string | null;
  /** Milliseconds since the epoch. */
  readonly lastUsedAt: number | null;
}

export interface PendingQuestion {
  readonly question: Question;
  /** Milliseconds since the epoch. Answers before that are refused: the press was meant for something else. */
  readonly answerableAt: number;
  /** The name of the connection that asks; absent where there is only one. */
  readonly connection?: string;
}

export type CaptureSign = "camera" | "screen";

export interface AppInfo {
  readonly version: string;
  readonly platform: "linux" | "win32" | "darwin";
  readonly keyStore: "keychain" | "file";
  /** False when the desktop shows no tray. */
  readonly trayAvailable: boolean;
  readonly updates: "off" | "on" | "no-feed";
  /** The shortcut that its owner chose for asking the agent. */
  readonly askShortcut: AskShortcut;
  /** A newer version wrote this app's settings: changes hold until it ends. */
  readonly newerSettings: boolean;
}

export interface AskShortcut {
  /** `refused`: the system or another program has it. */
  readonly status: "none" | "held" | "refused";
  /** The desktop decides whether programs get any. */
  readonly wayland: boolean;
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
  /** What main holds of a pasted link beside the address: a join link not yet redeemed, or the gateway's token. */
  readonly fromLink: "join-link" | "token" | null;
  /** Names of the headers that main holds for the draft's gateway; their values do not come back. */
  readonly edgeHeaderNames: readonly string[];
  readonly acceptedTlsFingerprint: string | null;
  /** Set when a link wants to replace a gateway that is already configured: ask first. */
  readonly replaces: string | null;
  /** On unless the person says no; `finish-wizard` carries it out. */
  readonly startAtLogin: boolean;
  readonly finished: boolean;
}

/** A program running for the gateway, made visible and shortened. */
export interface RunningItem {
  readonly id: string;
  readonly command: string;
  readonly directory: string;
  /** The agent; empty when only the gateway is known. */
  readonly askedBy: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** It was stopped, and has not ended yet. */
  readonly stopping: boolean;
}

/** One thing that was asked of this computer. Never any output. */
export interface ActivityItem {
  readonly id: string;
  readonly at: number;
  /** A gateway's command or, for a program that was to run, its command line, made visible and shortened. */
  readonly command: string;
  /** The agent; empty when only the gateway is known. */
  readonly askedBy: string;
  readonly outcome: "ok" | "error" | "cancelled" | "denied" | "running";
  readonly durationMs: number | null;
  /** For a program: why it was allowed to run or not, as a code from the words, and how it ended. */
  readonly run: {
    readonly reason: string;
    readonly exitCode: number | null;
    readonly contained?: boolean;
    /** The patterns on the list that let it run, made visible. */
    readonly rules?: readonly string[];
    /** Where it ran or was to run, made visible. */
    readonly directory?: string;
    /** What ended it, when it did not exit by itself. */
    readonly signal?: string;
    readonly timedOut?: true;
    /** What it wrote, as far as it was kept, bytes. */
    readonly outputBytes?: number;
    /** How many times in a row the same was refused. */
    readonly times?: number;
  } | null;
}

/** The steps of a live check, in the order in which they are taken. */
export const checkSteps = ["address", "name", "tcp", "tls", "websocket", "gateway", "credential"] as const;

/** The same through SSH, which looks up names and makes the connection itself. */
export const sshCheckSteps = ["address", "ssh", "websocket", "gateway", "credential"] as const;

export type CheckStepName = (typeof checkSteps | typeof sshCheckSteps)[number];

/** `credential-not-entered`: a kind of sign-in was chosen, but there is no credential to try. */
export type CheckProblem = WaitingReason | BlockedReason | "credential-not-entered";

export type CheckStep = {
  readonly name: CheckStepName;
  readonly status: "waiting" | "running" | "passed" | "failed" | "skipped";
  /** Set when failed: the words for it are those of the same failure of the node. */
  readonly problem: CheckProblem | null;
  /** What the words of the problem need; empty when they need nothing. */
  readonly detail: CheckDetail;
};

export type CheckDetail = BlockedDetail | Readonly<Record<never, never>>;

export interface CheckReport {
  readonly serial: number;
  readonly finished: boolean;
  readonly steps: readonly CheckStep[];
  /** An unknown certificate that the person may accept, SHA-256 hex. */
  readonly untrustedCertificate: string | null;
  /** The key of an SSH host that is not known yet and that the person may accept: `SHA256:...`. */
  readonly untrustedHostKey?: string;
  readonly gatewayVersion: string | null;
  /** The connection that is checked; absent where there is only one. */
  readonly connection?: string;
  /** The proxy the gateway is reached through, without the name and password for it. */
  readonly proxy?: string;
}

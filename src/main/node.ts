import type { WorldChange } from "../core/node/model.ts";
import type { ActivityEntry } from "../shared/bridge.ts";
import type { Intent } from "../shared/intent.ts";
import type { Question, QuestionAnswer } from "../shared/question.ts";
import type { NodeState } from "../shared/state.ts";

/** What became of a wish: taken up, or refused with a word for why. */
export type IntentOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: string; readonly detail: Readonly<Record<string, string>> };

/** The node as the shell sees it: one snapshot, wishes, and hints from the machine. */
export interface NodeHandle {
  state(): NodeState;
  /** Called after every change; the returned function stops it. */
  subscribe(listener: () => void): () => void;
  intend(intent: Intent): Promise<IntentOutcome>;
  /** Newest first; never any output. */
  activity(): readonly ActivityEntry[];
  /** Empties the owner's log too; false when it could not be. */
  clearActivity(): boolean;
  /** What waits for a person's answer, oldest first. */
  questions(): readonly Question[];
  /** False when it is not open or the answer is not offered. */
  answerQuestion(id: string, answer: QuestionAnswer): boolean;
  /** The network changed or the machine woke: try now rather than at the end of a back-off. */
  worldChanged(what: WorldChange): void;
  /** Cancels what runs and closes the socket; resolves within about a second. */
  close(): Promise<void>;
}

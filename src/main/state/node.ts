import type { Question as AgentQuestion, AskEnd } from "../../core/chat/chat.ts";
import type { RunningProgram } from "../../core/exec/running-programs.ts";
import type { ToolDesk } from "../../core/node/assemble-tools.ts";
import type { IntentOutcome } from "../../core/node/intents.ts";
import type { WorldChange } from "../../core/node/model.ts";
import type { ActivityItem } from "../../shared/bridge.ts";
import type { Intent } from "../../shared/intent.ts";
import type { PicturesTaken } from "../../shared/picture/picture.ts";
import type { AnswerHow, Question, QuestionAnswer } from "../../shared/question.ts";
import type { NodeState } from "../../shared/state.ts";

/** The node as the shell sees it: one snapshot, intents, and hints from the machine. */
export interface NodeHandle {
  state(): NodeState;
  /** Called after every change; the returned function stops it. */
  subscribe(listener: () => void): () => void;
  /** Null while there is no node that could handle it. */
  intend(intent: Intent): Promise<IntentOutcome | null>;
  /** Newest first; never any output. */
  activity(): readonly ActivityItem[];
  /** Empties the owner's log too; false when that failed. */
  clearActivity(): boolean;
  /** What is running for the gateway now, the longest running first. */
  running(): readonly RunningProgram[];
  /** False when it is no longer running. */
  stopProgram(id: string): boolean;
  /** Names of the headers kept for an access page in front of the gateway in use; never a value. */
  edgeHeaderNames(): readonly string[];
  /** Forgets them, and connects again without them; false when it could not be done. */
  forgetEdgeHeaders(): Promise<boolean>;
  /** The servers of tools; null while there is no node that could run one. */
  tools(): ToolDesk | null;
  /** Asks the agent; `onText` hears all of the answer so far. */
  ask(question: AgentQuestion, onText: (text: string) => void): Promise<AskEnd>;
  /** The pictures that may go with a question now; null when not connected. */
  pictures(): PicturesTaken | null;
  /** What is waiting for a person's answer, oldest first. */
  questions(): readonly Question[];
  /** False when it is not open or the answer is not one it offers. */
  answerQuestion(id: string, answer: QuestionAnswer, how?: AnswerHow): boolean;
  /** The network changed or the machine woke: try now rather than at the end of a back-off. */
  worldChanged(what: WorldChange): void;
  /** Cancels what is running and closes the socket; resolves within about a second, or a few when something does not want to end. */
  close(): Promise<void>;
}

import type { ActivityEntry } from "../shared/bridge.ts";
import type { Intent } from "../shared/intent.ts";
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
  /** Newest first; names and outcomes, never content. */
  activity(): readonly ActivityEntry[];
  /** The network changed or the machine woke: try now rather than at the end of a back-off. */
  worldChanged(): void;
  /** Cancels what runs and closes the socket; resolves within about a second. */
  close(): Promise<void>;
}

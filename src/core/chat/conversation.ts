import type { Turn } from "../../shared/conversation.ts";
import { sentOf } from "../../shared/picture/picture.ts";
import { sentTexts } from "../../shared/text-file.ts";
import type { AskEnd, Question } from "./chat.ts";

/** More is not kept: the oldest turns are dropped. */
const MAX_TURNS = 50;
/** The most characters kept of all turns, UTF-16 units; the last turn stays whatever its length. */
const MAX_KEPT = 500_000;

/** What the owner and the agent of one gateway said. */
export interface Conversation {
  /** The oldest first. */
  turns(): readonly Turn[];
  /** False while the last answer has not ended: then nothing is sent. */
  ask(question: Question): boolean;
  /** Puts what was said before at its beginning, while nothing else is said; an answer that had not ended is lost. */
  restore(turns: readonly Turn[]): void;
  /** Drops everything; an answer that still comes is shown nowhere. */
  forget(): void;
  /** Called after every change. */
  subscribe(listener: () => void): void;
}

/** An empty conversation. `ask` sends a message and resolves once, when its answer has ended. */
export function createConversation(
  ask: (question: Question, onText: (text: string) => void) => Promise<AskEnd>,
): Conversation {
  let turns: readonly Turn[] = [];
  let lastId = 0;
  const listeners = new Set<() => void>();

  function set(next: readonly Turn[]): void {
    turns = bounded(next);
    for (const listener of listeners) listener();
  }

  /** Does nothing once the turn was dropped. */
  function change(id: number, part: Partial<Turn>): void {
    if (turns.some((turn) => turn.id === id))
      set(turns.map((turn) => (turn.id === id ? { ...turn, ...part } : turn)));
  }

  return {
    turns: () => turns,
    ask(question) {
      if (turns.at(-1)?.state === "answering") return false;
      const id = ++lastId;
      set([...turns, { id, ...saidWith(question), answer: "", state: "answering", detail: "" }]);
      void ask(question, (answer) => change(id, { answer })).then((end) =>
        change(
          id,
          end.ok ? { answer: end.text, state: "answered" } : { state: end.problem, detail: end.detail },
        ),
      );
      return true;
    },
    restore(before) {
      if (turns.length > 0) return;
      // Numbered anew: whatever the file says, no two are alike.
      const restored = before.slice(-MAX_TURNS).map((turn) => ({ ...turn, id: ++lastId }));
      set(
        restored.map((turn) => (turn.state === "answering" ? { ...turn, state: "connection-lost" } : turn)),
      );
    },
    forget: () => set([]),
    subscribe: (listener) => void listeners.add(listener),
  };
}

/** What is kept of a question: of pictures and texts only what they were called, and how large they were. */
const saidWith = ({ message, sessionKey, pictures = [], texts = [] }: Question) => ({
  message,
  sessionKey,
  ...(pictures.length === 0 ? {} : { pictures: sentOf(pictures) }),
  ...(texts.length === 0 ? {} : { texts: sentTexts(texts) }),
});

/** The last turns, as many as may be kept. */
function bounded(turns: readonly Turn[]): readonly Turn[] {
  let kept = turns.slice(-MAX_TURNS);
  const lengthOf = (list: readonly Turn[]) =>
    list.reduce((sum, { message, answer }) => sum + message.length + answer.length, 0);
  while (kept.length > 1 && lengthOf(kept) > MAX_KEPT) kept = kept.slice(1);
  return kept;
}

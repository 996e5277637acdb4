import { type Conversation, createConversation } from "../../core/chat/conversation.ts";
import {
  type ConversationKeeper,
  createConversationKeeper,
  type KeptConversation,
  readConversation,
} from "../../core/chat/kept-conversation.ts";
import type { Turn, TurnsProblem } from "../../shared/conversation.ts";
import type { DesktopFacts } from "./desktop-facts.ts";
import type { NodeHandle } from "./node.ts";

/** What the owner asked the agent of a connection's gateway; kept on the disk as long as the owner wants that. */
export interface OwnerConversation extends Conversation {
  /** Why what was kept is not here. */
  problem(): TurnsProblem | null;
  /** Resolves when the disk has what is to be kept. */
  settled(): Promise<void>;
  /** Keeps what has come of an answer as well, because the app quits; resolves as `settled`. */
  finish(): Promise<void>;
  /** From now on nothing is written any more; resolves when nothing is being written. Its folder is about to go. */
  letGo(): Promise<void>;
}

interface OwnerConversationParts {
  readonly node: Pick<NodeHandle, "state" | "subscribe" | "ask">;
  /** Null while nothing of the connection is on the disk. */
  readonly stateDir: () => string | null;
  readonly facts: Pick<DesktopFacts, "now" | "subscribe">;
  now(): number;
}

/** Forgotten with its gateway and with the device. What a newer version kept, or nobody can read, is left alone. */
export function createOwnerConversation(parts: OwnerConversationParts): OwnerConversation {
  const { node, stateDir, facts, now } = parts;
  const conversation = createConversation(node.ask);
  const keeper = createConversationKeeper(stateDir);
  const writer = createWriter(keeper);
  const isWanted = () => facts.now().preferences.keepConversations;
  const gatewayNow = () => node.state().gateway?.url ?? null;
  let problem: TurnsProblem | null = null;
  /** Read at the start, and not yet known to be of the gateway in use. */
  let found: KeptConversation | null = null;
  let gateway = gatewayNow();
  let wanted = isWanted();
  let gone = false;

  function begin(): void {
    const folder = stateDir();
    if (!wanted || folder === null) return;
    const read = readConversation(folder, now());
    if (read.kind === "kept") found = read.conversation;
    else if (read.kind !== "none") problem = { problem: read.kind, path: read.path };
    bringBack();
  }

  function bringBack(): void {
    if (found === null || gateway === null) return;
    const { gateway: whose, turns } = found;
    found = null;
    if (whose === gateway) conversation.restore(turns);
    else keeper.keep(null);
  }

  function keep(inAnyCase = false): void {
    if (gone || !wanted || problem?.problem === "unreadable") return;
    writer.write(gateway, conversation.turns(), inAnyCase);
  }

  function follow(): void {
    const before = gateway;
    const after = gatewayNow();
    // A node that cannot start knows of no gateway: that alone is no reason to forget.
    if (after === null && node.state().phase !== "unconfigured") return;
    gateway = after;
    if (before !== null && before !== after) conversation.forget();
    bringBack();
  }

  begin();
  conversation.subscribe(() => keep());
  node.subscribe(follow);
  facts.subscribe(() => {
    if (gone || wanted === isWanted()) return;
    wanted = isWanted();
    writer.renew();
    if (wanted) return keep();
    found = null;
    if (problem?.problem !== "unreadable") keeper.keep(null);
    problem = null;
  });
  return {
    ...conversation,
    forget() {
      found = null;
      if (problem?.problem === "set-aside") problem = null;
      conversation.forget();
    },
    problem: () => problem,
    settled: keeper.settled,
    finish() {
      if (conversation.turns().some(isAnswering)) keep(true);
      return keeper.settled();
    },
    letGo() {
      gone = true;
      return keeper.settled();
    },
  };
}

const isAnswering = ({ state }: Turn): boolean => state === "answering";

/** Writes not every piece of an answer: when a turn begins, when it ends, and in any case when it is told to. */
function createWriter({ keep }: Pick<ConversationKeeper, "keep">) {
  let written = "";
  return {
    write(gateway: string | null, turns: readonly Turn[], inAnyCase: boolean): void {
      const marks = JSON.stringify([gateway, turns.map(({ id, state }) => [id, state])]);
      if (marks === written && !inAnyCase) return;
      written = marks;
      if (turns.length === 0) keep(null);
      else if (gateway !== null) keep({ gateway, turns });
    },
    /** What it has written is not there any more. */
    renew(): void {
      written = "";
    },
  };
}

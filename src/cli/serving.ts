import type { Connection } from "../core/connections/connection.ts";
import { type FollowedConnections, followConnections } from "../core/connections/follow.ts";
import type { Asker, QuestionQueue } from "../core/exec/question/question.ts";
import { createTurns } from "../core/exec/question/turns.ts";
import { blockedState, connectingState } from "../core/node/before-node.ts";
import type { OpenNode } from "../core/node/open.ts";
import type { BlockedCause } from "../shared/blocked.ts";
import type { Question } from "../shared/question.ts";
import type { Result } from "../shared/result.ts";
import type { NodeState } from "../shared/state.ts";

/** How long until a folder that could not be had is tried again, ms. */
const LOOK_AGAIN = 5_000;

/** A connection that this process runs, or would. */
export interface Served {
  readonly connection: Connection;
  /** The node's, or why there is none. */
  readonly state: NodeState;
  /** Null while its folder cannot be had. */
  readonly opened: OpenNode | null;
}

/** All connections of one process: what one meets never keeps another from its work. */
export interface Serving {
  all(): readonly Served[];
  /** Called with the connection whose state changed, or that came. */
  subscribe(listener: (changed: Served) => void): () => void;
  /** The questions of all of them; of several each names its connection. */
  readonly questions: Pick<QuestionQueue, "attach" | "pending" | "answer">;
  /** Ends the node of this connection for another process, which is to have its folder; false where it stays. */
  letGo(id: string): boolean;
  /** Ends every node, and waits for all. */
  close(): Promise<void>;
}

export interface ServingOptions {
  readonly stateDir: string;
  /** What is served from the start; null in place of a node that could not be opened yet. */
  readonly first: readonly { readonly connection: Connection; readonly opened: OpenNode | null }[];
  /** False where one connection was asked for: none is added to it. */
  readonly all: boolean;
  readonly open: (connection: Connection) => Promise<Result<OpenNode, BlockedCause>>;
  /** A connection was added while this ran. */
  readonly onAdded: (connection: Connection) => void;
}

interface Entry {
  connection: Connection;
  state: NodeState;
  opened: OpenNode | null;
}

/** Runs the connections; one whose folder cannot be had is tried again, and those that are added are picked up. */
export const serve = (options: ServingOptions): Serving => new ServedConnections(options);

class ServedConnections implements Serving {
  readonly questions;
  readonly #options: ServingOptions;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<(changed: Served) => void>();
  readonly #steps = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #followed: FollowedConnections | null;
  #closed = false;

  constructor(options: ServingOptions) {
    this.#options = options;
    this.questions = createMergedQuestions(() => this.#entries);
    for (const { connection, opened } of options.first) this.#add(connection, opened);
    this.#followed = options.all
      ? followConnections({
          stateDir: options.stateDir,
          served: () => this.#entries.map(({ connection }) => connection.id),
          came: (connection) => {
            options.onAdded(connection);
            this.#add(connection, null);
          },
          changed: (there) => this.#compare(there),
        })
      : null;
  }

  all(): readonly Served[] {
    return this.#entries;
  }

  subscribe(listener: (changed: Served) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  letGo(id: string): boolean {
    const entry = this.#entries.find(({ connection }) => connection.id === id);
    if (this.#followed === null || entry === undefined || entry.connection.first) return false;
    this.#followed.leave(id);
    this.#drop(entry);
    // The answer first: with its folder the node gives back the socket it is said on.
    const ended = new Promise((resolve) => setImmediate(resolve))
      .then(() => entry.opened?.close())
      .finally(() => this.#steps.delete(ended));
    this.#steps.add(ended);
    const [first] = this.#entries;
    if (first !== undefined) this.#tell(first, first.state);
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#followed?.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#steps);
    await Promise.all(this.#entries.map(({ opened }) => opened?.close()));
  }

  #tell(entry: Entry, state: NodeState): void {
    entry.state = state;
    for (const listener of [...this.#listeners]) listener(entry);
  }

  #add(connection: Connection, opened: OpenNode | null): void {
    const entry: Entry = { connection, opened: null, state: connectingState(Date.now()) };
    this.#entries.push(entry);
    if (opened === null) this.#begin(entry);
    else this.#follow(entry, opened);
  }

  #follow(entry: Entry, opened: OpenNode): void {
    entry.opened = opened;
    opened.node.subscribe((state) => this.#tell(entry, state));
    this.questions.follow(opened.questions);
    this.#tell(entry, opened.node.state());
  }

  #begin(entry: Entry): void {
    const step = this.#attempt(entry).finally(() => this.#steps.delete(step));
    this.#steps.add(step);
  }

  async #attempt(entry: Entry): Promise<void> {
    if (!this.#entries.includes(entry)) return;
    const opened = await this.#options.open(entry.connection);
    if (this.#closed) return opened.ok ? opened.value.close() : undefined;
    if (opened.ok) return this.#follow(entry, opened.value);
    const { since, ...why } = blockedState(opened.failure);
    const { since: _before, ...shown } = entry.state;
    // The same as before is no news, and since when stays what it was.
    if (JSON.stringify(why) !== JSON.stringify(shown)) this.#tell(entry, { ...why, since });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#begin(entry);
    }, LOOK_AGAIN);
    this.#timers.add(timer);
  }

  /** Connections get another name and go. */
  #compare(there: readonly Connection[]): void {
    for (const entry of [...this.#entries]) {
      const found = there.find(({ id }) => id === entry.connection.id);
      if (found !== undefined) entry.connection = found;
      else if (entry.opened === null) this.#drop(entry);
    }
  }

  #drop(entry: Entry): void {
    this.#entries.splice(this.#entries.indexOf(entry), 1);
  }
}

/** One queue in front of many. */
function createMergedQuestions(entries: () => readonly Entry[]) {
  const askers = new Map<Asker, (() => void)[]>();
  const turns = createTurns();
  const named = (question: Question, { connection }: Entry): Question =>
    entries().length === 1 ? question : { ...question, gateway: `${connection.name} (${question.gateway})` };
  return {
    follow(queue: QuestionQueue): void {
      for (const [asker, detach] of askers) detach.push(queue.attach(asker));
    },
    attach(asker: Asker): () => void {
      const detach = entries().flatMap(({ opened }) =>
        opened === null ? [] : [opened.questions.attach(asker)],
      );
      askers.set(asker, detach);
      return () => {
        askers.delete(asker);
        for (const end of detach) end();
      };
    },
    pending: (): readonly Question[] =>
      turns.inTurn(
        entries().map((entry) =>
          (entry.opened?.questions.pending() ?? []).map((question) => named(question, entry)),
        ),
      ),
    answer: (...answer: Parameters<QuestionQueue["answer"]>): boolean =>
      entries().some(({ opened }) => opened?.questions.answer(...answer) ?? false),
  };
}

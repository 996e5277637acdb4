import type { AppSnapshot } from "../../shared/bridge.ts";
import type { OpenQuestions } from "../questions/open-questions.ts";
import type { OpenConnection } from "./connection.ts";
import { pageOf, questionsOf } from "./connection-view.ts";
import type { AppModel } from "./model.ts";
import type { NodeHandle } from "./node.ts";
import type { SupervisedNode } from "./supervised-node.ts";

/**
 * The gateways of this computer, of which the window shows one: its snapshot is that of the model. What concerns the
 * machine (its sleep, its network, quitting) concerns them all.
 */
export interface OpenConnections
  extends AppModel,
    Pick<NodeHandle, "worldChanged" | "close">,
    Pick<SupervisedNode, "busy" | "works"> {
  /** The first one first, one that is being set up last. Never empty once the app shows itself. */
  all(): readonly OpenConnection[];
  shown(): OpenConnection;
  /** By its id, also by the one it had while it was being set up. */
  find(id: string): OpenConnection | null;
  /** Its page as it is now, whether it is shown or not. */
  snapshotOf(connection: OpenConnection): AppSnapshot;
  /** For the window that asks: the questions of all. */
  questionSnapshot(): AppSnapshot;
  /** Calls this for each one there is, and for each that is added. */
  each(follow: (connection: OpenConnection) => void): void;
}

/** The same list, for those who change it. */
export interface ConnectionList extends OpenConnections {
  show(connection: OpenConnection): void;
  add(connection: OpenConnection): void;
  drop(connection: OpenConnection): void;
  /** Another one takes its place. */
  replace(connection: OpenConnection, by: OpenConnection): void;
  /** Something changed that only the snapshots show. */
  changed(): void;
}

/** Builds an empty list. */
export function createConnectionList(openQuestions: () => OpenQuestions): ConnectionList {
  let all: readonly OpenConnection[] = [];
  let shownId = "";
  const listeners = new Set<(snapshot: AppSnapshot) => void>();
  const followers: ((connection: OpenConnection) => void)[] = [];

  const find = (id: string) => all.find((one) => one.answersTo(id)) ?? null;

  function shown(): OpenConnection {
    const one = find(shownId) ?? all[0];
    if (one === undefined) throw new Error("no connection is open yet");
    return one;
  }

  function changed(): void {
    if (all.length === 0) return;
    const now = pageOf(shown(), all);
    for (const listener of listeners) listener(now);
  }

  function follow(connection: OpenConnection): void {
    connection.model.subscribe(() => {
      if (all.includes(connection)) changed();
    });
    for (const follower of followers) follower(connection);
  }

  return {
    all: () => all,
    shown,
    find,
    snapshot: () => pageOf(shown(), all),
    snapshotOf: (connection) => pageOf(connection, all),
    questionSnapshot: () => questionsOf(shown(), all, openQuestions().pending()),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    each(follower) {
      followers.push(follower);
      for (const connection of all) follower(connection);
    },
    worldChanged: (what) => all.forEach(({ node }) => void node.worldChanged(what)),
    busy: () => all.some(({ node }) => node.busy()),
    works: () => all.some(({ node }) => node.works()),
    async close() {
      // One that hangs does not keep the others from closing cleanly.
      await Promise.allSettled(
        all.flatMap(({ node, conversation }) => [conversation.finish(), node.close()]),
      );
    },
    show(connection) {
      shownId = connection.id;
      changed();
    },
    add(connection) {
      all = [...all, connection];
      follow(connection);
      changed();
    },
    drop(connection) {
      all = all.filter((one) => one !== connection);
      changed();
    },
    replace(connection, by) {
      all = all.map((one) => (one === connection ? by : one));
      follow(by);
      changed();
    },
    changed,
  };
}

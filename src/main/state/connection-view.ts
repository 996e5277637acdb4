import type { AppSnapshot, ConnectionItem, Connections, PendingQuestion } from "../../shared/bridge.ts";
import { standingOf } from "../../shared/standing.ts";
import { hostOf } from "../../shared/words/describe.ts";
import type { OpenConnection } from "./connection.ts";

/** What the pages of other connections show of this one. */
function itemOf(connection: OpenConnection): ConnectionItem {
  const { id, name, kept, node, signs } = connection;
  const state = node.state();
  return {
    id,
    name,
    draft: kept === null,
    standing: standingOf(state),
    gateway: hostOf(state.gateway?.url ?? ""),
    fingerprint: state.fingerprint,
    questions: node.questions().length,
    captures: signs.now(),
  };
}

/** Absent where there is only one. */
function connectionsOf(
  shown: OpenConnection,
  all: readonly OpenConnection[],
): { readonly connections?: Connections } {
  return all.length < 2 ? {} : { connections: { shown: shown.id, list: all.map(itemOf) } };
}

/** Says who asks, where there are several who could. */
function namedQuestions(
  questions: readonly PendingQuestion[],
  all: readonly OpenConnection[],
): readonly PendingQuestion[] {
  if (all.length < 2) return questions;
  return questions.map((pending) => {
    const asking = all.find(({ node }) => node.questions().some(({ id }) => id === pending.question.id));
    return asking === undefined ? pending : { ...pending, connection: asking.name };
  });
}

/** The page of one connection, among the others. */
export function pageOf(connection: OpenConnection, all: readonly OpenConnection[]): AppSnapshot {
  const snapshot = connection.model.snapshot();
  if (all.length < 2) return snapshot;
  return {
    ...snapshot,
    ...connectionsOf(connection, all),
    questions: namedQuestions(snapshot.questions, all),
  };
}

/** For the window that asks: the questions of all, in the order in which they are put. */
export function questionsOf(
  shown: OpenConnection,
  all: readonly OpenConnection[],
  pending: readonly PendingQuestion[],
): AppSnapshot {
  return { ...pageOf(shown, all), questions: namedQuestions(pending, all) };
}

import type { Question } from "../../../shared/question.ts";

/** The order in which one person is asked what several gateways ask. */
export interface Turns {
  /** The open questions of each gateway, oldest first, as one list. To be called at every change. */
  inTurn(queues: readonly (readonly Question[])[]): readonly Question[];
}

/**
 * First the oldest question of each gateway, in the order in which it became that, and behind them all others by age.
 * So a gateway that asks without end is heard once between two questions of another, and nothing but its own end moves
 * a question that is first.
 */
export function createTurns(): Turns {
  let order: readonly string[] = [];
  return {
    inTurn(queues) {
      const oldest = new Map(queues.flatMap(([question]) => (question ? [[question.id, question]] : [])));
      const stayed = order.filter((id) => oldest.has(id));
      const came = [...oldest.values()].filter(({ id }) => !order.includes(id)).sort(byAge);
      order = [...stayed, ...came.map(({ id }) => id)];
      const first = order.flatMap((id) => oldest.get(id) ?? []);
      return [...first, ...queues.flatMap((questions) => questions.slice(1)).sort(byAge)];
    },
  };
}

const byAge = (one: Question, other: Question): number => one.askedAt - other.askedAt;

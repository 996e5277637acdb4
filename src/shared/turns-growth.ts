import type { Turn } from "./conversation.ts";

/** What was added to the answer that is still coming. */
export interface TurnsGrowth {
  /** Of the turn. */
  readonly id: number;
  /** Where in the answer it belongs, UTF-16 units. */
  readonly at: number;
  readonly text: string;
}

/** What makes the second of these conversations of the first, if that is only more of its last answer. Pure. */
export function growthOf(before: readonly Turn[], after: readonly Turn[]): TurnsGrowth | null {
  const [was, is] = [before.at(-1), after.at(-1)];
  if (was === undefined || is === undefined || before.length !== after.length) return null;
  if (before.some((turn, index) => turn !== was && turn !== after[index])) return null;
  if (was.id !== is.id || was.state !== is.state || was.detail !== is.detail) return null;
  const at = was.answer.length;
  if (is.answer.length === at || !is.answer.startsWith(was.answer)) return null;
  return { id: is.id, at, text: is.answer.slice(at) };
}

/** The conversation with what was added; "behind" when something in between is missing. Pure. */
export function grown(turns: readonly Turn[], { id, at, text }: TurnsGrowth): readonly Turn[] | "behind" {
  const turn = turns.find((one) => one.id === id);
  if (turn === undefined) return "behind";
  const { answer } = turn;
  // It was already in a snapshot that overtook it.
  if (answer.length >= at + text.length) return turns;
  if (answer.length !== at) return "behind";
  return turns.map((one) => (one === turn ? { ...turn, answer: answer + text } : one));
}

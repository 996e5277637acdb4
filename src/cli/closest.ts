/** Edits from one word to the other: a letter added, removed or replaced. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** A longer word is not a typo of a command or an option, and would only cost time. */
const MAX_WORD_LENGTH = 40;

/** The known word that was probably meant; null when none is near enough. */
export function closest(word: string, known: readonly string[]): string | null {
  if (word.length > MAX_WORD_LENGTH) return null;
  const near = known
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.edits - other.edits);
  return near[0]?.candidate ?? null;
}

/**
 * Columns a text takes on a terminal, never too few: whatever is not ASCII counts as two, because terminals differ in
 * what they draw wide.
 */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += character >= " " && character <= "~" ? 1 : 2;
  return cells;
}

/** Cuts where the line is full and loses no character: for what must be read exactly. */
export function cut(text: string, width: number): readonly string[] {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let line = "";
  let cells = 0;
  for (const character of text) {
    const more = cellsOf(character);
    if (cells + more > room) {
      lines.push(line);
      line = "";
      cells = 0;
    }
    line += character;
    cells += more;
  }
  return [...lines, line];
}

/** Breaks at spaces; a word longer than the line is cut so that the terminal does not wrap it. */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && cellsOf(line) + 1 + cellsOf(word) <= room) {
      line += ` ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = cut(word, room);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  return [...lines, line];
}

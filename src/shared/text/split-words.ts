/**
 * The words of a command line as a person types it: separated by spaces, "quoted" or 'quoted' where they hold some. A
 * backslash is part of the word on Windows, whose paths are full of them; elsewhere it takes the next character as it
 * is. Nothing is expanded. Null when a quotation mark is not closed. Pure.
 */
export function splitWords(line: string, { windows }: { readonly windows: boolean }): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    if (character === "\\" && quote !== "'" && next !== "" && (!windows || next === '"')) {
      word = (word ?? "") + next;
      at++;
    } else if (quote !== null) {
      if (character === quote) quote = null;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + character;
  }
  if (quote !== null) return null;
  return word === null ? words : [...words, word];
}

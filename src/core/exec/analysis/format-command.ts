/**
 * A command on one line, as the gateway writes and compares it (`commandText` of a plan, measured with 2026.9.6):
 * quotes only around empty words and words with blanks or quotes.
 */
export function formatCommand(argv: readonly string[]): string {
  return argv
    .map((word) => {
      if (word === "") return '""';
      return /[\s"]/.test(word) ? `"${word.replaceAll('"', '\\"')}"` : word;
    })
    .join(" ");
}

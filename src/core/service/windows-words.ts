/**
 * One word of a Windows command line, quoted so that CommandLineToArgvW gives it back: backslashes count only before a
 * quote ("Parsing C command-line arguments", Microsoft).
 */
export function windowsWord(word: string): string {
  if (word !== "" && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}

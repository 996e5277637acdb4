import { wrapLines } from "./view/wrap-lines.ts";

/** No narrower than this, however small the window says it is. */
const MIN_COLUMNS = 20;

function fitted(text: string, stream: NodeJS.WriteStream): string {
  const columns = stream.isTTY ? stream.columns : 0;
  return columns >= MIN_COLUMNS ? wrapLines(text, columns) : text;
}

/** Writes sentences to standard output: wrapped at words on a terminal, as they are elsewhere. */
export const print = (text: string): void => void process.stdout.write(fitted(text, process.stdout));

/** Writes sentences to standard error: wrapped at words on a terminal, as they are elsewhere. */
export const printError = (text: string): void => void process.stderr.write(fitted(text, process.stderr));

/** Writes one line of JSON to standard output, for a program to read. */
export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** The answer of a command: a value for a program with `--json`, sentences for a person without it. */
export const answer = ({ json }: { readonly json: boolean }, value: unknown, text: string): void =>
  json ? printJson(value) : print(text);

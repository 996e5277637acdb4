import { cellsOf } from "./wrap.ts";

/** Programs whose command lines appear in our sentences to be copied. */
const PROGRAMS = [
  "clawtray",
  "openclaw",
  "sudo",
  "systemctl",
  "loginctl",
  "journalctl",
  "ssh",
  "ssh-keygen",
  "openssl",
];

/**
 * A command to copy: it begins a line or follows a colon or "or", and ends with the sentence, before a bracket, or
 * before another "or".
 */
const COMMAND = new RegExp(
  `(?<=^\\s*|[:,] |\\bor )(?:${PROGRAMS.join("|")}) (?:(?! \\(|,? or )[^\\n])+?(?=[.;](?: |$)|,? or | \\(|$)`,
  "g",
);

/**
 * Replaces a space inside a command while lines are broken at the others; a private-use character, so never part of a
 * word.
 */
const GLUE = "\ue000";

/** Where a line's continuation goes: below its text, even in a table whose last column begins near enough. */
function indentOf(line: string, columns: number): number {
  const columnStarts = [...line.matchAll(/ {2,}(?=\S)/g)].map((match) => match.index + match[0].length);
  const start = /^ */.exec(line)?.[0].length ?? 0;
  return columnStarts.findLast((at) => at <= columns / 2) ?? start;
}

function wrapLine(line: string, columns: number): string {
  if (cellsOf(line) <= columns) return line;
  const glued = line.replace(COMMAND, (command) => command.replaceAll(" ", GLUE));
  const indent = indentOf(line, columns);
  const lines: string[] = [];
  let current = glued.slice(0, indent);
  let empty = true;
  for (const word of glued.slice(indent).split(" ")) {
    if (!empty && cellsOf(current) + 1 + cellsOf(word) > columns) {
      lines.push(current.trimEnd());
      current = " ".repeat(indent);
      empty = true;
    }
    current += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, current].join("\n").replaceAll(GLUE, " ");
}

/**
 * Breaks long lines at words, with the continuation below the text it belongs to. Never inside a command, an address or
 * anything else that may be copied: what does not fit gets a line of its own and is left to the terminal, which copies
 * it in one piece. Pure.
 */
export const wrapLines = (text: string, columns: number): string =>
  text
    .split("\n")
    .map((line) => wrapLine(line, columns))
    .join("\n");

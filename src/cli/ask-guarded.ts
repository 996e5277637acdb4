import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { isForeground } from "./foreground.ts";
import { answerOf, silenceEcho } from "./terminal.ts";
import { cellsOf } from "./view/wrap.ts";

/** More than a person types between two reads. */
const PASTED = 5;

/** Nothing but a scheme and a host, or an IP address: no part of it can be a secret. */
const PLAIN =
  /^(?:(?:wss?|https?):\/\/[^\s/?#@]+|ssh:\/\/(?:[^\s/?#@:]+@)?[^\s/?#@]+|\d+(?:\.\d+){3}(?::\d*)?)\/?$/i;
/** A fragment, a query, a join link, a setup code, a password before a host, or a run that may be a token. */
const SECRET = /#|\?(?!g?a?t?e?w?a?y?=?\d*$)|\/j\/|eyJ|oc-pair:|:[^/]*@|[\w-]{24,}/i;

/** What may be shown of an answer: what was typed, and of what may hold a secret only how long it is. Pure. */
export function shownAnswer(line: string, { pasted }: { readonly pasted: boolean }): string {
  if (line === "" || !(SECRET.test(line) || (pasted && !PLAIN.test(line)))) return line;
  return `(${[...line].length} characters, not shown)`;
}

/**
 * Asks for one line that may be typed, or pasted and a secret: a setup code, over several lines as well, a dashboard's
 * link with its token. What may be one is not shown, so that it stays neither on the screen nor in what the terminal
 * keeps of it. Null when the input ends or is not a terminal.
 */
export async function askGuarded(question: string): Promise<string | null> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !isForeground()) return null;
  silenceEcho();
  const prompt = question.split("\n").at(-1) ?? "";
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  let pasted = false;
  let isContinued = false;
  let drawn = "";
  const draw = (): void => {
    // The answer stays as it is shown, unless more came with it.
    if (lines.line === "" && isContinued) return;
    if (lines.line === "") pasted = false;
    const shown = shownAnswer(lines.line, { pasted });
    const behind = shown === lines.line ? cellsOf(lines.line.slice(lines.cursor)) : 0;
    const room = Math.max(20, stderr.columns || 80) - prompt.length - 1;
    const text = `\r\u001b[K${prompt}${[...shown].slice(-room).join("")}${behind === 0 ? "" : `\u001b[${behind}D`}`;
    if (text !== drawn) stderr.write(text);
    drawn = text;
  };
  // Before the keys of the same piece are taken.
  const look = (piece: Buffer): void => {
    const text = piece.toString("utf8");
    if (!text.startsWith("\u001b") && [...text.trimEnd()].length >= PASTED) pasted = true;
  };
  stdin.prependListener("data", look);
  stdin.on("keypress", draw);
  lines.on("line", () => {
    isContinued = true;
  });
  stderr.write(question);
  const again = (): void => {
    drawn = "";
    stderr.write(question);
    draw();
  };
  const answer = await answerOf(lines, { pasted: true, again });
  stdin.off("data", look);
  stdin.off("keypress", draw);
  stderr.write("\n");
  return answer;
}

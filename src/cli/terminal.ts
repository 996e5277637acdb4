import { spawnSync } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { isForeground } from "./foreground.ts";

/** How a question is answered. */
interface Answering {
  /** All the lines that came at once are one answer, as of a code that was broken over lines. */
  readonly pasted: boolean;
  /** Shows the question once more: it is open again after Ctrl+Z and `fg`. */
  readonly again: () => void;
}

let isSilenced = false;

/**
 * From the first question on the terminal shows nothing by itself: what is typed or pasted while an answer is being
 * tried, before the next question is there, may be a secret. Only its echo is off, so that Ctrl+C still ends the
 * program; Node gives the terminal back as it was at the start, however the program ends. A console of Windows shows
 * nothing that is not being read. For the foreground only.
 */
export function silenceEcho(): void {
  if (isSilenced || process.platform === "win32") return;
  isSilenced = true;
  // The mode to which libuv returns after a question is the one before it.
  spawnSync("stty", ["-echo"], {
    stdio: ["inherit", "ignore", "ignore"],
    env: { PATH: process.env.PATH },
    timeout: 1_000,
  });
}

/** What a person answers; null when Ctrl+C, Ctrl+D or the end of the input closed the question. */
export function answerOf(lines: Interface, { pasted, again }: Answering): Promise<string | null> {
  const taken: string[] = [];
  lines.on("line", (line) => {
    taken.push(line);
    if (!pasted) lines.close();
    // What came with it is read in the same turn; what has no end yet waits for the key.
    else setImmediate(() => lines.line === "" && lines.close());
  });
  lines.once("SIGINT", () => {
    taken.length = 0;
    lines.close();
  });
  lines.on("SIGCONT", () => {
    again();
    // Nothing is read before that, and the program would end.
    lines.resume();
  });
  return new Promise((resolve) => {
    lines.once("close", () => {
      const answer = pasted ? taken.join("\n") : taken[0];
      resolve(taken.length === 0 ? null : (answer ?? null));
    });
  });
}

/** Asks for one line; null when the input ends or is not a terminal. `hidden` does not show what is typed. */
export async function ask(
  question: string,
  { hidden }: { readonly hidden: boolean },
): Promise<string | null> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !isForeground()) return null;
  silenceEcho();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // The question is the prompt, so that it is there again where the line is drawn anew.
  const lines = createInterface({
    input: stdin,
    output: hidden ? nowhere : stderr,
    prompt: question,
    terminal: true,
  });
  // Only now: a key that is pressed as soon as the question is read finds the terminal ready for it.
  stderr.write(question);
  const again = (): void => void (hidden && stderr.write(question));
  const answer = await answerOf(lines, { pasted: false, again });
  if (hidden || answer === null) stderr.write("\n");
  return answer;
}

/**
 * Calls back for each key until stopped; what comes in one piece (a pasted text, the sequence of an arrow key) is one
 * key, so that no letter in it is taken for an answer. Does nothing when the input is not a terminal.
 */
export function listenKeys(onKey: (key: string) => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  const listener = (data: Buffer): void => {
    onKey(data.toString("utf8"));
  };
  // Set again even if it was set before: a shell that had the terminal in between has changed it.
  stdin.setRawMode(false);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on("data", listener);
  return () => {
    stdin.off("data", listener);
    // In the background, the shell has set the terminal the way it wants it.
    if (isForeground()) stdin.setRawMode(false);
    stdin.pause();
  };
}

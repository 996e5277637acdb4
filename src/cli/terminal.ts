import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Asks for one line; null when the input ends or is no terminal. `hidden` does not show what is typed. */
export function ask(question: string, how: { readonly hidden: boolean }): Promise<string | null> {
  if (!process.stdin.isTTY) return Promise.resolve(null);
  return new Promise((resolve) => {
    process.stderr.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const output = how.hidden ? nowhere : process.stderr;
    const lines = createInterface({ input: process.stdin, output, terminal: true });
    let answer: string | null = null;
    lines.once("line", (line) => {
      answer = line;
      lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      if (how.hidden || answer === null) process.stderr.write("\n");
      resolve(answer);
    });
  });
}

/**
 * Calls back for each key until stopped; what comes in one piece (a pasted text, the sequence of an
 * arrow key) is one key, so that no letter in it is taken for an answer. Does nothing where the
 * input is no terminal.
 */
export function listenKeys(onKey: (key: string) => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  const listener = (data: Buffer): void => {
    onKey(data.toString("utf8"));
  };
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on("data", listener);
  return () => {
    stdin.off("data", listener);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

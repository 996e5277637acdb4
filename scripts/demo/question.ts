import { createInterface } from "node:readline";

/** `nobody` when there is no terminal to ask at. */
export type Answer = "yes" | "no" | "nobody";

/** Asks a question whose answer is No unless somebody types yes. */
export function askYesOrNo(question: string): Promise<Answer> {
  if (!process.stdin.isTTY) return Promise.resolve("nobody");
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    // The terminal hands Ctrl-C to us while we ask; everything else must hear of it too.
    lines.once("SIGINT", () => {
      process.stdout.write("\n");
      process.kill(process.pid, "SIGINT");
    });
    lines.once("close", () => resolve("no"));
    lines.question(question, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()) ? "yes" : "no");
      lines.close();
    });
  });
}

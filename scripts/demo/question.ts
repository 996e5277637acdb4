import { createInterface } from "node:readline";

/** `nobody` when there is no terminal to ask at. */
export type Answer = "yes" | "no" | "nobody";

/** Yes, No (which a bare Return means too), or null when it is neither. */
const answerIn = (typed: string): Answer | null => {
  const word = typed.trim();
  if (/^y(es)?$/i.test(word)) return "yes";
  return word === "" || /^no?$/i.test(word) ? "no" : null;
};

/** Asks until somebody types yes or no; a bare Return, and the end of the input, mean No. */
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
    const put = (text: string): void =>
      lines.question(text, (typed) => {
        const answer = answerIn(typed);
        if (answer === null) return put("Please type y or n: ");
        resolve(answer);
        lines.close();
      });
    put(question);
  });
}

import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { answerOf } from "../../../src/cli/terminal.ts";

/** A question that is open, with what is typed. */
function asked({ pasted }: { readonly pasted: boolean }) {
  const input = new PassThrough();
  const again = vi.fn();
  const lines = createInterface({ input, output: new PassThrough(), terminal: true });
  return { input, again, answer: answerOf(lines, { pasted, again }) };
}

test.each<[string, readonly string[], string | null]>([
  ["one line", ["10.0.0.1\r"], "10.0.0.1"],
  ["a code that was broken over lines", ["eyJ1\r\ncmwi\r"], "eyJ1\ncmwi"],
  ["one whose last line was ended by a key", ["eyJ1\rcm", "wi\r"], "eyJ1\ncmwi"],
  ["an empty line", ["\r"], ""],
  ["Ctrl+C", ["10.0\u0003"], null],
  ["Ctrl+C behind a line", ["10.0\rab\u0003"], null],
  ["Ctrl+D", ["\u0004"], null],
])("a question that takes what is pasted is answered by %s", async (_what, pieces, expected) => {
  const { input, answer } = asked({ pasted: true });
  for (const piece of pieces) {
    input.write(piece);
    await new Promise(setImmediate);
  }
  expect(await answer).toBe(expected);
});

test("any other question takes the first line only", async () => {
  const { input, answer } = asked({ pasted: false });
  input.write("first\rsecond\r");
  expect(await answer).toBe("first");
});

test("after Ctrl+Z and fg a question is shown again, and answered", async () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  const { input, again, answer } = asked({ pasted: false });
  input.write("10.0\u001a");
  await vi.waitFor(() => expect(kill).toHaveBeenCalledWith(process.pid, "SIGTSTP"), 20_000);
  process.emit("SIGCONT");
  expect(again).toHaveBeenCalledOnce();
  input.write(".0.1\r");
  expect(await answer).toBe("10.0.0.1");
});

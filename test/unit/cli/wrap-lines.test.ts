import { expect, test } from "vitest";
import { wrapLines } from "../../../src/cli/view/wrap-lines.ts";

test("a line that fits stays as it is, and so do line breaks", () => {
  expect(wrapLines("one two\n\n  three\n", 20)).toBe("one two\n\n  three\n");
});

test("a long line is broken at words", () => {
  expect(wrapLines("This computer has no identity yet.", 20)).toBe("This computer has no\nidentity yet.");
});

test.each([
  [
    "There is no gateway. Specify one: clawtray run --gateway HOST",
    "There is no gateway. Specify\none:\nclawtray run --gateway HOST",
  ],
  [
    "Nobody said yes. To undo it: clawtray approvals remove 4f2a. It is listed.",
    "Nobody said yes. To undo it:\nclawtray approvals remove 4f2a.\nIt is listed.",
  ],
  [
    "Try: clawtray approvals allow git, or clawtray approvals allow /usr/bin/git (its path).",
    "Try:\nclawtray approvals allow git,\nor\nclawtray approvals allow /usr/bin/git\n(its path).",
  ],
])("never inside a command to copy: %s", (text, wrapped) => {
  expect(wrapLines(text, 30)).toBe(wrapped);
});

test("a word longer than the line is not cut", () => {
  const address = `https://gateway.example/${"a".repeat(40)}`;
  expect(wrapLines(`See ${address} for more.`, 30)).toBe(`See\n${address}\nfor more.`);
});

test("the continuation is below the text it belongs to", () => {
  expect(wrapLines("  Gateway: one two three four", 20)).toBe("  Gateway: one two\n  three four");
  expect(wrapLines("ok    port    it answers and is a gateway", 32)).toBe(
    "ok    port    it answers and is\n              a gateway",
  );
});

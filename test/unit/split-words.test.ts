import { expect, test } from "vitest";
import { splitWords } from "../../src/shared/text/split-words.ts";

const elsewhere = { windows: false };
const windows = { windows: true };

test.each([
  ["", []],
  ["  npx   -y server ", ["npx", "-y", "server"]],
  ['a "two words" b', ["a", "two words", "b"]],
  ["a 'two \"words\"' b", ["a", 'two "words"', "b"]],
  ['--x="a b"c', ["--x=a bc"]],
  ['""', [""]],
  ['a\\ b "say \\"so\\"" c\\', ["a b", 'say "so"', "c\\"]],
  ["$HOME `id` ; rm *", ["$HOME", "`id`", ";", "rm", "*"]],
])("%j is read as a terminal would, and nothing is expanded", (line, words) => {
  expect(splitWords(line, elsewhere)).toEqual(words);
});

test("a backslash belongs to a path on Windows", () => {
  expect(splitWords('"C:\\Program Files\\node.exe" D:\\a\\b "say \\"so\\""', windows)).toEqual([
    "C:\\Program Files\\node.exe",
    "D:\\a\\b",
    'say "so"',
  ]);
});

test.each(['a "b', "a 'b", '"'])("%j is not closed", (line) => {
  expect(splitWords(line, elsewhere)).toBeNull();
});

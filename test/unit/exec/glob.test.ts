import { expect, test } from "vitest";
import { matchesGlob } from "../../../src/core/exec/policy/glob.ts";
import { seededRandom } from "../../support/seeded-random.ts";

/** What a pattern means, as an expression: right, and for hostile patterns endless. */
function expression(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === "**/") return "(?:[^/]+/)*";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      return part === "?" ? "[^/]" : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`, "su");
}

test("a pattern means what its expression means, for patterns and paths at random", () => {
  const random = seededRandom(3);
  const pick = (pieces: readonly string[], most: number): string =>
    Array.from(
      { length: Math.floor(random() * most) },
      () => pieces[Math.floor(random() * pieces.length)],
    ).join("");
  let matches = 0;
  for (let round = 0; round < 30_000; round += 1) {
    const pattern = pick(["a", "b", "/", "*", "**", "**/", "?", "/**/"], 6);
    const path = pick(["a", "b", "/", "ab", "/a"], 8);
    const expected = expression(pattern).test(path);
    if (expected) matches += 1;
    expect(matchesGlob(pattern, path, { caseless: false }), `${pattern} ${path}`).toBe(expected);
  }
  expect(matches).toBeGreaterThan(1_000);
});

test("a pattern knows no upper case where the system does not", () => {
  expect(matchesGlob("C:/Tools/*.EXE", "c:/tools/a.exe", { caseless: true })).toBe(true);
  expect(matchesGlob("/Tools/*", "/tools/a", { caseless: false })).toBe(false);
});

import { describe, expect, test } from "vitest";
import { harmlessOnWindows, isHarmlessBuiltin } from "../../../src/core/exec/analysis/windows-readers.ts";

describe("what cmd does itself", () => {
  test.each([
    [["dir"]],
    [["DIR", "/s", "/b"]],
    [["dir", "C:\\work\\*.txt"]],
    [["type", "readme.txt"]],
    [["ver"]],
    [["vol", "C:"]],
    [["echo", "hello", "there"]],
    [["cd"]],
    [["date", "/t"]],
    [["time", "/T"]],
  ])("%j only prints", (command) => expect(isHarmlessBuiltin(command)).toBe(true));

  test.each([
    [["type"]],
    [["type", "con"]],
    [["type", "C:\\work\\com1.txt"]],
    [["type", "com1 .txt"]],
    [["type", "readme.txt:hidden"]],
    [["type", "\\\\server\\share\\f"]],
    [["type", "\uff3c\uff3cserver\uff3cshare\uff3cf"]],
    [["type", "\u00a5\u00a5server\u00a5share\u00a5f"]],
    [["dir", "//server/share"]],
    [["cd", "C:\\work"]],
    [["date", "01-01-2030"]],
    [["time", "12:00"]],
    [["ver", "x"]],
    [["vol", "\\\\server\\share"]],
    [["del", "readme.txt"]],
    [["set"]],
    [["toString"]],
  ])("%j does not, or not for certain", (command) => expect(isHarmlessBuiltin(command)).toBe(false));
});

describe("a reader of Windows", () => {
  test("says which folders it goes through", () => {
    expect(harmlessOnWindows("findstr", ["x", "C:\\users\\jo\\a.txt"])).toEqual({ below: [] });
    expect(harmlessOnWindows("findstr", ["/si", "x", "C:\\users\\jo\\*"])).toEqual({
      below: [".", "C:\\users\\jo"],
    });
  });

  test.each(["\uff0ff:list", "\uff0df", "a\u201d /f:list", "\u2044f:list", "\u2215f:list", "a\u00a0b"])(
    "is not trusted with %j, which may be another word to it",
    (word) => expect(harmlessOnWindows("findstr", ["x", word])).toBeNull(),
  );

  test("is trusted with letters of every language", () => {
    expect(harmlessOnWindows("findstr", ["Jörg Müller", "日本語.txt"])).toEqual({ below: [] });
  });
});

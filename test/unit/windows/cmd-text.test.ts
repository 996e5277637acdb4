import { describe, expect, test } from "vitest";
import { parseCmdText, pinPrograms } from "../../../src/core/exec/analysis/cmd-text.ts";

describe("texts that are taken apart", () => {
  test.each<[string, readonly (readonly string[])[]]>([
    ["git status", [["git", "status"]]],
    ["  git   status  ", [["git", "status"]]],
    ["git\tstatus", [["git", "status"]]],
    [
      '"C:\\Program Files (x86)\\Git\\bin\\git.exe" status',
      [["C:\\Program Files (x86)\\Git\\bin\\git.exe", "status"]],
    ],
    ['findstr "a b" file.txt', [["findstr", "a b", "file.txt"]]],
    [
      "git status && git log",
      [
        ["git", "status"],
        ["git", "log"],
      ],
    ],
    [
      "git status & git log",
      [
        ["git", "status"],
        ["git", "log"],
      ],
    ],
    ["a | b || c", [["a"], ["b"], ["c"]]],
    ['findstr "a & b | c" f', [["findstr", "a & b | c", "f"]]],
    ['findstr "(x) <y>" f', [["findstr", "(x) <y>", "f"]]],
    ["where.exe git", [["where.exe", "git"]]],
    ["timeout2 /t 1", [["timeout2", "/t", "1"]]],
    ["start-here now", [["start-here", "now"]]],
  ])("%s", (text, commands) => {
    expect(parseCmdText(text)).toEqual({ ok: true, commands });
  });
});

describe("texts that are not understood", () => {
  test.each([
    ["an empty text", ""],
    ["a variable", "echo2 %PATH%"],
    ["a variable in quotes", 'findstr "%USERPROFILE%" f'],
    ["delayed expansion", "tool !x!"],
    ["an escape", "tool ^& calc"],
    ["an escaped quote, after which cmd and the program disagree", 'tool ^"x" & calc'],
    ["a redirection", "tool > out.txt"],
    ["a redirection from a file", "tool < in.txt"],
    ["a block", "(tool)"],
    ["a new line", "tool\ncalc"],
    ["a carriage return", "tool\rcalc"],
    ["a control character", "tool\u001acalc"],
    ["an unclosed quote", 'tool "a'],
    ["a quote after an equals sign", 'git log --format="one line"'],
    ["a quote inside a word", 'tool a"b c"d'],
    ["two quotes in a row", 'tool "a""b"'],
    ["a backslash before a quote", 'tool "C:\\dir\\" "& calc"'],
    ["an escaped quote of the program", 'tool \\"a & calc'],
    ["an operator with nothing before it", "& calc"],
    ["an operator with nothing after it", "git status &"],
    ["cmd's own echo", "echo hello"],
    ["cmd's own echo with a dot", "echo.hello"],
    ["cmd's own cd with a backslash", "cd\\windows"],
    ["cmd's own cd with dots", "cd.."],
    ["cmd's own dir in capitals", "DIR"],
    ["cmd's own start", "start calc"],
    ["cmd's own call", "call x.bat"],
    ["cmd's own for", "for /f %i in (x) do calc"],
    ["cmd's own set", "set PATH=C:\\evil"],
    ["a switch joined to the name", "dir/s"],
    ["a switch joined to another name", "tool/x"],
    ["a name after a silent sign", "@calc"],
    ["a name after a separator", ",calc"],
    ["a name after another separator", ";calc"],
    ["a name after an equals sign", "=calc"],
    ["a label", ":calc"],
    ["cmd's own in a later command", "git status && del x"],
    ["too long a text", `tool ${"x".repeat(9000)}`],
    ["too many commands", Array(100).fill("tool").join("&")],
  ])("%s", (_what, text) => {
    expect(parseCmdText(text)).toMatchObject({ ok: false });
  });
});

test("texts of a megabyte are refused without being read to their end", () => {
  for (const text of ['"'.repeat(1e6), "&".repeat(1e6), "a ".repeat(5e5), `"${"a".repeat(1e6)}`]) {
    expect(parseCmdText(text)).toEqual({ ok: false, why: "too long" });
  }
});

describe("programs named by their paths", () => {
  const paths: Readonly<Record<string, string>> = {
    git: "C:\\Git\\git.exe",
    tool: "C:\\t\\tool.exe",
    "C:\\a b\\x.exe": "C:\\a b\\x.exe",
  };
  test.each([
    ["git status", '"C:\\Git\\git.exe" status'],
    ["  git git", '  "C:\\Git\\git.exe" git'],
    [
      'git "a & tool" && tool x|git',
      '"C:\\Git\\git.exe" "a & tool" && "C:\\t\\tool.exe" x|"C:\\Git\\git.exe"',
    ],
    ['"C:\\a b\\x.exe" "y z" & tool', '"C:\\a b\\x.exe" "y z" & "C:\\t\\tool.exe"'],
    ["nothing-there x", null],
    ["git %x%", null],
  ])("%s", (text, expected) => {
    expect(pinPrograms(text, (name) => paths[name] ?? null)).toBe(expected);
  });
});

import { describe, expect, test } from "vitest";
import {
  readTypedWindowsProgram,
  type TypingWorld,
} from "../../../src/core/exec/policy/typed-windows-program.ts";
import { typedCases } from "./typed-program.table.ts";

const folders = ["c:\\", "c:\\tools", "c:\\program files", "c:\\program files\\own tool", "c:\\users\\jo"];
const files = [
  "c:\\tools\\tool.exe",
  "c:\\tools\\both.com",
  "c:\\tools\\both.exe",
  "c:\\tools\\notes.txt",
  "c:\\tools\\shell",
  "c:\\program files\\own tool\\own tool.exe",
  "c:\\users\\jo\\bin\\mine.exe",
  "c:\\link\\tool.exe",
];

/** What other names lead to. */
const otherNames: readonly (readonly [string, string])[] = [
  ["c:\\progra~1", "C:\\Program Files"],
  ["c:\\link", "C:\\tools"],
  ["x:\\tools", "\\\\server\\share\\tools"],
];

function realPath(path: string): string | null {
  const lower = path.toLowerCase();
  const other = otherNames.find(([name]) => lower === name || lower.startsWith(`${name}\\`));
  if (other !== undefined) return other[1] + path.slice(other[0].length);
  return folders.includes(lower) || files.includes(lower) ? path : null;
}

const world: TypingWorld = {
  home: "C:\\users\\jo",
  environment: {
    ProgramFiles: "C:\\Program Files",
    "ProgramFiles(x86)": "C:\\Program Files (x86)",
    LOCALAPPDATA: "C:\\users\\jo\\AppData\\Local",
    HOMEDRIVE: "C:",
    HOMEPATH: "\\users\\jo",
    SystemDrive: "C:",
    Path: "C:\\tools;C:\\second",
    HOMESHARE: "\\\\server\\homes\\jo",
    NESTED: "%ProgramFiles%",
    EMPTY: "",
  },
  look(path) {
    const lower = path.toLowerCase();
    if (folders.includes(lower)) return "folder";
    return files.includes(lower) ? "file" : "nothing";
  },
  realPath,
  endings: [".COM", ".EXE", ".BAT", ".CMD"],
};

describe("what is typed as a program to be trusted on Windows", () => {
  test.each(typedCases.map((row) => [row.what, row] as const))("%s", (_what, { typed, stored, missing }) => {
    const read = readTypedWindowsProgram(typed, world);
    if (typeof stored === "string")
      expect(read).toEqual({ ok: true, value: { pattern: stored, missing: missing ?? false } });
    else expect(read).toEqual({ ok: false, failure: expect.stringMatching(stored) });
  });

  test("is read again as itself", () => {
    for (const { typed } of typedCases) {
      const read = readTypedWindowsProgram(typed, world);
      if (!read.ok) continue;
      expect(readTypedWindowsProgram(read.value.pattern, world), typed).toEqual(read);
    }
  });
});

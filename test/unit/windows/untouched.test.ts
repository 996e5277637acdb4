import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { examineRun } from "../../../src/core/exec/examine-run.ts";
import type { ExecSetup } from "../../../src/core/exec/exec-setup.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Every path the file system was asked about. */
const touched: string[] = vi.hoisted(() => []);

vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const watched = <Call extends (...words: never[]) => unknown>(call: Call): Call => {
    const wrapper = (...words: Parameters<Call>) => {
      if (typeof words[0] === "string") touched.push(words[0]);
      return call(...words);
    };
    return Object.assign(wrapper, call) as unknown as Call;
  };
  const realpathSync = Object.assign(watched(real.realpathSync), {
    native: watched(real.realpathSync.native),
  });
  return {
    ...real,
    realpathSync,
    statSync: watched(real.statSync),
    lstatSync: watched(real.lstatSync),
    openSync: watched(real.openSync),
    readdirSync: watched(real.readdirSync),
    readFileSync: watched(real.readFileSync),
    accessSync: watched(real.accessSync),
    existsSync: watched(real.existsSync),
  };
});

const stateDir = "C:\\users\\jo\\node";

function examine(argv: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const cwd = temporaryDirectory();
  // What stands in for the program, which cannot lie at a path of Windows here.
  const file = join(cwd, "tool.exe");
  mkdirSync(cwd, { recursive: true });
  writeFileSync(file, "");
  const located = { path: file, realPath: file };
  const setup = {
    platform: "win32",
    home: cwd,
    clock: systemClock,
    ownPlaces: { stateDir, programs: [] },
  } as unknown as ExecSetup;
  touched.length = 0;
  return examineRun(
    { argv, cwd, rawCommand: null, variables } as unknown as Parameters<typeof examineRun>[0],
    setup,
    { locate: (name) => (/^[\\/]{2}/.test(name) ? null : located), inherited: {} },
  );
}

const list = { allowlist: [{ pattern: "tool", argPattern: "^.*$" }], autoAllowSkills: false } as never;

beforeEach(() => {
  touched.length = 0;
});

describe("another computer is not asked anything before a person said so", () => {
  test.each([
    ["a word", ["tool", "\\\\server\\share\\x.txt"]],
    ["a word with slashes", ["tool", "//server/share/x.txt"]],
    ["a word with both", ["tool", "/\\server\\share\\x.txt"]],
    ["the value of an option", ["tool", "--file=\\\\server\\share\\x.txt"]],
    ["the value of a switch of Windows", ["tool", "/f:\\\\server\\share\\x.txt"]],
    ["a word in quotes", ["tool", '"\\\\server\\share\\x.txt"']],
    ["a word of a list", ["tool", "a;\\\\server\\share\\x.txt"]],
    ["a raw path", ["tool", "\\\\?\\UNC\\server\\share\\x.txt"]],
    ["a pipe", ["tool", "\\\\.\\pipe\\x"]],
    ["a script", ["node", "\\\\server\\share\\x.js"]],
    ["a script with slashes", ["python", "//server/share/x.py"]],
    ["a text for cmd", ["cmd.exe", "/d", "/s", "/c", "tool \\\\server\\share\\x.txt"]],
    [
      "a text for cmd that is not understood",
      ["cmd.exe", "/d", "/s", "/c", "tool > \\\\server\\share\\x.txt"],
    ],
  ])("%s", (_what, argv) => {
    const examined = examine(argv);
    if (examined.ok) examined.value.trust(list, []);
    else expect(examined.failure.why).toMatch(/names another computer/);
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.filter((path) => /^[\\/]{2}/.test(path))).toEqual([]);
  });

  test("a script there is refused, as a program there is", () => {
    expect(examine(["node", "\\\\server\\share\\x.js"])).toMatchObject({ ok: false });
  });

  test.each([
    ["\\\\?\\C:\\users\\jo\\node\\keys.json"],
    ["\\\\.\\C:\\users\\jo\\node\\keys.json"],
    ["\\\\localhost\\C$\\users\\jo\\node\\keys.json"],
    ["\\\\127.0.0.1\\c$\\users\\jo\\node\\keys.json"],
    ["//127.1/c$/users/jo/node/keys.json"],
    ["\\\\?\\UNC\\localhost\\c$\\users\\jo\\node\\keys.json"],
  ])("%s is Clawtray's own all the same", (path) => {
    const examined = examine(["tool", path]);
    expect(examined).toMatchObject({ ok: true, value: { own: "own-files" } });
    expect(touched.filter((at) => /^[\\/]{2}/.test(at))).toEqual([]);
  });
});

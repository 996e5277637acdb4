import { describe, expect, test } from "vitest";
import { analyse } from "../../../src/core/exec/analysis/analyse.ts";
import { exactArguments, grantsFor, judge } from "../../../src/core/exec/policy/allowlist.ts";
import type { AllowlistEntry } from "../../../src/core/exec/policy/policy.ts";
import { posixWorld } from "../hostile/world.ts";

const context = {
  cwd: "/work",
  home: "/home/owner",
  platform: "linux",
  realPath: (path: string) => posixWorld.locate(path, "/")?.realPath ?? null,
  variables: [] as readonly string[],
  content: () => null,
} as const;

const matches = (argv: readonly string[], ...entries: AllowlistEntry[]) =>
  judge(analyse(argv, posixWorld), entries, context).vouch === "free";

/** What the gateway's own node host (2026.9.6) answered for these words in /tmp/execnode. */
const measured: readonly (readonly [argv: readonly string[], hash: string])[] = [
  [["true"], "99f2d4ca57ca149b5b58ce8f1096772f38b0d5aac7bbdb781596a1cb4188c39e"],
  [["echo", "hi"], "20eb97138839a848aa39e9ade4771a93141044f66d5270d901dad3a65f4784fc"],
  [["echo", "1", "true"], "ebee7f363bf9356a9e12344281f520da53a293559541348e813b02f90e0b9748"],
];

test.each(measured)("the words %j hash as the gateway hashes them", (argv, hash) => {
  expect(exactArguments(argv, "/tmp/execnode", "linux")).toBe(`sha256:cwd-argv:v1:${hash}`);
});

const patterns: readonly (readonly [
  why: string,
  pattern: string,
  argv: readonly string[],
  matches: boolean,
])[] = [
  ["a literal path", "/usr/bin/ls", ["ls"], true],
  ["a path that is a link", "/usr/bin/python3", ["/usr/bin/python3.11", "script.py"], true],
  ["a star inside one directory", "/usr/bin/*", ["ls"], true],
  ["a star does not cross directories", "/usr/*", ["ls"], false],
  ["two stars cross directories", "/usr/**", ["ls"], true],
  ["two stars in the middle", "/home/**/tool", ["/home/owner/bin/deep/tool"], true],
  ["two stars may be nothing", "/usr/bin/**/ls", ["ls"], true],
  ["a question mark is one character", "/usr/bin/l?", ["ls"], true],
  ["a question mark is not none", "/usr/bin/ls?", ["ls"], false],
  ["the home directory", "~/bin/*", ["/home/owner/bin/tool"], true],
  ["a dot is a dot", "/usr/bin.ls", ["ls"], false],
  ["brackets are brackets", "/usr/bin/[l]s", ["ls"], false],
  ["everything", "*", ["curl"], true],
  ["everything is not what is not there", "*", ["nosuch"], false],
  ["a part of a path is no match", "/usr/bin/l", ["ls"], false],
  ["a bare name with a star", "l*", ["ls"], true],
];

test("trust in a program does not extend to a variable that may lead it elsewhere", () => {
  const trusted = [{ pattern: "/usr/bin/ls" }];
  const runsWith = (...variables: string[]) =>
    judge(analyse(["ls"], posixWorld), trusted, { ...context, variables }).vouch === "free";
  expect(runsWith("CI", "FOO")).toBe(true);
  expect(runsWith("LS_PLUGIN_PATH")).toBe(false);
});

const names = (argv: readonly string[], entry: AllowlistEntry) =>
  judge(analyse(argv, posixWorld), [entry], context).segments.some((verdict) => verdict.entry !== null);

test.each(patterns)("%s", (_why, pattern, argv, expected) => {
  expect(names(argv, { pattern })).toBe(expected);
});

describe("arguments", () => {
  const status = { pattern: "/usr/bin/git", argPattern: "^status$" };

  test("are bound by an expression over the words joined by spaces", () => {
    expect(matches(["git", "status"], status)).toBe(true);
    expect(matches(["git", "status", "-s"], status)).toBe(false);
  });

  test("an entry for the path alone still counts beside it", () => {
    expect(matches(["git", "log"], status, { pattern: "/usr/bin/git" })).toBe(true);
  });

  test("a broken expression matches nothing", () => {
    expect(matches(["git", "status"], { pattern: "/usr/bin/git", argPattern: "(" })).toBe(false);
  });

  test("code in them may be vouched for by an expression, never by the path", () => {
    const argv = ["python3", "-c", "print(1)"];
    expect(matches(argv, { pattern: "/usr/bin/python3" })).toBe(false);
    expect(matches(argv, { pattern: "/usr/bin/python3", argPattern: "^-c print\\(1\\)$" })).toBe(true);
  });

  test("generated entries bound to no directory are void", () => {
    const entry = { pattern: "/usr/bin/ls", source: "allow-always" } as const;
    expect(matches(["ls"], entry)).toBe(false);
    expect(matches(["ls"], { ...entry, argPattern: "sha256:argv:00" })).toBe(false);
    expect(matches(["ls"], { pattern: "/usr/bin/ls", argPattern: "sha256:argv:00" })).toBe(false);
  });
});

describe("allowing always", () => {
  const again = (argv: readonly string[], cwd = "/work", other = argv, variables: readonly string[] = []) => {
    const grants = grantsFor(analyse(argv, posixWorld), context);
    if (grants === null) return null;
    const entries = [...grants, { pattern: "/usr/bin/echo" }];
    return judge(analyse(other, posixWorld), entries, { ...context, cwd, variables }).vouch === "free";
  };
  const shell = (text: string) => ["/bin/sh", "-c", text];

  const wider: readonly (readonly [why: string, allowed: readonly string[], asked: readonly string[]])[] = [
    ["the second half of a condition", shell("ls ok && rm x"), ["rm", "x"]],
    ["the end of a pipe", shell("cat list | xargs rm"), shell("echo / | xargs rm")],
    ["a part of something else", ["xargs", "rm"], shell("echo / | xargs rm")],
    ["another variable", ["env", "STAGE=test", "curl", "x"], ["env", "STAGE=real", "curl", "x"]],
    ["a variable where there was none", ["curl", "x"], ["env", "STAGE=real", "curl", "x"]],
    ["a variable fewer", ["curl", "x"], ["env", "-u", "STAGE", "curl", "x"]],
    ["no limit of time", ["timeout", "5", "curl", "x"], ["curl", "x"]],
    ["the same words for another program of the same file", ["tac", "x"], ["shred", "x"]],
    ["the same words behind that file's own name", ["tac", "x"], ["/usr/lib/coreutils", "tac", "x"]],
  ];
  test.each(wider)("does not extend to %s", (_why, allowed, asked) => {
    expect(again(allowed)).toBe(true);
    expect(again(allowed, "/work", asked)).toBe(false);
  });

  test("does not extend to a caller's variables, except for how output looks", () => {
    expect(again(["curl", "x"], "/work", ["curl", "x"], ["STAGE"])).toBe(false);
    expect(again(["curl", "x"], "/work", ["curl", "x"], ["LC_ALL", "NO_COLOR"])).toBe(true);
    expect(grantsFor(analyse(["curl", "x"], posixWorld), { ...context, variables: ["STAGE"] })).toBeNull();
  });

  test("does not extend to another encoding of a text that cannot be taken apart", () => {
    const text = ["bash", "-c", "echo あ\\' ';curl x #'"];
    expect(again(text)).toBe(true);
    expect(again(text, "/work", text, ["LC_ALL"])).toBe(false);
    expect(grantsFor(analyse(text, posixWorld), { ...context, variables: ["LC_ALL"] })).toBeNull();
  });

  test("covers the same words in the same directory", () => {
    expect(again(["ls", "-a"])).toBe(true);
    expect(again(["/bin/sh", "-lc", "ls -a | head"])).toBe(true);
    expect(again(["/bin/sh", "-lc", "echo $HOME"])).toBe(true);
    expect(again(["sudo", "ls"])).toBe(true);
  });

  test("covers nothing else", () => {
    expect(again(["ls", "-a"], "/other")).toBe(false);
    expect(again(["ls", "-a"], "/work", ["ls"])).toBe(false);
    expect(again(["ls", "a b"], "/work", ["ls", "a", "b"])).toBe(false);
    expect(again(["/bin/sh", "-lc", "echo $HOME"], "/work", ["/bin/sh", "-lc", "echo $USER"])).toBe(false);
  });

  test("is not offered for code in the arguments or for what is not there", () => {
    expect(again(["python3", "-c", "1"])).toBeNull();
    expect(again(["/bin/sh", "-lc", "ls; node -e 1"])).toBeNull();
    expect(again(["nosuch"])).toBeNull();
  });
});

test("an entry grants the folder it runs in where that is one to work in", () => {
  const grantIn = (cwd: string, entry: Partial<AllowlistEntry> = {}) =>
    judge(analyse(["tar", "x"], posixWorld), [{ pattern: "/usr/bin/tar", ...entry }], { ...context, cwd })
      .grant?.write;
  for (const cwd of ["/work", "/home/owner/project", "/home/owner/.openclaw/workspace/a"])
    expect(grantIn(cwd), cwd).toEqual([cwd]);
  for (const cwd of ["/home/owner/.cargo/registry/src", "/home/owner/.cache/pip", "/home/owner/.config"])
    expect(grantIn(cwd), cwd).toEqual([]);
  // By name its owner may grant more.
  expect(grantIn("/work", { write: ["/home/owner/.cache/pip"] })).toEqual(["/home/owner/.cache/pip"]);
  expect(grantIn("/work", { pattern: "/usr/bin/*" })).toEqual([]);
});

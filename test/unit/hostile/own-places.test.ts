import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withEntries } from "../../../src/core/exec/policy/edit-policy.ts";
import { createExecBench, type ExecBench } from "./exec-bench.ts";

const notPosix = process.platform === "win32";
let bench: ExecBench;
let asked: readonly string[][];

beforeEach(() => {
  bench = createExecBench({});
  asked = [];
  writeFileSync(join(bench.state, "keys.json"), "the key\n");
  writeFileSync(join(bench.root, "own-program.js"), "");
  mkdirSync(join(bench.root, "own-chunks"));
  writeFileSync(join(bench.root, "own-chunks/run-1a2b.js"), "");
  writeFileSync(join(bench.work, "a"), "text\n");
  symlinkSync(bench.state, join(bench.work, "link"));
  symlinkSync(join(bench.state, "keys.json"), join(bench.work, "innocent"));
  linkSync(join(bench.state, "keys.json"), join(bench.work, "hard"));
  mkdirSync(join(bench.work, "sub"));
  writeFileSync(join(bench.work, "sub/clawtray"), "");
  const entries = [
    "cat",
    "grep",
    "head",
    "jq",
    "diff",
    "ls",
    "find",
    "git",
    "node",
    "npx",
    "sh",
    "tar",
    "env",
  ].map((name) => ({
    pattern: name,
  }));
  bench.edit((file) => withEntries(file, "main", [...entries, { pattern: "python3", argPattern: ".*" }]));
  bench.questions.attach({
    show: ({ id, unusual, answers }) => {
      asked = [...asked, [...unusual, ...answers]];
      queueMicrotask(() => bench.questions.answer(id, "deny"));
    },
    close() {},
  });
});
afterEach(() => bench.remove());

/** `S` is the state folder, `N` its name, `W` the working folder, which is HOME as well. */
const fill = (word: string): string =>
  word.replaceAll("%S", bench.state).replaceAll("%W", bench.work).replaceAll("%R", bench.root);

const leading: readonly (readonly string[])[] = [
  ["cat", "%S/keys.json"],
  ["cat", "%S/nosuch"],
  ["cat", "%S/../state/keys.json"],
  ["cat", "../state/keys.json"],
  ["cat", "sub/../../state/keys.json"],
  ["cat", "%W/./..//state/keys.json"],
  ["cat", "~/../state/keys.json"],
  ["cat", "link/keys.json"],
  ["cat", "innocent"],
  ["cat", "hard"],
  ["ls", "%S"],
  ["ls", "--", "%S"],
  ["find", "link/"],
  ["grep", "-f%S/keys.json", "a"],
  ["grep", "-nf../state/keys.json", "a"],
  ["grep", "--file=%S/keys.json", "a"],
  ["grep", "--exclude-from=../state/keys.json", "x", "a"],
  ["grep", "-r", "key", "%R"],
  ["grep", "-rn", "key", ".."],
  ["grep", "-d", "recurse", "key", "%R"],
  ["jq", "--slurpfile", "x", "%S/keys.json", "."],
  ["jq", "--rawfile", "x", "innocent", "."],
  ["diff", "a", "innocent"],
  ["git", "diff", "a", "%S/keys.json"],
  ["git", "-C", "%S", "log"],
  ["cat", "/proc/self/cwd/../state/keys.json"],
  ["cat", "/proc/self/root%S/keys.json"],
  ["cat", "/proc/1/environ"],
  ["cat", `/proc/${process.pid}/environ`],
  ["cat", "/dev/fd/3"],
  ["/bin/sh", "-c", "cat %S/keys.json"],
  ["/bin/sh", "-lc", "cat a && cat ../state/keys.json"],
  ["env", "A=1", "cat", "innocent"],
  ["python3", "-c", "open('%S/keys.json')"],
  ["python3", "-c", 'open("../state/keys.json")'],
];

const calling: readonly (readonly string[])[] = [
  ["node", "%R/own-program.js", "approvals"],
  ["node", "../own-program.js"],
  ["node", "%R/own-chunks/run-1a2b.js"],
  ["python3", "a", "../own-chunks"],
  ["npx", "clawtray", "approvals", "set", "--security", "full"],
  ["python3", "sub/clawtray"],
  ["python3", "a", "out/cli/index.js"],
  ["python3", "a", "out/cli/chunks/run-1a2b.js"],
];

describe.skipIf(notPosix)("what is this program's own", () => {
  test.each(leading.map((argv) => [argv.join(" "), argv] as const))("asks about %s", async (_line, argv) => {
    const outcome = await bench.run({ command: argv.map(fill), cwd: bench.work, agentId: "main" });
    expect(outcome.ok).toBe(false);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain("own-files");
    expect(asked[0]).not.toContain("allow-always");
  });

  test.each(calling.map((argv) => [argv.join(" "), argv] as const))("asks about %s", async (_line, argv) => {
    if (argv[0] === "npx" && !process.env.PATH?.includes("bin")) return;
    const outcome = await bench.run({ command: argv.map(fill), cwd: bench.work, agentId: "main" });
    expect(outcome.ok).toBe(false);
    expect(asked[0]).toContain("own-program");
    expect(asked[0]).not.toContain("allow-always");
  });

  test("asks where everything else is allowed, and is refused where nobody can be asked", async () => {
    bench.remove();
    bench = createExecBench({ security: "full", ask: "off", askFallback: "full" });
    const request = {
      command: ["/bin/sh", "-c", `echo x > ${bench.state}/exec-approvals.json`],
      cwd: bench.work,
    };
    expect(await bench.run({ ...request, agentId: "main" })).toMatchObject({
      message: "SYSTEM_RUN_DENIED: approval required",
    });
    expect(await bench.run({ command: ["/bin/sh", "-c", "echo fine"], cwd: bench.work })).toMatchObject({
      ok: true,
    });
  });

  test("asks in the state folder whatever the words, and for what a variable names", async () => {
    await bench.run({ command: ["cat", "keys.json"], cwd: bench.state, agentId: "main" });
    await bench.run({ command: ["ls"], cwd: join(bench.work, "link"), agentId: "main" });
    await bench.run({
      command: ["cat", "a"],
      cwd: bench.work,
      agentId: "main",
      env: { X: `${bench.state}/keys.json` },
    });
    expect(asked.map((codes) => codes[0])).toEqual(["own-files", "own-files", "own-files"]);
  });

  test.each([
    ["cat", "a"],
    ["grep", "-rn", "text", "sub"],
    ["grep", "clawtray", "a"],
    ["ls", ".."],
    ["find", "%R", "-maxdepth", "1"],
    ["cat", "/proc/cpuinfo"],
    ["/bin/sh", "-lc", "cat a | head -n 1"],
  ])("is not reached by %s %s", async (...argv) => {
    const command = argv.filter((word) => word !== undefined).map(fill);
    const outcome = await bench.run({ command, cwd: bench.work, agentId: "main" });
    expect(asked).toEqual([]);
    expect(outcome.ok).toBe(true);
  });
});

describe.skipIf(notPosix)("exact words", () => {
  const script = () => join(bench.work, "deploy.sh");
  const write = (text: string) => writeFileSync(script(), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const answer = (given: "allow-always" | "deny") => {
    bench.questions.attach({
      show: ({ id }) => queueMicrotask(() => bench.questions.answer(id, given)),
      close() {},
    });
  };

  test.each([
    [["./deploy.sh"]],
    [["/bin/sh", "deploy.sh"]],
    [["/bin/sh", "-lc", "./deploy.sh && echo done"]],
    [["/bin/sh", "-lc", "for x in 1 2; do ./deploy.sh; done"]],
    [["env", "./deploy.sh"]],
  ])(
    "allowed for good are asked about again, and it is said why, once what they name is another: %j",
    async (command) => {
      bench.remove();
      bench = createExecBench({});
      write("echo first");
      const request = { command, cwd: bench.work, agentId: "main" };
      answer("allow-always");
      expect(await bench.run(request)).toMatchObject({ ok: true });
      bench.questions.pending();
      const again = createdAsker();
      expect(await bench.run(request)).toMatchObject({ ok: true, payload: { success: true } });
      expect(again).toEqual([]);
      write("echo second");
      expect(await bench.run(request)).toMatchObject({ ok: true });
      expect(again).toHaveLength(1);
      expect(again[0]).toContain("content-changed");
      // Allowed again with what it is now.
      expect(await bench.run(request)).toMatchObject({ ok: true });
      expect(again).toHaveLength(1);
      expect(bench.approvals.read().file.agents.main?.allowlist).toHaveLength(1);
    },
  );

  /** What is asked from here on. */
  function createdAsker(): string[][] {
    const seen: string[][] = [];
    bench.questions.attach({ show: ({ unusual }) => seen.push([...unusual]), close() {} });
    return seen;
  }
});

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { withEntries } from "../../../src/core/exec/policy/edit-policy.ts";
import { createLoginEnvironment } from "../../../src/core/exec/process/login-environment.ts";
import { createExecBench, type ExecBench } from "./exec-bench.ts";

let bench: ExecBench | null = null;
afterEach(() => {
  bench?.remove();
  bench = null;
});

const notLinux = process.platform !== "linux";

/** What start-up files may say so that a name means something else; `W` is a file that must not appear. */
const profiles: readonly (readonly [what: string, text: string])[] = [
  ["a function", "uname() { touch W; }\nexport -f uname 2>/dev/null || :\n"],
  ["a folder in front of the search path", 'PATH="$HOME/bin:$PATH"\n'],
  ["a program", "touch W\n"],
];
const startUpFiles = [".profile", ".bash_profile", ".bashrc", ".zshenv", ".zprofile", ".zshrc", ".kshrc"];

/** Ways to ask for the allowed `uname`. `runs` unasked without the file, or `asks`. */
const requests: readonly (readonly [argv: readonly string[], verdict: "runs" | "asks"])[] = [
  [["uname"], "runs"],
  [["/usr/bin/uname"], "runs"],
  [["/bin/sh", "-lc", "uname"], "runs"],
  [["/bin/sh", "-l", "-c", "uname"], "runs"],
  [["/bin/sh", "-lc", "uname && uname -a"], "runs"],
  [["bash", "-lc", "uname"], "runs"],
  [["bash", "-elc", "uname"], "runs"],
  [["nice", "bash", "-lc", "uname"], "runs"],
  [["env", "bash", "-lc", "uname"], "runs"],
  [["zsh", "-c", "uname"], "runs"],
  [["zsh", "-lc", "uname"], "runs"],
  [["bash", "--login", "-c", "uname"], "asks"],
  [["bash", "-ic", "uname"], "asks"],
  [["/bin/sh", "-c", "bash -lc uname"], "asks"],
  [["/bin/sh", "-c", "zsh -c uname"], "asks"],
];

describe.skipIf(notLinux).each(profiles)("with %s in every start-up file", (what, text) => {
  test.each(requests.map(([argv, verdict]) => [argv.join(" "), argv, verdict] as const))(
    "%s is what was judged",
    async (_line, argv, verdict) => {
      bench = createExecBench({}, {}, (work) => ({
        HOME: work,
        PATH: process.env.PATH,
        SSH_CLIENT: "x",
        SHLVL: "0",
      }));
      const { work } = bench;
      const witness = join(work, "witness");
      for (const name of startUpFiles) writeFileSync(join(work, name), text.replaceAll("W", witness));
      mkdirSync(join(work, "bin"));
      writeFileSync(join(work, "bin/uname"), `#!/bin/sh\ntouch ${witness}\n`, { mode: 0o755 });
      bench.edit((file) => withEntries(file, "main", [{ pattern: "/usr/bin/uname" }]));
      let asked = 0;
      bench.questions.attach({
        show: ({ id }) => {
          asked++;
          queueMicrotask(() => bench?.questions.answer(id, "deny"));
        },
        close() {},
      });

      const outcome = await bench.run({ command: argv, cwd: work, agentId: "main" });

      expect(existsSync(witness), what).toBe(false);
      expect(asked > 0 ? "asks" : outcome.ok ? "runs" : "refused").toBe(verdict);
      if (verdict === "runs") expect(outcome.payload.stdout).toMatch(/^Linux/);
    },
  );
});

test.skipIf(notLinux)("what the login path finds first is what is judged: another uname asks", async () => {
  const home = mkdtempSync(join(tmpdir(), "clawtray-home-"));
  mkdirSync(join(home, ".local/bin"), { recursive: true });
  writeFileSync(join(home, ".profile"), 'PATH="$HOME/.local/bin:$PATH"\n');
  const program = join(home, ".local/bin/uname");
  writeFileSync(program, `#!/bin/sh\ntouch ${join(home, "witness")}\n`, { mode: 0o755 });
  const login = await createLoginEnvironment(
    { PATH: "/usr/bin:/bin", SHELL: "/bin/sh" },
    home,
    "linux",
  ).current();
  bench = createExecBench({}, {}, () => ({ ...login, HOME: home }));
  bench.edit((file) => withEntries(file, "main", [{ pattern: "/usr/bin/uname" }]));
  const asked: (string | null)[] = [];
  bench.questions.attach({
    show: ({ id, program: found }) => {
      asked.push(found);
      queueMicrotask(() => bench?.questions.answer(id, "deny"));
    },
    close() {},
  });
  await bench.run({ command: ["uname"], cwd: bench.work, agentId: "main" });
  await bench.run({ command: ["/bin/sh", "-lc", "uname"], cwd: bench.work, agentId: "main" });
  expect(existsSync(join(home, "witness"))).toBe(false);
  expect(asked).toEqual([program, expect.stringMatching(/sh$/)]);
  rmSync(home, { recursive: true });
});

describe.skipIf(notLinux)("what a folder says to git", () => {
  const git = (cwd: string, ...words: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...words], { cwd, stdio: "pipe" });
  const evil = (work: string) => `touch ${join(work, "witness")};`;

  const lay: readonly (readonly [what: string, lay: (work: string) => void, argv: readonly string[]])[] = [
    [
      "fsmonitor in a bare repository",
      (work) => {
        git(work, "init", "-q", "--bare", ".");
        git(work, "config", "core.bare", "false");
        git(work, "config", "core.worktree", work);
        git(work, "config", "core.fsmonitor", evil(work));
      },
      ["git", "status"],
    ],
    [
      "fsmonitor",
      (work) => {
        git(work, "init", "-q");
        git(work, "config", "core.fsmonitor", evil(work));
      },
      ["git", "status"],
    ],
    [
      "a filter",
      (work) => {
        git(work, "init", "-q");
        writeFileSync(join(work, "a"), "a");
        git(work, "add", "a");
        git(work, "config", "filter.x.clean", evil(work));
        writeFileSync(join(work, ".gitattributes"), "* filter=x\n");
        writeFileSync(join(work, "a"), "b");
      },
      ["git", "status"],
    ],
    [
      "a program that shows differences",
      (work) => {
        git(work, "init", "-q");
        writeFileSync(join(work, "a"), "a");
        git(work, "add", "a");
        git(work, "config", "diff.external", evil(work));
        writeFileSync(join(work, "a"), "b");
      },
      ["git", "diff"],
    ],
    [
      "settings it includes",
      (work) => {
        git(work, "init", "-q");
        writeFileSync(join(work, "more"), `[diff]\n\texternal = ${evil(work)}\n`);
        git(work, "config", "include.path", "../more");
        writeFileSync(join(work, "a"), "a");
        git(work, "add", "a");
        writeFileSync(join(work, "a"), "b");
      },
      ["git", "diff"],
    ],
    [
      "a repository inside it",
      (work) => {
        const inner = join(work, "inner");
        mkdirSync(inner);
        git(inner, "init", "-q");
        writeFileSync(join(inner, "a"), "a");
        git(inner, "add", "a");
        git(inner, "commit", "-qm", "a");
        git(inner, "config", "filter.x.clean", evil(work));
        writeFileSync(join(inner, ".gitattributes"), "* filter=x\n");
        writeFileSync(join(inner, "a"), "b");
        git(work, "init", "-q");
        git(work, "add", "inner");
      },
      ["git", "status"],
    ],
    [
      "a hook",
      (work) => {
        git(work, "init", "-q");
        writeFileSync(join(work, ".git/hooks/post-index-change"), `#!/bin/sh\n${evil(work)}\n`, {
          mode: 0o755,
        });
        writeFileSync(join(work, "a"), "a");
        git(work, "-c", "core.hooksPath=/dev/null", "add", "a");
        // Looked at again, and written down again: only then is there a hook to run.
        utimesSync(join(work, "a"), 1_000_000, 1_000_000);
      },
      ["git", "status"],
    ],
  ];

  test.each(lay)("%s does not run", async (_what, prepare, argv) => {
    bench = createExecBench({}, {}, (work) => ({ HOME: join(work, "none") }));
    bench.edit((file) => withEntries(file, "main", [{ pattern: "/usr/bin/git" }]));
    prepare(bench.work);
    await bench.run({ command: argv, cwd: bench.work, agentId: "main" });
    expect(existsSync(join(bench.work, "witness"))).toBe(false);
  });

  test.each(lay)("%s would run for anybody else", (_what, prepare, [file = "", ...words]) => {
    bench = createExecBench({});
    prepare(bench.work);
    spawnSync(file, words, { cwd: bench.work, env: { PATH: process.env.PATH, HOME: bench.work } });
    expect(existsSync(join(bench.work, "witness"))).toBe(true);
  });

  test("an ordinary repository is read unasked", async () => {
    bench = createExecBench({}, {}, (work) => ({ HOME: join(work, "none") }));
    const { work } = bench;
    bench.edit((file) => withEntries(file, "main", [{ pattern: "/usr/bin/git" }]));
    git(work, "init", "-q");
    git(work, "remote", "add", "origin", "https://127.0.0.1/x.git");
    git(work, "config", "branch.main.remote", "origin");
    writeFileSync(join(work, "a"), "a");
    git(work, "add", "a");
    git(work, "commit", "-qm", "first");
    for (const words of [
      ["status", "-s"],
      ["log", "--oneline"],
      ["diff"],
      ["show", "--stat"],
      ["branch", "-a"],
    ])
      expect(await bench.run({ command: ["git", ...words], cwd: work, agentId: "main" })).toMatchObject({
        ok: true,
        payload: { success: true },
      });
  });
});

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AnalysisWorld, analyse } from "../../../src/core/exec/analysis/analyse.ts";
import { verbs as gitVerbs } from "../../../src/core/exec/analysis/git-words.ts";
import { createLocator } from "../../../src/core/exec/analysis/locate.ts";
import { createLook } from "../../../src/core/exec/analysis/look.ts";
import type { OptionRules } from "../../../src/core/exec/analysis/option-words.ts";
import { readers } from "../../../src/core/exec/analysis/readers.ts";
import { judge } from "../../../src/core/exec/policy/allowlist.ts";
import { ownerContext, systemWith } from "../../support/any-program.ts";
import { readings } from "./readers.table.ts";

const context = { ...ownerContext, cwd: "/work" } as const;

/** Every program there could be, in the system's folder. */
const anyProgram = systemWith("/work", (name) =>
  name === "" || name.includes("/") ? null : { path: `/usr/bin/${name}`, realPath: `/usr/bin/${name}` },
);

const vouchFor = (argv: readonly string[], pattern = `/usr/bin/${argv[0]}`) =>
  judge(analyse(argv, anyProgram), [{ pattern }], context).vouch;

describe("an entry for a program by its path", () => {
  test.each(readings.map(([argv, vouch]) => [argv.join(" "), argv, vouch] as const))(
    "answers for %s as far as these words are known",
    (_line, argv, vouch) => {
      expect(vouchFor(argv)).toBe(vouch);
    },
  );
});

describe("a pattern with a wildcard", () => {
  test.each(readings.map(([argv, vouch]) => [argv.join(" "), argv, vouch] as const))(
    "answers for %s freely only where it reads",
    (_line, argv, vouch) => {
      for (const pattern of ["/usr/bin/*", "*", "/usr/**", `${argv[0]?.slice(0, 1)}*`])
        expect(vouchFor(argv, pattern)).toBe(vouch);
    },
  );
});

/** Every beginning of every option, and whether it may mean one that is left out. */
function beginnings({ long, refused }: OptionRules): ReadonlyMap<string, "free" | "contained"> {
  const all = [...long.keys(), ...refused];
  const prefixes = new Set(
    all.flatMap((option) => Array.from(option, (_letter, end) => option.slice(0, end + 1))),
  );
  return new Map(
    [...prefixes].map((prefix) => {
      const meant = all.includes(prefix) ? [prefix] : all.filter((option) => option.startsWith(prefix));
      return [prefix, meant.some((option) => refused.has(option)) ? "contained" : "free"];
    }),
  );
}

describe("the table of readers", () => {
  const names = [...readers.keys()];

  test("is sorted, names each program once, and says why", () => {
    expect(names).toEqual([...new Set(names)].sort());
    for (const { why } of readers.values()) expect(why).not.toBe("");
  });

  test.each(names)("reads every beginning of every long option of %s as the program would", (name) => {
    const { options } = readers.get(name) ?? {};
    if (options === null || options === undefined) return;
    for (const [prefix, vouch] of beginnings(options))
      for (const word of [`--${prefix}`, `--${prefix}=x`])
        for (const argv of [
          [name, word],
          [name, "x", word],
        ])
          if (vouch === "contained") expect(vouchFor(argv), argv.join(" ")).toBe("contained");
          else expect(["free", "contained"], argv.join(" ")).toContain(vouchFor(argv));
  });

  test.each(names)("lets every long option of %s that it holds be said in full", (name) => {
    const { options, rules } = readers.get(name) ?? {};
    if (options === null || options === undefined || rules?.includes("format")) return;
    for (const [option, arity] of options.long) {
      const word = `--${option}${arity === "value" ? "=1" : ""}`;
      expect(vouchFor([name, word]), word).toBe("free");
    }
  });

  test.skipIf(process.platform !== "linux").each(names)(
    "knows every long option that %s here names",
    (name) => {
      const { options } = readers.get(name) ?? {};
      if (options === null || options === undefined || options.long.size === 0) return;
      const help = spawnSync(name, ["--help"], { encoding: "utf8", timeout: 5000, input: "" });
      const named = `${help.stdout}${help.stderr}`.matchAll(
        /(?:^\s+(?:-\w(?:[ ,][^-\s]*)?,? *)?)(--[a-z][\w-]+)/gm,
      );
      const unknown = [...named]
        .map(([, option = ""]) => option.slice(2))
        .filter((option) => !options.long.has(option) && !options.refused.has(option));
      expect(unknown).toEqual([]);
    },
  );
});

describe("the table of git's subcommands that show", () => {
  const verbs = [...gitVerbs.keys()];

  test.each(verbs)("reads every beginning of every long option of git %s as git would", (verb) => {
    const options = gitVerbs.get(verb)?.();
    if (options === undefined) throw new Error(verb);
    for (const [prefix, vouch] of beginnings(options))
      for (const word of [`--${prefix}`, `--${prefix}=x`])
        if (vouch === "contained") expect(vouchFor(["git", verb, word]), word).toBe("contained");
  });

  test.skipIf(process.platform !== "linux").each(verbs)(
    "knows every long option that git %s here has",
    (verb) => {
      const { stdout } = spawnSync("git", [verb, "--git-completion-helper-all"], { encoding: "utf8" });
      const options = gitVerbs.get(verb)?.();
      const unknown = stdout
        .split(/\s+/)
        .filter((word) => /^--(?!no-|git-completion-helper)[a-z]/.test(word))
        .map((word) => word.slice(2).replace(/=$/, ""))
        .filter((option) => options?.long.has(option) !== true && options?.refused.has(option) !== true);
      // In full it is refused for being unknown, and only its beginnings are to be feared.
      const mistaken = unknown.flatMap((option) =>
        Array.from(option, (_letter, end) => option.slice(0, end + 1))
          .filter((prefix) => options?.long.has(prefix) !== true)
          .filter((prefix) => vouchFor(["git", verb, `--${prefix}`]) === "free")
          .map((prefix) => `--${prefix} for --${option}`),
      );
      expect(mistaken).toEqual([]);
    },
  );
});

/** Looks each program up once: nothing in the system's folder changes while they are tried. */
function remembering(locate: AnalysisWorld["locate"]): AnalysisWorld["locate"] {
  const known = new Map<string, ReturnType<typeof locate>>();
  return (name, cwd) => {
    const key = `${cwd}\0${name}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const looked = locate(name, cwd);
    known.set(key, looked);
    return looked;
  };
}

/** Ways in which some program or other runs, loads or writes what its words say; `M` is a file that must not appear. */
const hostile: readonly (readonly string[])[] = [
  ["M"],
  ["in", "M"],
  ["-o", "M", "in"],
  ["-oM", "in"],
  ["-O", "M", "in"],
  ["-w", "M", "in"],
  ["-f", "M"],
  ["-r", "in", "M"],
  ["-R", "in", "M"],
  ["-d", "in", "M"],
  ["-i", "in", "-o", "M"],
  ["--output=M", "in"],
  ["--outp=M", "in"],
  ["--output", "M", "in"],
  ["--output-file=M", "in"],
  ["--log-file=M"],
  ["--logfile=M"],
  ["--dump=M"],
  ["-e", "system('touch M')"],
  ["-e", "`touch M`"],
  ["-c", "touch M"],
  ["-x", "touch M"],
  ["-U", "in"],
  ["sh", "-c", "touch M"],
  ["--", "sh", "-c", "touch M"],
  ["-n", "0", "touch", "M"],
  ["1", "touch", "M"],
  ["in", "touch", "M"],
  ["touch", "M"],
  ["--exec=touch M", "in"],
  ["--exec", "./evil", "in"],
  ["-exec", "./evil", ";"],
  ["--compress-program=./evil", "in"],
  ["--filter=./evil", "in"],
  ["--pager=./evil", "in"],
  ["--diff-program=./evil", "in", "evil"],
  ["--to-command=./evil", "in"],
  ["--pre=./evil", "x", "in"],
  ["--plugin=./evil", "in"],
  ["--rsh=./evil", "in"],
  ["./evil"],
  ["evil"],
  ["-f", "./evil"],
  ["-P", "./evil", "in"],
  ["-S", "./evil", "in"],
  ["w M", "in"],
  ["1w M", "in"],
  ["1e ./evil", "in"],
  ['BEGIN{system("./evil")}'],
  ["-n", "1w M", "in"],
  ["in", "--", "M"],
  ["if=in", "of=M"],
  ["cf", "M", "in"],
  ["-cf", "M", "in"],
  ["-p", "M"],
  ["-s", "M"],
  ["-t", "M", "in"],
  ["-T", "M", "in"],
  ["-D", "M"],
  ["-C", "M"],
  ["-u", "in", "M"],
  ["-k", "in", "M"],
];

test.skipIf(process.platform !== "linux")(
  "through /usr/bin/* no program of this computer writes, runs or loads anything",
  async () => {
    const work = realpathSync(mkdtempSync(join(tmpdir(), "clawtray-every-")));
    const marker = join(work, "M");
    try {
      writeFileSync(join(work, "in"), "some text\n");
      writeFileSync(join(work, "evil"), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
      mkdirSync(join(work, "home"));
      const locate = remembering(createLocator(["/usr/bin"], "linux"));
      const world: AnalysisWorld = { platform: "linux", cwd: work, locate, look: createLook(work, "linux") };
      const here = { ...context, cwd: work };
      const free = readdirSync("/usr/bin").flatMap((name) =>
        hostile
          .map((words) => [name, ...words.map((word) => word.replaceAll(/\bM\b/g, marker))])
          .filter((argv) => judge(analyse(argv, world), [{ pattern: "/usr/bin/*" }], here).vouch === "free"),
      );
      // Readers are among them, or nothing was tried.
      expect(free.length).toBeGreaterThan(200);
      const programs = readdirSync("/usr/bin");
      expect(programs).toEqual(expect.arrayContaining(["curl", "g++", "gcc", "git", "make", "prove"]));
      const before = readdirSync(work).sort();
      const queue = [...free];
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (let argv = queue.shift(); argv !== undefined; argv = queue.shift())
            await runBriefly(argv, work);
        }),
      );
      expect(readdirSync(work).sort()).toEqual(before);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  },
  120_000,
);

/** Of the tried ways, some by which a program of this computer leaves a marker where it is free to. */
const harmful: readonly (readonly string[])[] = [
  ["awk", 'BEGIN{system("./evil")}'],
  ["cpp", "in", "M"],
  ["dd", "if=in", "of=M"],
  ["find", "in", "-exec", "./evil", ";"],
  ["perl", "-e", "system('touch M')"],
  ["sed", "-n", "1w M", "in"],
  ["shuf", "-o", "M", "in"],
  ["sort", "--outp=M", "in"],
  ["tee", "M"],
  ["timeout", "1", "touch", "M"],
  ["uniq", "in", "M"],
  ["xargs", "touch", "M"],
];

test.skipIf(process.platform !== "linux").each(harmful.map((argv) => [argv.join(" "), argv] as const))(
  "%s leaves the marker where nothing holds it back, and is no reading",
  async (_line, argv) => {
    const work = realpathSync(mkdtempSync(join(tmpdir(), "clawtray-harmful-")));
    try {
      writeFileSync(join(work, "in"), "some text\n");
      writeFileSync(join(work, "evil"), "#!/bin/sh\ntouch M\n", { mode: 0o755 });
      await runBriefly(argv, work);
      expect(readdirSync(work)).toContain("M");
      expect(vouchFor(argv, "/usr/bin/*")).not.toBe("free");
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  },
);

/** Resolves when it ended; what waits for something is ended. */
function runBriefly([file = "", ...words]: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(file, words, { cwd, stdio: "ignore", timeout: 500, killSignal: "SIGKILL" });
    child.on("error", () => resolve());
    child.on("close", () => resolve());
  });
}

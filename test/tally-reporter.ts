import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** A test that failed or was not run, or a file or hook that failed. */
export interface Unpassed {
  /** Full name, with that of its project. */
  readonly name: string;
  /** The first words of why. */
  readonly reason: string;
  readonly project: string;
  /** Relative to the repository; empty for an error outside every test. */
  readonly file: string;
}

/** One line of the tally file: what one run of Vitest came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: readonly Unpassed[];
  /** The variables of this run that decide what its projects test. */
  readonly variables: Readonly<Record<string, string>>;
  /** Full names of tests that were not run, with the reason they gave. */
  readonly skipped: readonly Unpassed[];
}

/** Appends a `Tally` to the file named by `CLAWTRAY_TALLY`, so that a machine can add up several runs. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const file = process.env.CLAWTRAY_TALLY;
    if (!file) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const results = tests.map((test) => ({ test, result: test.result() }));
    // A file that could not be loaded, a hook that failed, an error outside every test: failures of their own.
    const brokenModules = modules.filter(
      (module) => !module.ok() && [...module.children.allTests("failed")].length === 0,
    );
    const tally: Tally = {
      passed: results.filter(({ result }) => result.state === "passed").length,
      failed: [
        ...results
          .filter(({ result }) => result.state === "failed")
          .map(({ test, result }) => ({
            name: `${test.project.name} > ${test.fullName}`,
            reason: firstWords(result.errors),
            project: test.project.name,
            file: test.module.relativeModuleId,
          })),
        ...brokenModules.map((module) => ({
          name: module.relativeModuleId,
          reason: firstWords(module.errors()),
          project: module.project.name,
          file: module.relativeModuleId,
        })),
        ...errors.map((error) => ({
          name: "outside every test",
          reason: firstWords([error]),
          project: "",
          file: "",
        })),
      ],
      variables: Object.fromEntries(
        ["CLAWTRAY_CHAOS", "CLAWTRAY_E2E"].flatMap((name) => {
          const value = process.env[name];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
      skipped: results
        .filter(({ result }) => result.state === "skipped" || result.state === "pending")
        .map(({ test, result }) => ({
          name: `${test.project.name} > ${test.fullName}`,
          reason: ("note" in result ? result.note : undefined) ?? "",
          project: test.project.name,
          file: test.module.relativeModuleId,
        })),
    };
    appendFileSync(file, `${JSON.stringify(tally)}\n`);
  }
}

/** Enough to know it by; all of it stands where it happened. */
function firstWords(errors: readonly unknown[] | undefined): string {
  const [error] = errors ?? [];
  return String((error as { message?: unknown } | undefined)?.message ?? error ?? "").slice(0, 300);
}

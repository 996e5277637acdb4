import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Tally, Unpassed } from "../../test/tally-reporter.ts";
import { readTallies } from "./read-tallies.ts";

const repository = resolve(import.meta.dirname, "../..");

/** With more, something is wrong, and looking again would only hide it. */
const maxFiles = 3;
const maxTests = 5;

/** Files that failed in one kind of run, to be run again in the same way. */
interface Rerun {
  readonly project: string;
  readonly variables: Tally["variables"];
  readonly files: readonly string[];
}

/**
 * Thousands of tests with other people's gateways, browsers and desktops meet a failure that is not ours now and then.
 * Where only a few failed, their files are run once more, alone. What passes then is no failure, but it is printed as
 * unsteady with its first reason, so that somebody fixes it. Writes the second tally to `file`.
 */
export function secondLook(
  tallies: readonly Tally[],
  file: string,
): { readonly failed: readonly Unpassed[]; readonly unsteady: readonly Unpassed[] } {
  const failed = tallies.flatMap((tally) => tally.failed);
  const reruns = rerunsOf(tallies);
  const fileCount = reruns.reduce((sum, { files }) => sum + files.length, 0);
  const isWorthIt = failed.length > 0 && failed.length <= maxTests && fileCount <= maxFiles;
  if (!isWorthIt || failed.some((failure) => failure.file === "")) return { failed, unsteady: [] };
  const stillFailed = new Set<string>();
  for (const rerun of reruns) {
    console.log(`\n== a second look at ${rerun.files.join(", ")} (${rerun.project})`);
    const passed = runAgain(rerun, file);
    if (!passed) for (const name of rerun.files) stillFailed.add(`${rerun.project} ${name}`);
  }
  const isStill = (failure: Unpassed): boolean => stillFailed.has(`${failure.project} ${failure.file}`);
  return { failed: failed.filter(isStill), unsteady: failed.filter((failure) => !isStill(failure)) };
}

function rerunsOf(tallies: readonly Tally[]): readonly Rerun[] {
  return tallies.flatMap(({ failed, variables }) => {
    const projects = new Set(failed.map(({ project }) => project));
    return [...projects].map((project) => ({
      project,
      variables,
      files: [...new Set(failed.filter((one) => one.project === project).map((one) => one.file))],
    }));
  });
}

/** Whether the files passed, every test in them, and there was at least one. */
function runAgain({ project, variables, files }: Rerun, tallyFile: string): boolean {
  writeFileSync(tallyFile, "");
  chmodSync(tallyFile, 0o666);
  const [program = "", ...words] = commandFor(project, variables, files);
  const { status } = spawnSync(program, words, {
    cwd: repository,
    stdio: "inherit",
    env: { ...process.env, ...variables, CLAWTRAY_TALLY: tallyFile },
  });
  const passed = readTallies(tallyFile).reduce((sum, tally) => sum + tally.passed, 0);
  return status === 0 && passed > 0;
}

/** The real Electron needs its desktop; everything else is one command of Vitest. */
function commandFor(
  project: string,
  variables: Tally["variables"],
  files: readonly string[],
): readonly string[] {
  if (variables.CLAWTRAY_E2E === "electron") {
    const wayland = project === "wayland" ? ["--wayland"] : [];
    return [process.execPath, join("test", "real-electron", "run.ts"), ...wayland, ...files];
  }
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  return [process.execPath, vitest, "run", "--project", project, ...files];
}

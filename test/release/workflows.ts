import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";

export const repository = resolve(import.meta.dirname, "../..");

/** A command of a workflow, where it stands and under which conditions it runs. */
export interface Step {
  readonly workflow: string;
  readonly job: string;
  /** The systems the job runs on. */
  readonly systems: readonly string[];
  readonly run: string;
  readonly only: string | null;
  readonly env: Readonly<Record<string, string>>;
}

interface WorkflowFile {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly "runs-on": string;
        readonly strategy?: { readonly matrix?: { readonly os?: readonly string[] } };
        readonly steps: readonly {
          readonly run?: string;
          readonly if?: string;
          readonly env?: Readonly<Record<string, string>>;
        }[];
      }
    >
  >;
}

export function workflowFiles(): readonly string[] {
  const folder = join(repository, ".github", "workflows");
  return readdirSync(folder).map((name) => join(folder, name));
}

/** The steps that make a release: packages.test.ts plays each of them, with its own words. */
export const playedByRelease = /^(npm run release|gh release create) /;

/** Every command of every workflow, in order. */
export function workflowSteps(): readonly Step[] {
  return workflowFiles().flatMap((path) => {
    const { jobs } = parse(readFileSync(path, "utf8")) as WorkflowFile;
    return Object.entries(jobs).flatMap(([job, { "runs-on": runsOn, strategy, steps }]) =>
      steps.flatMap(({ run, if: only, env }) =>
        run === undefined
          ? []
          : [
              {
                workflow: basename(path),
                job,
                systems: strategy?.matrix?.os ?? [runsOn],
                run,
                only: only ?? null,
                env: env ?? {},
              },
            ],
      ),
    );
  });
}

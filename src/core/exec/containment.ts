import type { ExaminedRun, Trust } from "./examine-run.ts";
import type { ExecSetup } from "./exec-setup.ts";
import type { Cage } from "./process/cage/cage.ts";
import { cageEnvironment } from "./process/cage/cage-environment.ts";
import type { CageRequest, Grant } from "./process/cage/grant.ts";
import { unaskedEnvironment } from "./process/child-environment.ts";
import type { ProcessRequest } from "./process/process-runner.ts";

/** How a command would be started inside a cage: as it was judged, where it was judged. */
export function cageRequestFor(run: ExaminedRun, grant: Grant): CageRequest | null {
  const { executable } = run.analysis.whole;
  if (executable === null) return null;
  const found = run.analysis.programs.flatMap((program) =>
    program.executable === null ? [] : [program.executable.path, program.executable.realPath],
  );
  return {
    grant,
    cwd: run.binding.directory.path,
    file: executable.path,
    words: (run.analysis.unasked ?? run.request.argv).slice(1),
    programs: [...new Set([executable.path, executable.realPath, ...found])],
    searchPath: run.searchPath(),
  };
}

/** What a command could touch inside a cage with this grant, as things are now; null when it cannot be contained. */
export async function reachInCage(
  run: ExaminedRun,
  grant: Grant | null,
  setup: ExecSetup,
): Promise<Grant | null> {
  const request = grant === null ? null : cageRequestFor(run, grant);
  if (request === null) return null;
  const checked = (await setup.cage())?.check(request);
  return checked?.ok === true ? checked.value : null;
}

/** Whether the allowlist lets a command run: as it is, or contained where that is possible here. */
export const isVouchedFor = async (
  run: ExaminedRun,
  { vouch, grant }: Trust,
  setup: ExecSetup,
): Promise<boolean> =>
  vouch === "free" || (vouch === "contained" && (await reachInCage(run, grant, setup)) !== null);

/** How an allowed command runs. */
export interface RunWay {
  /**
   * `judged`: nobody was asked, and what was judged is what may run; `contained`: the same, where it can do no harm;
   * `as-sent`: a person saw the command.
   */
  readonly how: "judged" | "contained" | "as-sent";
  /** What it may touch when it is contained; null otherwise. */
  readonly grant: Grant | null;
}

/** How a program is started, and what must be done around it. */
export interface Start extends Pick<ProcessRequest, "file" | "argv" | "environment" | "descriptors"> {
  started(): void;
  /** See `Launch`; always true when nothing contains it. */
  wasReached(told: string): boolean;
  ended(): void;
}

/**
 * What a command is started as: as a person saw it, as it was judged, or inside a cage with its grant. Null when it can
 * no longer be contained. None of our code runs between this and the start.
 */
export function startOf(
  run: ExaminedRun,
  approval: RunWay,
  environment: NodeJS.ProcessEnv,
  cage: Cage | null,
): Start | null {
  const file = run.analysis.whole.executable?.path;
  if (file === undefined) return null;
  const bare = { file, started() {}, wasReached: () => true, ended() {} };
  if (approval.how === "as-sent") return { ...bare, argv: run.request.argv, environment };
  const judged = unaskedEnvironment(environment);
  if (approval.grant === null)
    return { ...bare, argv: run.analysis.unasked ?? run.request.argv, environment: judged };
  const request = cageRequestFor(run, approval.grant);
  const launch = request === null ? undefined : cage?.prepare(request);
  if (launch?.ok !== true) return null;
  const { temporary } = launch.value;
  return {
    ...launch.value,
    environment: cageEnvironment(judged, {
      ofCaller: run.variables,
      network: approval.grant.network,
      temporary,
    }),
  };
}

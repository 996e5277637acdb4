import type { LocatedExecutable } from "../analysis/analyse.ts";
import { createLocator, searchDirectories } from "../analysis/locate.ts";
import { runnableEndings } from "../analysis/windows-path.ts";
import { inheritedEnvironment } from "./child-environment.ts";

/** Where programs are found and what they are given: one answer for looking one up, judging it and running it. */
export interface ProgramEnvironment {
  /** Null when there is no such program. */
  locate(name: string, cwd: string): LocatedExecutable | null;
  /** What every started program gets, before what its caller sets. */
  readonly inherited: NodeJS.ProcessEnv;
}

/** From this program's variables, or those of the owner's login. */
export function createProgramEnvironment(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): ProgramEnvironment {
  const folders = searchDirectories(environment.PATH ?? environment.Path, platform);
  return {
    locate: createLocator(folders, platform, runnableEndings(environment.PATHEXT)),
    inherited: inheritedEnvironment(environment, platform),
  };
}

/** The same object as long as the variables are the same. */
export function rememberProgramEnvironment(
  variables: () => Promise<NodeJS.ProcessEnv>,
  platform: NodeJS.Platform,
): () => Promise<ProgramEnvironment> {
  let known: { readonly of: NodeJS.ProcessEnv; readonly programs: ProgramEnvironment } | null = null;
  return async () => {
    const now = await variables();
    if (known?.of !== now) known = { of: now, programs: createProgramEnvironment(now, platform) };
    return known.programs;
  };
}

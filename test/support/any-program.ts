import type { AnalysisWorld } from "../../src/core/exec/analysis/analyse.ts";

/** Judged for an owner of whom nothing is known but the home. */
export const ownerContext = {
  home: "/home/owner",
  platform: "linux",
  realPath: () => null,
  variables: [] as readonly string[],
  content: () => null,
} as const;

/** A Linux system without a file to look at; `locate` says which programs it has. */
export const systemWith = (cwd: string, locate: AnalysisWorld["locate"]): AnalysisWorld => ({
  platform: "linux",
  cwd,
  look: { isFolder: () => false, isPlainRepository: () => true },
  locate,
});

import { fill } from "../../shared/words/describe.ts";
import { englishFor } from "../../shared/words/on-windows.ts";
import { systemWords } from "../../shared/words/system-words.ts";
import { createActivityLog } from "../exec/activity.ts";
import { type Finding, failed, ok } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

/** Whether what ran can be recorded, and read back. */
export function checkActivity({ stateDir, platform }: DoctorWorld): Finding {
  const check = "activity";
  const problem = createActivityLog(stateDir).problem();
  if (problem === null) return ok(check, "commands are recorded");
  const { path } = problem;
  if (problem.problem === "newer")
    return failed(
      check,
      `${path} was written by a newer version; it is left as it is, and commands are not recorded now.`,
      "Use the newer version again, or name another folder: --state-dir DIR",
    );
  const why = fill(englishFor(platform).fileProblems[problem.problem], { code: problem.detail });
  return failed(
    check,
    `Commands cannot be recorded in ${path}: ${why}.`,
    `Look at it (${systemWords(platform).showRights(path)}) and move it away; a new one is created.`,
  );
}

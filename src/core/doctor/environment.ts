import { isAbsolute } from "node:path";
import { type Finding, ok, warning } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

/** What every Node program obeys; a value may hold anything, so none is shown. */
const ordering = ["NODE_OPTIONS", "NODE_TLS_REJECT_UNAUTHORIZED"] as const;

/** Variables that change this program, or that it lacks. */
export function checkEnvironment({ env, platform }: DoctorWorld): Finding {
  const check = "environment";
  if (platform !== "win32" && !isAbsolute(env.HOME ?? ""))
    return warning(
      check,
      (env.HOME ?? "") === ""
        ? "HOME is not set: the home folder and its profile may be looked for in the wrong place."
        : "HOME is not an absolute path: it means a different folder in every place.",
      "Set HOME where this node is started; for the service: clawtray service install again.",
    );
  const set = ordering.filter((name) => (env[name] ?? "") !== "");
  return set.length === 0
    ? ok(check, "nothing in it changes how this program runs")
    : warning(
        check,
        `${set.join(", ")} ${set.length === 1 ? "is" : "are"} set, which changes every Node program that is started here, including this one.`,
        `Unless you need ${set.length === 1 ? "it" : "them"}, remove ${set.length === 1 ? "it" : "them"} where this node is started: unset ${set.join(" ")}`,
      );
}

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { EVERY_AGENT } from "../exec/policy/edit-policy.ts";
import { policyFor } from "../exec/policy/policy.ts";
import { createApprovalsStore } from "../exec/policy/store.ts";
import { type Finding, failed, ok, skipped, warning } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

/** Where programs are looked for. */
export function checkSearchPath({ env, platform }: DoctorWorld): Finding {
  const check = "search path";
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  const todo = "Set PATH where this node is started; for the service: clawtray service install again.";
  if (folders.length === 0) return failed(check, "PATH is empty: no program can be found by name.", todo);
  const relative = folders.find((folder) => !isAbsolute(folder));
  if (relative !== undefined)
    return warning(
      check,
      `PATH contains "${relative}", which means a different folder in every place.`,
      todo,
    );
  const open = platform === "win32" ? undefined : folders.find(isOpenToOthers);
  if (open !== undefined)
    return warning(
      check,
      `${open} is in PATH, and other users can put programs there.`,
      `Close it (chmod o-w), or remove it from PATH.`,
    );
  if (platform !== "win32" && !folders.some((folder) => isProgram(join(folder, "sh"))))
    return failed(check, "Not even sh can be found in PATH.", todo);
  const missing = folders.filter((folder) => !existsSync(folder)).length;
  return ok(check, `${folders.length} folders${missing === 0 ? "" : `, ${missing} of them missing`}`);
}

function isOpenToOthers(folder: string): boolean {
  try {
    const found = statSync(folder, { throwIfNoEntry: false });
    return found !== undefined && (found.mode & 0o002) !== 0;
  } catch {
    // One that this account may not even look at, as when PATH came from another one's login.
    return false;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a program can be contained here. */
export async function checkCage(world: DoctorWorld): Promise<Finding> {
  const check = "cage";
  if (world.platform !== "linux") return skipped(check, "Programs are not contained on this system.");
  const tried = await world.run("bwrap", [
    "--ro-bind",
    "/",
    "/",
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "--unshare-all",
    "true",
  ]);
  if (tried.code === 0) return ok(check, "bubblewrap works");
  if (tried.code === null)
    return warning(
      check,
      "bubblewrap is not installed, so no program can be contained.",
      "Install it, such as: apt install bubblewrap",
    );
  const [line = ""] = tried.stderr.trim().split("\n");
  return warning(
    check,
    `bubblewrap does not work here (${line.slice(0, 200)}).`,
    "Allow user namespaces for it: sysctl kernel.unprivileged_userns_clone=1, or an AppArmor profile for bwrap (Ubuntu 24.04).",
  );
}

/** What may run here, if it is surprising. */
export function checkRules({ stateDir }: DoctorWorld): Finding {
  const check = "rules";
  const path = join(stateDir, "exec-approvals.json");
  if (!existsSync(path)) return ok(check, "the defaults: you are asked about what is not trusted");
  const { file, closed, newer } = createApprovalsStore(stateDir).read();
  if (newer)
    return failed(
      check,
      `${path} was written by a newer version, so nothing runs; it is left as it is.`,
      "Use the newer version again, or choose another folder: --state-dir DIR",
    );
  if (closed)
    return failed(
      check,
      "The rules for programs cannot be read, so nothing runs.",
      "Look at them, then start afresh: clawtray approvals set --security allowlist --ask on-miss",
    );
  const { security, ask, allowlist } = policyFor(file, EVERY_AGENT);
  if (security === "full" && ask !== "always")
    return warning(
      check,
      "Everything the gateway requests runs without asking.",
      "If that is not intended: clawtray approvals set --security allowlist --ask on-miss",
    );
  if (security === "deny") return ok(check, "nothing runs (security deny)");
  return ok(check, `${allowlist.length} on the list, ask ${ask}`);
}

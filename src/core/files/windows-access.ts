import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join, win32 } from "node:path";
import { type Result, success } from "../../shared/result.ts";
import { makeFolder } from "./make-folder.ts";
import { type FileFailure, fileFailure, refused } from "./problem.ts";
import { opennessOf, readSddl } from "./sddl.ts";

/** What is asked of Windows about access. Each is one call of a system program; null when it does not answer. */
export interface AccessTools {
  /** The SID of the user who runs this. */
  person(): string | null;
  /** The security descriptors of these, as SDDL, in their order; some other text for one that cannot be read. */
  describe(paths: readonly string[]): readonly string[] | null;
  /** Leaves nobody but these (SIDs) any access to a folder and its future contents; false when that failed. */
  allowOnly(folder: string, sids: readonly string[]): boolean;
}

const SYSTEM = "S-1-5-18";
const ADMINISTRATORS = "S-1-5-32-544";
/** A system program that says nothing for this long is not waited for, milliseconds. */
const MAX_RUN_MS = 15_000;

/** What one of our folders may hold that others must not read or change. */
const kept = ["keys.json", "keys.json.last-good", "settings.json", "exec-approvals.json"];

/**
 * Creates a folder that is this person's alone, or makes sure that it is. On Windows a new folder outside the profile
 * inherits access for other users: a folder that is created gets its own access list before anything is put into it,
 * and an existing one that is open to others, or belongs to somebody else, is refused. When Windows does not tell (no
 * PowerShell, no access lists), nothing is refused; `doctor` says so. With `accounts` (SIDs) the folder is theirs, and
 * no person's.
 */
export function makePrivateFolder(
  folder: string,
  tools: AccessTools = windowsTools,
  accounts: readonly string[] | null = null,
): Result<void, FileFailure> {
  try {
    const first = firstMissing(folder);
    if (first !== null) {
      mkdirSync(first);
      const person = tools.person();
      const theirs = accounts ?? (person === null ? [] : [person]);
      const closed = theirs.length > 0 && tools.allowOnly(first, [...theirs, SYSTEM, ADMINISTRATORS]);
      makeFolder(folder);
      // Whoever was quick enough to put something in may still have it open.
      if (closed && first === folder && readdirSync(folder).length > 0)
        return refused("folder-open-to-others", folder, "not empty");
    }
    const found = lookAt(folder, tools, accounts ?? []);
    return found === "unknown" ? success(undefined) : found;
  } catch (error) {
    return fileFailure(folder, error);
  }
}

/** Whether a folder, and everything in it that must not be read, are this person's alone. */
export function lookAt(
  folder: string,
  tools: AccessTools = windowsTools,
  others: readonly string[] = [],
): Result<void, FileFailure> | "unknown" {
  const files = kept.map((name) => join(folder, name)).filter((path) => isFile(path));
  const paths = [folder, ...files];
  const person = tools.person();
  const texts = person === null ? null : tools.describe(paths);
  if (person === null || texts === null) return "unknown";
  for (const [index, path] of paths.entries()) {
    const descriptor = readSddl(texts[index] ?? "");
    const openness =
      descriptor === null
        ? { kind: "open" as const, others: ["its access list cannot be read"] }
        : opennessOf(descriptor, [person, ...others]);
    if (openness === null) continue;
    const [ofAnother, open] =
      index === 0
        ? (["folder-of-another", "folder-open-to-others"] as const)
        : (["other-owner", "open-to-others"] as const);
    return openness.kind === "open"
      ? refused(open, path, openness.others.join(", "))
      : refused(ofAnother, path, openness.owner);
  }
  return success(undefined);
}

/** Whether Windows itself keeps a folder from other users: it is in this person's profile. */
export function isInProfile(folder: string, profile: string | null = profileFolder()): boolean {
  if (profile === null) return false;
  const fold = (path: string): string =>
    `${actual(path)
      .toLowerCase()
      .replace(/[\\/]+$/, "")}\\`;
  return fold(folder).startsWith(fold(profile));
}

/** The profile as the system names it: variables may say something else. Null when there is none. */
export function profileFolder(): string | null {
  try {
    const { homedir } = userInfo();
    return win32.isAbsolute(homedir) ? homedir : null;
  } catch {
    return null;
  }
}

/** Links resolved, as far as the path exists. */
function actual(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = win32.dirname(path);
    return parent === path ? path : win32.join(actual(parent), win32.basename(path));
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The topmost missing folder of a path; null when all exist. */
function firstMissing(folder: string): string | null {
  let missing: string | null = null;
  for (let at = folder; statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at)) {
    missing = at;
    if (dirname(at) === at) break;
  }
  return missing;
}

/** Runs a system program by its full path, without a shell; null when it fails. */
function run(words: readonly string[], program: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const root = process.env.SystemRoot ?? "C:\\Windows";
  const system32 = win32.join(root, "System32");
  const { status, stdout, error } = spawnSync(win32.join(system32, ...program), [...words], {
    encoding: "utf8",
    timeout: MAX_RUN_MS,
    windowsHide: true,
    stdio: ["ignore", "pipe", "ignore"],
    // Otherwise the person's own modules would be loaded by name.
    env: {
      SystemRoot: root,
      PATH: system32,
      PSModulePath: win32.join(system32, "WindowsPowerShell", "v1.0", "Modules"),
      ...variables,
    },
  });
  return status === 0 && error === undefined ? stdout : null;
}

const SEPARATOR = "|";
const BEGIN = "access lists:";
const NONE = "none";

/** Uses system programs whose output does not depend on the language: SIDs and SDDL. */
export const windowsTools: AccessTools = {
  person() {
    const said = run(["/user", "/fo", "csv", "/nh"], ["whoami.exe"]);
    return /"(S-1-[\d-]+)"/.exec(said ?? "")?.[1] ?? null;
  },
  describe(paths) {
    // Printed first, so that an access list that cannot be read is told apart from a PowerShell that does not run.
    const script = `'${BEGIN}'; foreach ($path in ($env:CLAWTRAY_PATHS -split '\\|')) { try { (Get-Acl -LiteralPath $path -ErrorAction Stop).Sddl } catch { '${NONE}' } }`;
    const words = ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script];
    // No file name contains the separator, and nothing of a path is read as part of the script.
    const variables = { CLAWTRAY_PATHS: paths.join(SEPARATOR) };
    const said = run(words, ["WindowsPowerShell", "v1.0", "powershell.exe"], variables);
    const lines = (said ?? "").split(/\r?\n/).map((line) => line.trim());
    if (!lines.includes(BEGIN)) return null;
    const answers = lines.filter((line) => line.startsWith("O:") || line === NONE);
    return paths.map((_, index) => answers[index] ?? NONE);
  },
  allowOnly(folder, sids) {
    const grants = sids.flatMap((sid) => ["/grant:r", `*${sid}:(OI)(CI)F`]);
    return run([folder, "/inheritance:r", ...grants, "/Q"], ["icacls.exe"]) !== null;
  },
};

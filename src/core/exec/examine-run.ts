import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import { type Analysis, analyse } from "./analysis/analyse.ts";
import { type Binding, bind, identifyDirectory } from "./analysis/binding.ts";
import { contentOf } from "./analysis/content.ts";
import { formatCommand } from "./analysis/format-command.ts";
import { pathAsWalked, searchDirectories } from "./analysis/locate.ts";
import { createLook } from "./analysis/look.ts";
import { findOwnReach, type OwnReach } from "./analysis/own-places.ts";
import { batchRefusal } from "./analysis/windows-command-line.ts";
import { isRemotePath } from "./analysis/windows-path.ts";
import type { ExecSetup } from "./exec-setup.ts";
import { entriesForNames, grantsFor, type Judgement, judge, type MatchContext } from "./policy/allowlist.ts";
import type { AllowlistEntry, Policy } from "./policy/policy.ts";
import { checkOverrides } from "./process/child-environment.ts";
import type { ProgramEnvironment } from "./process/program-environment.ts";
import type { RunRequestParams } from "./run-request.ts";
import { whyTooLong } from "./system-limits.ts";

/**
 * What the allowlist says of a command, and whose entries say it: the owner's alone, or with those of the gateway's
 * skills.
 */
export interface Trust extends Judgement {
  readonly by: "allowlist" | "skill";
}

/** A request, with everything about it looked up that can be without running it. */
export interface ExaminedRun {
  readonly request: RunRequestParams;
  readonly commandText: string;
  readonly analysis: Analysis;
  readonly binding: Binding;
  readonly variables: Readonly<Record<string, string>>;
  /** Real paths of the folders in which the owner's programs are looked for. */
  searchPath(): readonly string[];
  /** What the owner's allowlist says of it, alone or together with the programs of the gateway's skills. */
  trust(policy: Policy, skillPrograms: readonly string[]): Trust;
  /** It reaches something that belongs to Clawtray, and is asked about whatever the rules say. */
  readonly own: OwnReach | null;
  /** What "always allow" would add; null when nothing may be remembered. */
  readonly grants: readonly AllowlistEntry[] | null;
}

/** Why there is nothing to decide; `why` is a sentence for the caller. */
export interface RunRefusal {
  readonly kind: "refused" | "mismatch";
  readonly why: string;
}

/** The same for what is missing and what is forbidden, so that the two cannot be told apart remotely. */
const NOT_THERE = "a program or script of the command does not exist or cannot be read";

const REMOTE =
  "a program, script or folder that begins with two separators names another computer or a device, so it was not looked at";

const refused = (why: string) => failure<RunRefusal>({ kind: "refused", why });

function variablesFor(
  request: RunRequestParams,
  analysis: Analysis,
): Result<Readonly<Record<string, string>>, RunRefusal> {
  const shell = analysis.shellText !== null || analysis.unusual.includes("shell-not-understood");
  const checked = checkOverrides(request.variables, { forShellText: shell });
  if (checked.ok) return checked;
  const { blocked, invalid: unusable } = checked.failure;
  const parts = [
    blocked.length > 0 ? `blocked override keys: ${blocked.join(", ")}` : "",
    unusable.length > 0 ? `invalid non-portable override keys: ${unusable.join(", ")}` : "",
  ];
  return refused(`environment override rejected (${parts.filter((part) => part !== "").join("; ")})`);
}

function realPathOrNull(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

/** A path short enough for a sentence. */
const shortened = (path: string): string => (path.length > 300 ? `${path.slice(0, 299)}…` : path);

/** Why what the analysis found is not even put to a person; null when it may be. */
function refusalOf(
  { argv, rawCommand }: RunRequestParams,
  analysis: Analysis,
  platform: NodeJS.Platform,
): RunRefusal | null {
  const refuse = (why: string): RunRefusal => ({ kind: "refused", why });
  if (analysis.refusal !== null) return refuse(analysis.refusal);
  if (platform === "win32" && analysis.segments.some(({ script }) => isRemotePath(script ?? "")))
    return refuse(REMOTE);
  if (analysis.whole.executable === null) return refuse(NOT_THERE);
  const batch = platform === "win32" ? batchRefusal(analysis.whole.executable.path, argv) : null;
  if (batch !== null) return refuse(batch);
  const text = formatCommand(argv).trim();
  if (rawCommand !== null && rawCommand !== text && rawCommand !== analysis.shellText?.trim()) {
    return { kind: "mismatch", why: "rawCommand does not match command" };
  }
  return null;
}

/** What allowlist entries are compared with; `readContent` is called at most once, and only when one needs it. */
function matchContext(
  { home, platform }: ExecSetup,
  cwd: string,
  variables: readonly string[],
  readContent: () => string | null,
): MatchContext {
  let content: string | null | undefined;
  return {
    cwd,
    home,
    platform,
    realPath: realPathOrNull,
    variables,
    content() {
      if (content === undefined) content = readContent();
      return content;
    },
  };
}

/**
 * Looks a request up: its directory, its programs, the files they are, and whether it may be put to a person at all.
 */
export function examineRun(
  request: RunRequestParams,
  setup: ExecSetup,
  { locate, inherited }: ProgramEnvironment,
): Result<ExaminedRun, RunRefusal> {
  if (setup.platform === "win32" && [request.cwd ?? "", request.argv[0] ?? ""].some(isRemotePath))
    return refused(REMOTE);
  const wanted = resolve(setup.home, request.cwd ?? ".");
  const directory = identifyDirectory(wanted);
  if (directory === null)
    return refused(`the working directory does not exist or cannot be entered: ${shortened(wanted)}`);
  const tooLong = whyTooLong(request, setup.platform);
  if (tooLong !== null) return refused(tooLong);
  const analysis = analyse(request.argv, {
    platform: setup.platform,
    cwd: directory.path,
    locate,
    look: createLook(directory.path, setup.platform),
  });
  const refusal = refusalOf(request, analysis, setup.platform);
  if (refusal !== null) return failure(refusal);
  const commandText = formatCommand(request.argv);
  const checked = variablesFor(request, analysis);
  if (!checked.ok) return checked;
  const variables = checked.value;
  const binding = bind(
    analysis,
    directory,
    (path) => pathAsWalked(directory.path, path, setup.platform),
    setup.clock.now(),
  );
  if (binding === null) return refused(NOT_THERE);
  const own = findOwnReach(analysis, setup.ownPlaces, {
    cwd: directory.path,
    home: setup.home,
    platform: setup.platform,
    values: Object.values(variables),
    environment: { ...inherited, ...variables },
  });
  const context = matchContext(setup, directory.path, Object.keys(variables), () =>
    contentOf(analysis, binding, setup.platform, setup.clock.now()),
  );
  let searched: readonly string[] | undefined;
  return success({
    request,
    commandText,
    analysis,
    binding,
    variables,
    searchPath() {
      searched ??= searchDirectories(inherited.PATH, setup.platform).map(
        (path) => realPathOrNull(path) ?? path,
      );
      return searched;
    },
    own,
    trust({ allowlist, autoAllowSkills }, skillPrograms) {
      // What belongs to Clawtray is never on a list.
      if (own !== null) return { ...judge(analysis, [], context), by: "allowlist" };
      const listed = judge(analysis, allowlist, context);
      if (listed.vouch !== "ask" || !autoAllowSkills) return { ...listed, by: "allowlist" };
      return { ...judge(analysis, [...allowlist, ...entriesForNames(skillPrograms)], context), by: "skill" };
    },
    grants: own === null ? grantsFor(analysis, context) : null,
  });
}

import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { failure, type Result, success } from "../result.ts";
import { type Analysis, analyse } from "./analysis/analyse.ts";
import { type Binding, bind, identifyDirectory } from "./analysis/binding.ts";
import { contentOf } from "./analysis/content.ts";
import { formatCommand } from "./analysis/format-command.ts";
import { pathAsWalked } from "./analysis/locate.ts";
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

/** What the list says of a command, and whose entries say it: the owner's, or with them those of the gateway's skills. */
export interface Trust extends Judgement {
  readonly by: "allowlist" | "skill";
}

/** A request after everything about it was looked up that can be without running it. */
export interface ExaminedRun {
  readonly request: RunRequestParams;
  readonly commandText: string;
  readonly analysis: Analysis;
  readonly binding: Binding;
  readonly variables: Readonly<Record<string, string>>;
  /** What the owner's list says of it, alone or together with the programs of the gateway's skills. */
  trust(policy: Policy, skillPrograms: readonly string[]): Trust;
  /** It leads to what is this program's own, and is asked about whatever the rules say. */
  readonly own: OwnReach | null;
  /** What "always allow" would add; null when nothing may be remembered. */
  readonly grants: readonly AllowlistEntry[] | null;
}

/** Why there is nothing to decide about; `why` is a sentence for the caller. */
export interface RunRefusal {
  readonly kind: "refused" | "mismatch";
  readonly why: string;
}

/** The same for what is missing and what is forbidden: from afar neither is told from the other. */
const notThere = "a program or script of the command is not there or cannot be read";

const refused = (why: string) => failure<RunRefusal>({ kind: "refused", why });

function variablesFor(
  request: RunRequestParams,
  analysis: Analysis,
): Result<Readonly<Record<string, string>>, RunRefusal> {
  const shell = analysis.shellText !== null || analysis.unusual.includes("shell-not-understood");
  const checked = checkOverrides(request.variables, shell);
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

/** A path as a sentence can hold it. */
const shortened = (path: string): string => (path.length > 300 ? `${path.slice(0, 299)}…` : path);

/**
 * Looks a request up: its directory, its programs, the files they are, and whether it may be put
 * to a person at all.
 */
export function examineRun(
  request: RunRequestParams,
  setup: ExecSetup,
  { locate, inherited }: ProgramEnvironment,
): Result<ExaminedRun, RunRefusal> {
  if (setup.platform === "win32" && [request.cwd ?? "", request.argv[0] ?? ""].some(isRemotePath)) {
    return refused(
      "a program or folder that begins with two separators is another computer's, or a device: not looked at",
    );
  }
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
  if (analysis.refusal !== null) return refused(analysis.refusal);
  if (analysis.whole.executable === null) return refused(notThere);
  const batch =
    setup.platform === "win32" ? batchRefusal(analysis.whole.executable.path, request.argv) : null;
  if (batch !== null) return refused(batch);
  const commandText = formatCommand(request.argv);
  const { rawCommand } = request;
  if (rawCommand !== null && rawCommand !== commandText.trim() && rawCommand !== analysis.shellText?.trim()) {
    return failure({ kind: "mismatch", why: "rawCommand does not match command" });
  }
  const checked = variablesFor(request, analysis);
  if (!checked.ok) return checked;
  const variables = checked.value;
  const binding = bind(
    analysis,
    directory,
    (path) => pathAsWalked(directory.path, path, setup.platform),
    setup.clock.now(),
  );
  if (binding === null) return refused(notThere);
  const own = findOwnReach(analysis, setup.ownPlaces, {
    cwd: directory.path,
    home: setup.home,
    platform: setup.platform,
    values: Object.values(variables),
    environment: { ...inherited, ...variables },
  });
  let content: string | null | undefined;
  const context: MatchContext = {
    cwd: directory.path,
    home: setup.home,
    platform: setup.platform,
    realPath: realPathOrNull,
    variables: Object.keys(variables),
    content() {
      if (content === undefined) content = contentOf(analysis, binding, setup.platform, setup.clock.now());
      return content;
    },
  };
  return success({
    request,
    commandText,
    analysis,
    binding,
    variables,
    own,
    trust({ allowlist, autoAllowSkills }, skillPrograms) {
      // What is this program's own is never on a list.
      if (own !== null) return { ...judge(analysis, [], context), by: "allowlist" };
      const listed = judge(analysis, allowlist, context);
      if (listed.vouch !== "ask" || !autoAllowSkills) return { ...listed, by: "allowlist" };
      return { ...judge(analysis, [...allowlist, ...entriesForNames(skillPrograms)], context), by: "skill" };
    },
    grants: own === null ? grantsFor(analysis, context) : null,
  });
}

import type { DenyReason } from "../../shared/reasons.ts";
import { stillHolds } from "../exec/analysis/binding.ts";
import { formatCommand } from "../exec/analysis/format-command.ts";
import { startOf } from "../exec/containment.ts";
import { type ExaminedRun, examineRun } from "../exec/examine-run.ts";
import type { ExecSetup } from "../exec/exec-setup.ts";
import { policyFor } from "../exec/policy/policy.ts";
import type { PreparedPlans } from "../exec/prepared-plans.ts";
import { childEnvironment } from "../exec/process/child-environment.ts";
import { createConsoleCodePage } from "../exec/process/console-code-page.ts";
import { type RunResult, runProcess } from "../exec/process/process-runner.ts";
import type { ProgramEnvironment } from "../exec/process/program-environment.ts";
import { createSemaphore } from "../exec/process/semaphore.ts";
import { type Approval, approveRun, rememberGrants } from "../exec/question/approve-run.ts";
import { createRunRecord, type HowRun, type RunRecord } from "../exec/run-record.ts";
import type { RunRequestParams } from "../exec/run-request.ts";
import { type Command, CommandError, type InvokeContext } from "./command.ts";
import { examinedOrRefused } from "./examined-or-refused.ts";
import { invalid } from "./parameters.ts";
import { parseRunRequest } from "./parse-run-request.ts";

/** What the caller reads; the first four are the node host's own words (measured with 2026.9.6). */
const denials: Readonly<Record<DenyReason, string>> = {
  "security=deny": "SYSTEM_RUN_DISABLED: security=deny",
  "approval-required": "SYSTEM_RUN_DENIED: approval required",
  "allowlist-miss": "SYSTEM_RUN_DENIED: allowlist miss",
  "permission:screenRecording": "PERMISSION_MISSING: screenRecording",
  "execution-plan-miss":
    "SYSTEM_RUN_DENIED: the program, a file or the directory is not what was prepared; prepare it again",
  "cwd-unavailable": "SYSTEM_RUN_DENIED: the working directory is not available",
  "denied-by-person": "SYSTEM_RUN_DENIED: the owner of this computer refused",
  "question-expired": "SYSTEM_RUN_DENIED: nobody answered in time at this computer",
  "too-many-questions": "SYSTEM_RUN_DENIED: too many questions are already waiting at this computer",
  "too-long-to-ask": "SYSTEM_RUN_DENIED: too long for anybody at this computer to review",
  // A tool's own command says more.
  "tool-off": "the tool is off",
  "folder-closed": "its owner shows no such folder",
  "computer-not-allowed": "its owner does not let this computer be used",
  cancelled: "SYSTEM_RUN_DENIED: cancelled before it began",
  "policy-unwritable": "SYSTEM_RUN_DENIED: approval state could not be persisted",
};

function deny(record: RunRecord, reason: DenyReason): CommandError {
  record.denied(reason);
  return new CommandError("SYSTEM_RUN_DENIED", denials[reason]);
}

function checkApprovalClaims({ approval, approvalSource, plan }: RunRequestParams): void {
  if (approval === null && approvalSource === null) return;
  if (plan === null) {
    throw invalid(
      `${approval === null ? "approvalSource" : "explicit approval"} requires matching systemRunPlan`,
    );
  }
  if (approvalSource !== "ask-fallback" && plan.policySnapshot === undefined) {
    throw invalid("delayed approval requires a prepared policy snapshot");
  }
}

/** The payload of the gateway's node host, plus three fields: `signal`, `truncated`, `durationMs`. */
function payloadOf(result: RunResult): Readonly<Record<string, unknown>> {
  return {
    ...(result.exitCode === null ? {} : { exitCode: result.exitCode }),
    timedOut: result.timedOut,
    success: result.exitCode === 0 && !result.timedOut,
    stdout: result.stdout,
    stderr: result.stderr,
    error: result.error,
    signal: result.signal,
    truncated: result.truncated,
    durationMs: result.durationMs,
  };
}

/**
 * A cage that ended before it reached the program: nothing ran, and what the cage printed is not the program's output.
 */
const notContained = (result: RunResult): RunResult => ({
  ...result,
  exitCode: null,
  stdout: "",
  stderr: "",
  error: `could not be contained, and did not run: ${result.stderr.trim().slice(0, MAX_WHY_LENGTH) || "the cage ended"}`,
});

/** How much of a broken cage's message is kept, characters. */
const MAX_WHY_LENGTH = 300;

/** What a run is started with, apart from its location. */
interface RunFacts {
  readonly run: ExaminedRun;
  readonly approval: Extract<Approval, { ok: true }>;
  readonly context: InvokeContext;
  readonly record: RunRecord;
  readonly marker: string;
  readonly codePage: number | null;
}

/** Starts it before anything else gets a turn, and waits for its end. What `start` holds is always released. */
async function runFrom(
  start: NonNullable<ReturnType<typeof startOf>>,
  { run, approval, context, record, marker, codePage }: RunFacts,
  setup: ExecSetup,
): Promise<RunResult> {
  const stop = new AbortController();
  const stopped = () => stop.abort();
  const program = {
    id: record.id,
    command: run.commandText,
    directory: run.binding.directory.path,
    agent: run.request.agentId,
    startedAt: setup.clock.now(),
  };
  let ended = () => {};
  try {
    const running = runProcess(
      {
        ...start,
        cwd: run.binding.directory.path,
        marker,
        timeoutMs: run.request.timeoutMs,
        signal: AbortSignal.any([context.signal, stop.signal]),
        outputLimit: setup.limits.outputBytes,
        codePage,
        progress: (chunk) => context.progress(chunk),
      },
      setup.clock,
      setup.platform,
    );
    start.started();
    record.started(approval.reason, howOf(approval));
    ended = setup.running.begin(program, stopped);
    context.onStarted?.(record.id);
    const result = await running;
    const notByItself =
      result.error !== null || result.exitCode === null || result.timedOut || result.cancelled;
    return notByItself || start.wasReached(result.told) ? result : notContained(result);
  } finally {
    ended();
    start.ended();
  }
}

const howOf = ({ grant, rules }: Extract<Approval, { ok: true }>): HowRun => ({
  contained: grant !== null,
  rules,
});

/** Only two can end a run early: whoever asked for it, and the owner of this computer. */
const cancelledBy = (asked: AbortSignal): string =>
  asked.aborted ? "cancelled" : "stopped by the owner of this computer";

/** `system.run`: runs exactly what was prepared or asked about, once the owner's policy or a person allows it. */
export function createSystemRun(setup: ExecSetup, plans: PreparedPlans): Command {
  const semaphore = createSemaphore(setup.limits.running, setup.limits.waiting);
  const consoleCodePage = createConsoleCodePage(setup.platform, process.env);

  const execute = async (
    run: ExaminedRun,
    approval: Extract<Approval, { ok: true }>,
    { locate, inherited }: ProgramEnvironment,
    context: InvokeContext,
    record: RunRecord,
  ): Promise<RunResult | DenyReason> => {
    const cage = approval.grant === null ? null : await setup.cage();
    const release = await semaphore.acquire(context.signal);
    if (release === null) {
      if (context.signal.aborted) return "cancelled";
      throw new CommandError("UNAVAILABLE", "too many commands are waiting on this computer");
    }
    try {
      const codePage = await consoleCodePage();
      // From here to the start, none of our other code runs.
      // The wait for a turn may have been long.
      if (policyFor(setup.approvals.read().file, run.request.agentId).security === "deny")
        return "security=deny";
      if (!stillHolds(run.binding, locate, setup.clock.now())) return "execution-plan-miss";
      const marker = setup.newId();
      const start = startOf(run, approval, childEnvironment(inherited, run.variables, marker), cage);
      if (start === null) return "execution-plan-miss";
      return await runFrom(start, { run, approval, context, record, marker, codePage }, setup);
    } finally {
      release();
    }
  };

  return {
    name: "system.run",
    capability: "system",
    async run(params, context) {
      const request = parseRunRequest(params);
      checkApprovalClaims(request);
      if (policyFor(setup.approvals.read().file, request.agentId).security === "deny") {
        const unseen = createRunRecord(setup, request, formatCommand(request.argv), request.cwd);
        throw deny(unseen, "security=deny");
      }
      const programs = await setup.programs();
      const run = examinedOrRefused(examineRun(request, setup, programs));
      const record = createRunRecord(setup, request, run.commandText, run.binding.directory.path);

      // A plan is bound to what existed when it was made: what exists now must be exactly the same.
      const prepared = request.plan === null ? null : plans.find(request.plan, run.binding, run.variables);
      if (request.plan !== null && prepared === null) throw deny(record, "execution-plan-miss");

      const approval = await approveRun(run, setup, context, { ambiguous: prepared?.ambiguous ?? false });
      if (!approval.ok) throw deny(record, approval.reason);
      if (request.needsScreenRecording) throw deny(record, "permission:screenRecording");
      if (approval.remember.length > 0 && request.agentId !== null) {
        if (!(await rememberGrants(setup, request.agentId, approval, run.commandText)))
          throw deny(record, "policy-unwritable");
      }
      const result = await execute(run, approval, programs, context, record);
      if (typeof result === "string") throw deny(record, result);
      record.finished(result, approval.reason, howOf(approval));
      if (result.cancelled) throw new CommandError("UNAVAILABLE", cancelledBy(context.signal));
      return payloadOf(result);
    },
  };
}

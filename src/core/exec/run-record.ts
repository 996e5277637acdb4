import type { AllowReason, DenyReason } from "../../shared/reasons.ts";
import type { ExecSetup } from "./exec-setup.ts";
import type { RunResult } from "./process/process-runner.ts";
import type { RunRequestParams } from "./run-request.ts";

/** How a program that may run is started. */
export interface HowRun {
  /** In a cage. */
  readonly contained: boolean;
  /** The patterns on the list that let it run. */
  readonly rules: readonly string[];
}

/** Tells the gateway and the owner's log what became of one request. */
export interface RunRecord {
  /** Of this run, in the activity log and among what runs. */
  readonly id: string;
  started(reason: AllowReason, how: HowRun): void;
  /** It was looked up; nothing ran. */
  prepared(): void;
  finished(result: RunResult, reason: AllowReason, how: HowRun): void;
  denied(reason: DenyReason): void;
}

/** The node host's own limit for output in an event, characters. */
const MAX_OUTPUT_LENGTH = 20_000;

/** What an entry says of its end before there is one. */
const noEnd = { exitCode: null, signal: null, timedOut: false, durationMs: null } as const;

/** The output in an event: both streams and the error, only the end of it when it is too long; nothing when empty. */
function outputOf({ stdout, stderr, error }: RunResult): { readonly output?: string } {
  const output = [stdout, stderr, error ?? ""]
    .filter((part) => part !== "")
    .join("\n")
    .trim();
  if (output === "") return {};
  const cut = output.length > MAX_OUTPUT_LENGTH;
  return { output: cut ? `... (truncated) ${output.slice(-MAX_OUTPUT_LENGTH)}` : output };
}

/** Events as documented in docs/gateway/protocol/rpc-bootstrap-and-events.md, "Node exec lifecycle events" (2026.9.6). */
export function createRunRecord(
  setup: ExecSetup,
  request: RunRequestParams,
  commandText: string,
  directory: string | null,
): RunRecord {
  const common = {
    sessionKey: request.sessionKey ?? "node",
    runId: request.runId ?? setup.newId(),
    host: "node",
    command: commandText,
    suppressNotifyOnExit: request.suppressNotifyOnExit,
  };
  const entry = {
    gateway: setup.gateway(),
    agent: request.agentId,
    session: request.sessionKey,
    command: commandText,
    directory,
  };
  const run = setup.newId();
  const allowed = (reason: AllowReason, { contained, rules }: HowRun) => ({
    ...entry,
    at: setup.clock.now(),
    decision: "allowed" as const,
    reason,
    ...(contained ? { contained } : {}),
    ...(rules.length > 0 ? { rules } : {}),
  });
  return {
    id: run,
    prepared() {
      setup.activity.append({
        ...entry,
        at: setup.clock.now(),
        decision: "prepared",
        reason: "prepared",
        ...noEnd,
      });
    },
    started(reason, how) {
      setup.emit("exec.started", common);
      // Whatever ends this program, even a power cut, the owner can see that the command ran.
      setup.activity.append({
        ...allowed(reason, how),
        ...noEnd,
        began: true,
        run,
      });
    },
    finished(result, reason, how) {
      setup.emit("exec.finished", {
        ...common,
        ...(result.exitCode === null ? {} : { exitCode: result.exitCode }),
        timedOut: result.timedOut,
        success: result.exitCode === 0 && !result.timedOut,
        ...outputOf(result),
      });
      setup.activity.append({
        ...allowed(reason, how),
        exitCode: result.exitCode,
        signal: result.signal,
        timedOut: result.timedOut,
        durationMs: result.durationMs,
        outputBytes: Buffer.byteLength(result.stdout) + Buffer.byteLength(result.stderr),
        run,
      });
    },
    denied(reason) {
      setup.emit("exec.denied", { ...common, reason });
      setup.activity.append({
        ...entry,
        at: setup.clock.now(),
        decision: "denied",
        reason,
        ...noEnd,
      });
    },
  };
}

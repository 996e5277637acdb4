import type { AllowReason, DenyReason } from "../../shared/reasons.ts";
import type { ExecSetup } from "./exec-setup.ts";
import type { RunResult } from "./process/process-runner.ts";
import type { RunRequestParams } from "./run-request.ts";

/** Tells the gateway and the owner's log what became of one request. */
export interface RunRecord {
  started(): void;
  /** It was looked up; nothing ran. */
  prepared(): void;
  finished(result: RunResult, reason: AllowReason, contained: boolean): void;
  denied(reason: DenyReason): void;
}

/** The node host's own limit for output in an event, characters. */
const longestOutput = 20_000;

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
  return {
    prepared() {
      setup.activity.append({
        ...entry,
        at: setup.clock.now(),
        decision: "prepared",
        reason: "prepared",
        exitCode: null,
        signal: null,
        timedOut: false,
        durationMs: null,
      });
    },
    started() {
      setup.emit("exec.started", common);
    },
    finished(result, reason, contained) {
      const output = [result.stdout, result.stderr, result.error ?? ""]
        .filter((part) => part !== "")
        .join("\n")
        .trim();
      setup.emit("exec.finished", {
        ...common,
        ...(result.exitCode === null ? {} : { exitCode: result.exitCode }),
        timedOut: result.timedOut,
        success: result.exitCode === 0 && !result.timedOut,
        ...(output === ""
          ? {}
          : {
              output:
                output.length > longestOutput ? `... (truncated) ${output.slice(-longestOutput)}` : output,
            }),
      });
      setup.activity.append({
        ...entry,
        at: setup.clock.now(),
        decision: "allowed",
        reason,
        ...(contained ? { contained } : {}),
        exitCode: result.exitCode,
        signal: result.signal,
        timedOut: result.timedOut,
        durationMs: result.durationMs,
      });
    },
    denied(reason) {
      setup.emit("exec.denied", { ...common, reason });
      setup.activity.append({
        ...entry,
        at: setup.clock.now(),
        decision: "denied",
        reason,
        exitCode: null,
        signal: null,
        timedOut: false,
        durationMs: null,
      });
    },
  };
}

import { isRecord } from "../../shared/record.ts";
import { formatCommand } from "../exec/analysis/format-command.ts";
import type { PolicySnapshot } from "../exec/policy/policy.ts";
import type { FileOperand, RunPlan, RunRequestParams } from "../exec/run-request.ts";
import { invalid } from "./parameters.ts";

const MAX_COMMAND = 1024 * 1024;

type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | null => {
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed === "" ? null : trimmed;
};

/** An agent is named in the question, in front of the command: no name may be a sentence. */
const AGENT_NAME = /^[^\s"]{1,200}$/;
const MAX_SESSION_LENGTH = 1000;

function agentOf(value: unknown): string | null {
  const name = text(value);
  // In the rules these mean every agent, and the one without a name of its own: no agent has such a name.
  if (name !== null && (!AGENT_NAME.test(name) || /^(\*|default)$/i.test(name)))
    throw invalid("agentId invalid");
  return name;
}

function sessionOf(value: unknown): string | null {
  const key = text(value);
  if (key !== null && key.length > MAX_SESSION_LENGTH) throw invalid("sessionKey invalid");
  return key;
}

function wordsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid("command required");
  const words = value.map((word: unknown) => {
    if (typeof word === "string") return word;
    if (typeof word === "number" || typeof word === "boolean") return String(word);
    throw invalid("command must be a list of strings");
  });
  if (words.reduce((sum, word) => sum + word.length + 1, 0) > MAX_COMMAND) throw invalid("command too long");
  return words;
}

function variablesOf(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw invalid("env must be an object of strings");
  const entries = Object.entries(value);
  const sound = entries.every((entry): entry is [string, string] => typeof entry[1] === "string");
  if (!sound || entries.length > 1000) throw invalid("env must be an object of strings");
  return Object.fromEntries(entries);
}

function limitOf(value: unknown): number | null {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) return null;
  // Timers hold 31 bits.
  return Math.min(value, 2_147_483_647);
}

function snapshotOf(value: unknown): PolicySnapshot | null {
  if (!isRecord(value) || !Array.isArray(value.allowlistRules)) return null;
  const { security, ask, askFallback, autoAllowSkills, allowlistRules } = value;
  const securities: readonly unknown[] = ["deny", "allowlist", "full"];
  const asks: readonly unknown[] = ["off", "on-miss", "always"];
  const sound =
    securities.includes(security) &&
    asks.includes(ask) &&
    securities.includes(askFallback) &&
    typeof autoAllowSkills === "boolean" &&
    allowlistRules.every((rule) => isRecord(rule) && typeof rule.pattern === "string");
  return sound ? (value as unknown as PolicySnapshot) : null;
}

function operandOf(value: unknown): FileOperand | null {
  if (!isRecord(value)) return null;
  const { argvIndex, path, sha256 } = value;
  const sound = Number.isInteger(argvIndex) && typeof path === "string" && typeof sha256 === "string";
  return sound ? { argvIndex: argvIndex as number, path, sha256 } : null;
}

function planOf(value: unknown): RunPlan | null {
  if (value === undefined || value === null) return null;
  const wrong = invalid("systemRunPlan invalid");
  if (!isRecord(value) || !Array.isArray(value.argv) || value.argv.length === 0) throw wrong;
  if (!value.argv.every((word) => typeof word === "string")) throw wrong;
  const commandText = text(value.commandText) ?? text(value.rawCommand);
  const policySnapshot = value.policySnapshot === undefined ? undefined : snapshotOf(value.policySnapshot);
  // The gateway may write null for "no file".
  const operand = value.mutableFileOperand ?? undefined;
  const mutableFileOperand = operand === undefined ? undefined : operandOf(operand);
  if (commandText === null || policySnapshot === null || mutableFileOperand === null) throw wrong;
  return {
    argv: value.argv,
    cwd: text(value.cwd),
    commandText,
    commandPreview: text(value.commandPreview),
    agentId: text(value.agentId),
    sessionKey: text(value.sessionKey),
    ...(policySnapshot === undefined ? {} : { policySnapshot }),
    ...(mutableFileOperand === undefined ? {} : { mutableFileOperand }),
  };
}

function approvalOf(value: Fields): Pick<RunRequestParams, "approval" | "approvalSource"> {
  const decision =
    value.approvalDecision === "allow-once" || value.approvalDecision === "allow-always"
      ? value.approvalDecision
      : null;
  const approval = decision ?? (value.approved === true ? "allow-once" : null);
  const source = value.approvalSource ?? null;
  if (source !== null && source !== "ask-fallback" && source !== "auto-review") {
    throw invalid("approvalSource invalid");
  }
  if (source !== null && (value.approved !== undefined || value.approvalDecision !== undefined)) {
    throw invalid("approvalSource cannot be combined with explicit approval");
  }
  return { approval, approvalSource: source };
}

/** Reads parameters, or throws INVALID_REQUEST as the gateway's node host does (measured with 2026.9.6). */
export function parseRunRequest(params: unknown): RunRequestParams {
  if (!isRecord(params)) throw invalid("command required");
  const request: RunRequestParams = {
    argv: wordsOf(params.command),
    rawCommand: text(params.rawCommand),
    cwd: text(params.cwd),
    variables: variablesOf(params.env),
    timeoutMs: limitOf(params.timeoutMs),
    agentId: agentOf(params.agentId),
    sessionKey: sessionOf(params.sessionKey),
    runId: text(params.runId),
    suppressNotifyOnExit: params.suppressNotifyOnExit === true,
    needsScreenRecording: params.needsScreenRecording === true,
    plan: planOf(params.systemRunPlan),
    ...approvalOf(params),
  };
  if (request.plan !== null && !isPlanFor(request.plan, request)) {
    throw invalid("systemRunPlan does not match the request");
  }
  return request;
}

function isPlanFor(plan: RunPlan, request: RunRequestParams): boolean {
  return (
    plan.argv.length === request.argv.length &&
    plan.argv.every((word, index) => word === request.argv[index]) &&
    plan.commandText === formatCommand(request.argv) &&
    plan.cwd === request.cwd &&
    plan.agentId === request.agentId &&
    plan.sessionKey === request.sessionKey
  );
}

import { randomUUID } from "node:crypto";
import type { Question } from "../../shared/question.ts";
import type { AllowReason, DenyReason } from "../../shared/reasons.ts";
import { isRecord } from "../../shared/record.ts";
import { reveal, revealCommand } from "../../shared/text/reveal.ts";
import { type Command, CommandError, type InvokeContext } from "../commands/command.ts";
import { sessionAgent } from "../commands/session-agent.ts";
import type { ActivityLog } from "../exec/activity.ts";
import type { QuestionQueue } from "../exec/question/question.ts";
import type { Clock } from "../time/clock.ts";
import type { Arguments, BuiltInContext, BuiltInTool } from "./built-in/built-in-tool.ts";
import { cutResult } from "./cut-result.ts";
import { CALL_COMMAND, type OfferedTool } from "./published.ts";
import type { CallResult } from "./sdk.ts";
import { ToolServerError } from "./tool-server.ts";

/** Longer arguments are refused: nobody reads them, and no tool of a model needs them. Characters as JSON. */
const MAX_ARGUMENTS = 100_000;
/** How long a person has to answer, ms. */
const QUESTION_MS = 120_000;
/** Part of the invoke's time kept for the tool when a person takes long, ms. */
const RESERVE_MS = 5_000;

/** What calling a tool needs of the rest of the node. */
export interface CallSetup {
  readonly clock: Clock;
  readonly questions: QuestionQueue;
  readonly activity: ActivityLog;
  /** Address of the gateway the node is connected to. */
  gateway(): string;
  /** The folder the servers run in. */
  readonly home: string;
  /** What is offered right now, by the owner's list as it is on the disk. */
  find(server: string, tool: string): OfferedTool | null;
  /** The tool of Clawtray's own that is meant, whether it is on or not; null for one of another server. */
  builtIn(server: string, tool: string): BuiltInTool | null;
  isDeclared(): boolean;
  call(
    server: string,
    tool: string,
    args: Arguments,
    context: BuiltInContext & Pick<InvokeContext, "progress">,
  ): Promise<CallResult>;
}

interface Call {
  readonly server: string;
  readonly tool: string;
  readonly args: Arguments;
  readonly session: string | null;
  /** One line, for the question. */
  readonly line: string;
  /** The same for the log, which keeps nothing that is private. */
  readonly logged: string;
  /** Needs no question: it is one, or nothing would come of it. */
  readonly asksItself: boolean;
}

/**
 * `mcp.tools.call.v1 {server, tool, arguments}` -> the tool's own `CallToolResult`. Source: openclaw 2026.9.6, measured
 * on the gateway and its node host.
 */
export function createToolCommand(setup: CallSetup): Command {
  return {
    name: CALL_COMMAND,
    capability: "mcp",
    isDeclared: () => setup.isDeclared(),
    async run(params, context) {
      const call = readCall(params, context.sessionKey ?? null, setup);
      const found = setup.find(call.server, call.tool);
      if (found === null) {
        record(setup, call, "denied", "tool-off");
        throw new CommandError(
          "TOOL_NOT_OFFERED",
          `${call.server}/${call.tool} is not offered: its server does not run, or the owner of this computer has not switched it on`,
        );
      }
      const reason = await mayCall(found, call, setup, context);
      return carryOut(call, reason, setup, context);
    },
  };
}

function readCall(params: unknown, session: string | null, setup: CallSetup): Call {
  const { server, tool, arguments: args = {} } = isRecord(params) ? params : {};
  if (typeof server !== "string" || typeof tool !== "string")
    throw new CommandError("INVALID_REQUEST", "server and tool required");
  if (!isRecord(args)) throw new CommandError("INVALID_REQUEST", "arguments must be an object");
  const json = JSON.stringify(args);
  if (json.length > MAX_ARGUMENTS)
    throw new CommandError("INVALID_REQUEST", `arguments are longer than ${MAX_ARGUMENTS} characters`);
  const line = (text: string): string => `${server.slice(0, 200)}/${tool.slice(0, 256)} ${text}`;
  const builtIn = setup.builtIn(server, tool);
  const kept = builtIn?.logged === undefined ? json : JSON.stringify(builtIn.logged(args));
  const asksItself = builtIn !== null && (builtIn.asksItself || isRefusedAnyway(builtIn, args));
  return { server, tool, args, session, line: line(json), logged: line(kept), asksItself };
}

/** Nobody is asked about a call that cannot succeed; the tool itself then says why. */
function isRefusedAnyway({ check }: BuiltInTool, args: Arguments): boolean {
  try {
    check?.(args);
    return false;
  } catch (error) {
    if (error instanceof ToolServerError) return true;
    throw error;
  }
}

/** Why it may be called; throws why it may not. */
async function mayCall(
  { consent, changed }: OfferedTool,
  call: Call,
  setup: CallSetup,
  context: InvokeContext,
): Promise<AllowReason> {
  if (call.asksItself) return "tool-allowed";
  // "Allow" was said of what the tool was then.
  if (consent === "allow" && !changed) return "tool-allowed";
  const question = questionFor(call, changed, setup, context);
  context.stepAside();
  const end = await setup.questions.ask(question, context.signal);
  const denied = (reason: DenyReason, sentence: string): never => {
    record(setup, call, "denied", reason);
    throw new CommandError("TOOL_DENIED", `${call.server}/${call.tool} was not called: ${sentence}`);
  };
  switch (end.kind) {
    case "nobody":
      return denied("approval-required", "it needs an answer of this computer's owner, and nobody is there");
    case "expired":
      return denied("question-expired", "the owner of this computer did not answer in time");
    case "crowded":
      return denied("too-many-questions", "too many questions are waiting for the owner of this computer");
    case "withdrawn":
      return denied("cancelled", "it was cancelled");
    case "answered":
      if (end.answer !== "allow-once")
        return denied("denied-by-person", "the owner of this computer said no");
  }
  // The owner may have switched it off while the question was open.
  if (setup.find(call.server, call.tool) === null) return denied("tool-off", "it was switched off meanwhile");
  return "approved-once";
}

function questionFor(call: Call, changed: boolean, setup: CallSetup, { timeoutMs }: InvokeContext): Question {
  const askedAt = setup.clock.now();
  const agent = sessionAgent(call.session);
  const words = [call.server, call.tool, JSON.stringify(call.args)];
  const command = revealCommand(call.line);
  return {
    id: randomUUID(),
    gateway: reveal(setup.gateway()),
    agent: agent === null ? null : reveal(agent),
    session: call.session === null ? null : reveal(call.session),
    command,
    words: words.map(reveal),
    directory: reveal(setup.home),
    program: null,
    tool: { server: reveal(call.server), name: reveal(call.tool), input: inputOf(call.args) },
    unusual: [
      ...(changed ? (["content-changed"] as const) : []),
      ...(command === call.line ? [] : (["invisible-characters"] as const)),
    ],
    variables: [],
    askedAt,
    expiresAt: askedAt + Math.max(1_000, Math.min(QUESTION_MS, timeoutMs - RESERVE_MS)),
    contained: null,
    answers: ["deny", "allow-once"],
  };
}

/** Deeper than this, indentation would be most of it. */
const MAX_LEVELS = 8;

/** What a person reads of the arguments: one member a line. */
function inputOf(args: Arguments): string {
  const text = isShallow(args, MAX_LEVELS) ? JSON.stringify(args, null, 2) : JSON.stringify(args);
  return text.split("\n").map(reveal).join("\n");
}

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== "object" ||
  value === null ||
  (levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1)));

async function carryOut(
  call: Call,
  reason: AllowReason,
  setup: CallSetup,
  context: InvokeContext,
): Promise<unknown> {
  const { signal } = context;
  const run = randomUUID();
  const began = setup.clock.monotonic();
  record(setup, call, "allowed", reason, { began: true, run });
  const end = (exitCode: number | null): void => {
    const durationMs = Math.max(0, Math.round(setup.clock.monotonic() - began));
    record(setup, call, "allowed", reason, { run, exitCode, durationMs });
  };
  try {
    const result = await setup.call(call.server, call.tool, call.args, {
      signal,
      timeoutMs: context.timeoutMs,
      gateway: setup.gateway(),
      agent: sessionAgent(call.session),
      session: call.session,
      stepAside: () => context.stepAside(),
      progress: (chunk) => context.progress(chunk),
    });
    end(result.isError === true ? 1 : 0);
    return cutResult(result);
  } catch (error) {
    end(signal.aborted ? null : 1);
    if (error instanceof ToolServerError) throw new CommandError("TOOL_FAILED", error.message);
    throw error;
  }
}

function record(
  setup: CallSetup,
  call: Call,
  decision: "allowed" | "denied",
  reason: AllowReason | DenyReason,
  more: object = {},
): void {
  setup.activity.append({
    at: setup.clock.now(),
    gateway: setup.gateway(),
    agent: sessionAgent(call.session),
    session: call.session,
    command: call.logged,
    directory: null,
    decision,
    reason,
    exitCode: null,
    signal: null,
    timedOut: false,
    durationMs: null,
    ...more,
  });
}

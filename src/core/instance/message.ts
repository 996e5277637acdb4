import * as v from "valibot";
import { askProblems } from "../../shared/conversation.ts";
import { type Intent, instanceRequest } from "../../shared/intent.ts";
import { printable } from "../../shared/printable.ts";
import { read } from "../../shared/schema.ts";
import type { RunningProgram } from "../exec/running-programs.ts";
import { type FileFailure, fileDetail } from "../files/problem.ts";
import { moment, readFileDetail, readRunning, readState } from "./read-state.ts";
import { readToldComputer } from "./told-computer.ts";
import { readToldServers } from "./told-servers.ts";

/** Windows' process ids are 32 bits wide, and no system's are wider. */
const MAX_PID = 0xffff_ffff;
const MAX_VERSION_LENGTH = 64;

const pid = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_PID));

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What `reader` makes of a value; null from it is a refusal. */
const readWith = <Value>(reader: (value: unknown) => Value | null) =>
  v.pipe(
    v.unknown(),
    v.transform(reader),
    v.custom<Value>((value) => value !== null),
  );

/**
 * One line of the control socket, the first sent at once after connecting. A candidate is a process still finding out
 * whether it is alone.
 */
const instanceMessage = v.variant("role", [
  v.object({ role: v.literal("candidate"), pid }),
  v.object({
    role: v.literal("holder"),
    pid,
    version: v.pipe(
      v.string(),
      v.transform((version) => printable(version, MAX_VERSION_LENGTH)),
    ),
    /** Milliseconds since the epoch. */
    startedAt: readWith(moment),
    state: readWith(readState),
    /** What runs for the gateway; absent from a version that does not say. */
    running: v.exactOptional(v.pipe(v.unknown(), v.transform(readRunning))),
    /** How the servers of tools do; absent from a version that does not say, and before the node has started. */
    toolServers: v.exactOptional(v.pipe(v.unknown(), v.transform(readToldServers))),
    /** How computer use does; absent, or null, from a version that does not say, and before the node has started. */
    computer: v.exactOptional(v.pipe(v.unknown(), v.transform(readToldComputer))),
  }),
]);

const requestReply = v.variant("reply", [
  v.object({ reply: v.literal("done") }),
  v.object({ reply: v.literal("not-done") }),
  /** It holds now, but not at the next start: it could not be saved. `detail` is `fileDetail`'s. */
  v.object({
    reply: v.literal("not-saved"),
    detail: v.optional(v.pipe(v.unknown(), v.transform(readFileDetail)), null),
  }),
  /** How many programs were told to end, and how many of them still run. */
  v.object({ reply: v.literal("stopped"), stopped: count, still: count }),
]);

/** What is said about a question to the agent: pieces of the answer, then how it ended. */
const askReply = v.variant("reply", [
  /** `fresh`: a new text begins, and takes the place of what was said before. Also sent, empty, as a sign of life. */
  v.object({ reply: v.literal("answer-part"), text: v.string(), fresh: v.boolean() }),
  v.object({ reply: v.literal("answered") }),
  v.object({ reply: v.literal("not-answered"), problem: v.picklist(askProblems), detail: v.string() }),
]);

export type InstanceMessage = Readonly<v.InferOutput<typeof instanceMessage>>;
/** What the process that holds a state directory says about itself. */
export type InstanceSnapshot = Omit<Extract<InstanceMessage, { role: "holder" }>, "role">;
/**
 * What another process of the same person may ask of the one that holds the state directory: one line, once per
 * connection.
 */
export type InstanceRequest = Readonly<v.InferOutput<typeof instanceRequest>>;
export type RequestReply = Readonly<v.InferOutput<typeof requestReply>>;
export type AskReply = Readonly<v.InferOutput<typeof askReply>>;

/** A received line in the form of this schema; null for any other line. */
function decode<Schema extends v.GenericSchema>(schema: Schema, line: string): v.InferOutput<Schema> | null {
  try {
    return read(schema, JSON.parse(line));
  } catch {
    return null;
  }
}

/** More would not be read, and would only make every message longer. */
const MAX_COMMAND_LENGTH = 300;

/** What runs as other processes are told it. */
export const toldPrograms = (programs: readonly RunningProgram[]): readonly RunningProgram[] =>
  programs.map((program) => ({ ...program, command: printable(program.command, MAX_COMMAND_LENGTH) }));

export const encodeMessage = (message: InstanceMessage): string => JSON.stringify(message);

/** A received line, every text in it sanitized; null when it is not one of ours. */
export const decodeMessage = (line: string): InstanceMessage | null => decode(instanceMessage, line);

/** The request as the node's own front end would put it. */
export const intentOf = (
  request: Exclude<
    InstanceRequest,
    { request: "stop-program" | "retry-tool-server" | "ask" | "let-go" | "hold-computer" }
  >,
): Intent =>
  request.request === "set-capability"
    ? { kind: "set-capability", capability: request.capability, on: request.on }
    : { kind: request.request };

/** The answer to a request that the node carried out with this outcome. */
export function replyTo(
  outcome: { readonly ok: boolean; readonly unsaved?: FileFailure } | undefined,
): RequestReply {
  if (outcome === undefined || !outcome.ok) return { reply: "not-done" };
  return outcome.unsaved === undefined
    ? { reply: "done" }
    : { reply: "not-saved", detail: fileDetail(outcome.unsaved) };
}

export const encodeRequest = (request: InstanceRequest): string => JSON.stringify(request);
export const encodeReply = (reply: RequestReply | AskReply): string => JSON.stringify(reply);

/** A received request, or null for any other line. */
export const decodeRequest = (line: string): InstanceRequest | null => decode(instanceRequest, line);

/** A received reply to a question, or null for any other line. */
export const decodeAskReply = (line: string): AskReply | null => decode(askReply, line);

/** A received reply, or null for any other line. */
export const decodeReply = (line: string): RequestReply | null => decode(requestReply, line);

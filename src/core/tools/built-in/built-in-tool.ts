import type { BuiltInLack, BuiltInToolName } from "../../../shared/built-in-tool.ts";
import type { CallResult } from "../sdk.ts";

export type Arguments = Readonly<Record<string, unknown>>;

/** What a tool may use during a call. */
export interface BuiltInContext {
  /** Aborted when the caller no longer waits, by the time limit, and when the session ends. */
  readonly signal: AbortSignal;
  /** Time limit of the call, milliseconds. */
  readonly timeoutMs: number;
  /** Address of the gateway the call comes from. */
  readonly gateway: string;
  readonly agent: string | null;
  readonly session: string | null;
  /** Gives its place among the running invokes to another: this call now waits for a person. */
  stepAside(): void;
}

/** One of Clawtray's own tools: published and called like a tool of an MCP server, without a process. */
export interface BuiltInTool {
  readonly name: BuiltInToolName;
  /** For the agent; at most 1,024 characters reach it. */
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** It changes nothing. */
  readonly readOnly: boolean;
  /** Calling it is a question to the person, or judged like a command: "ask" asks no second time. */
  readonly asksItself: boolean;
  /** Why it cannot be used now; asked whenever the list is made. Must not wait for anything. */
  lack(): BuiltInLack | null;
  /** The arguments as the activity log may keep them; all of them when omitted. Must not throw. */
  logged?(args: Arguments): Arguments;
  /** Throws a `ToolServerError` where `run` would in any case: nobody is asked about such a call. */
  check?(args: Arguments): void;
  /** Rejects with a `ToolServerError`, whose message is for the agent. */
  run(args: Arguments, context: BuiltInContext): Promise<CallResult>;
  /** What the owner has switched on may have changed. */
  look?(): void;
  /** The node ends, or the connection is removed. */
  close?(): Promise<void>;
}

/** What a tool is apart from what the catalogue says of it. */
export type ToolBody = Omit<BuiltInTool, "name" | "asksItself" | "lack">;

/** A result of one text. */
export const said = (text: string, structuredContent?: Arguments): CallResult => ({
  content: [{ type: "text", text }],
  ...(structuredContent === undefined ? {} : { structuredContent }),
});

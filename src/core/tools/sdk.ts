import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CallToolResultSchema,
  ErrorCode,
  type JSONRPCMessage,
  JSONRPCMessageSchema,
  McpError,
  ResultSchema,
  ToolListChangedNotificationSchema,
  ToolSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { isRecord } from "../../shared/record.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import type { ServerProgress } from "./progress.ts";
import { ServerFailure } from "./reason.ts";
import type { ServerProcess } from "./server-process.ts";

/** More tools than the gateway takes of one node, several times over; what a server lists behind them is not looked at. */
const MAX_TOOLS = 1_000;
/** The longest name of a tool, as in the owner's list, UTF-16 units. */
const MAX_NAME = 256;
const MAX_PAGES = 50;
/** How long a server may take to say hello, or to list all its tools, ms: one that is fetched first takes long. */
const HELLO_MS = 60_000;
/** The longest time a timer can wait, ms. The time limit of a call is the invoke's own. */
const NO_LIMIT = 2_147_483_647;

/** The only notification of a server that changes anything here. */
const LIST_CHANGED = "notifications/tools/list_changed";
const PROGRESS = "notifications/progress";
/** How far a call is, is not looked at more often, ms. */
const PROGRESS_PAUSE = 100;

/** A tool as its server describes it. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** The server says that it changes nothing. */
  readonly readOnly: boolean;
}

/** The tools of a server, without those that nothing can be done with. */
export interface ListedTools {
  readonly tools: readonly McpTool[];
  /** So many have no name, or are not described as the protocol says. */
  readonly unusable: number;
  /** It has more than are looked at. */
  readonly isCut: boolean;
}

/** What a tool answers; see `CallToolResult` of the protocol. */
export interface CallResult {
  readonly content: readonly Readonly<Record<string, unknown>>[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

/** A server that said hello. Everything here rejects when it does not answer, or answers nonsense. */
export interface McpClient {
  tools(): Promise<ListedTools>;
  /** `onProgress` hears what the server tells meanwhile, at most some times a second. */
  call(
    tool: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    onProgress: (progress: ServerProgress) => void,
  ): Promise<CallResult>;
  ping(limitMs: number): Promise<void>;
}

/** The protocol's side of a process: give `deliver` each of its lines, and `ended` its end. */
export interface ProtocolEnd {
  deliver(line: string): void;
  ended(): void;
  hello(): Promise<McpClient>;
}

/** Speaks the Model Context Protocol with a process, by its official library. */
export function speakTo(
  process: () => ServerProcess,
  version: string,
  onListChanged: () => void,
): ProtocolEnd {
  const transport: Transport = {
    async start() {},
    async send(message) {
      if (!process().send(JSON.stringify(message))) throw new Error("the server has ended");
    },
    async close() {},
  };
  const client = newClient(version);
  let progressAt = Number.NEGATIVE_INFINITY;
  const isTimeForProgress = (): boolean => {
    const now = performance.now();
    if (now - progressAt < PROGRESS_PAUSE) return false;
    progressAt = now;
    return true;
  };
  return {
    deliver(line) {
      const message = readMessage(line, isTimeForProgress);
      if (message !== null) transport.onmessage?.(message);
    },
    ended: () => transport.onclose?.(),
    hello: () => greet(client, transport, onListChanged),
  };
}

/** No capabilities: a server cannot ask our owner anything, or spend a model's time. */
const newClient = (version: string): Client =>
  new Client({ name: "clawtray", version }, { capabilities: {} });

async function greet(client: Client, transport: Transport, onListChanged: () => void): Promise<McpClient> {
  await explained(client.connect(transport, { timeout: HELLO_MS }));
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => onListChanged());
  return clientOf(client);
}

/** A failure with a reason where there is one: what has not the form of the protocol would be quoted at length. */
async function explained<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof McpError && error.code === ErrorCode.RequestTimeout)
      throw new ServerFailure({ code: "silent" });
    const isNone = error instanceof McpError && error.code === NO_ANSWER;
    if (isNone || (error instanceof Error && "issues" in error))
      throw new ServerFailure({ code: "nonsense" });
    throw error;
  }
}

/** Where a server over HTTP is, and what is sent along. */
export interface Remote {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The protocol's side of a server over HTTP. */
export interface RemoteEnd {
  /** Takes leave of it, as far as it answers soon, and lets go. */
  end(): Promise<void>;
  hello(): Promise<McpClient>;
}

/** How long a server may take to be told that a session is over, ms. */
const FAREWELL_MS = 2_000;

/** Speaks the Model Context Protocol over HTTP ("Streamable HTTP"), by its official library. */
export function speakHttp(
  { url, headers }: Remote,
  version: string,
  onListChanged: () => void,
  onLost: (why: ToolReason) => void,
): RemoteEnd {
  const fetch = boundedFetch((error) => onLost(error.reason));
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers }, fetch });
  const client = newClient(version);
  return {
    async end() {
      const leave = transport.terminateSession().catch(() => {});
      await Promise.race([leave, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref())]);
      await transport.close();
    },
    // Its optional members lack `undefined`, which `exactOptionalPropertyTypes` tells apart.
    hello: () => greet(client, transport as Transport, onListChanged),
  };
}

/** Our own code for an answer that is none; the protocol leaves what is above -32000 to everybody. */
const NO_ANSWER = -31_900;

/** Null for a line that is no message: some servers print what belongs to stderr. */
function readMessage(line: string, isTimeForProgress: () => boolean): JSONRPCMessage | null {
  try {
    const value: unknown = JSON.parse(line);
    // Progress and log messages, of which there may be thousands, are not worth a thorough look.
    if (!isRecord(value)) return null;
    const isOfUse = value.method === PROGRESS ? isTimeForProgress() : value.method === LIST_CHANGED;
    if (value.id === undefined && !isOfUse) return null;
    const message = JSONRPCMessageSchema.safeParse(value);
    if (message.success) return message.data;
    // An answer without a usable result is one: whoever asked would wait for another until the time is over.
    const { id, method } = value;
    return method === undefined && (typeof id === "number" || typeof id === "string")
      ? {
          jsonrpc: "2.0",
          id,
          error: { code: NO_ANSWER, message: "what it answers is not what the protocol says" },
        }
      : null;
  } catch {
    return null;
  }
}

/** Page by page, as long as there is something new, and time. Each tool by itself: one that is none spoils no other. */
async function listTools(client: Client): Promise<ListedTools> {
  const end = performance.now() + HELLO_MS;
  const tools: McpTool[] = [];
  const cursors = new Set<string>();
  let listed = 0;
  let cursor: string | undefined;
  do {
    const params = cursor === undefined ? {} : { cursor };
    const request = { method: "tools/list" as const, params };
    const timeout = Math.max(1, Math.round(end - performance.now()));
    const answer = await explained(client.request(request, ResultSchema, { timeout }));
    if (!Array.isArray(answer.tools)) throw new ServerFailure({ code: "nonsense" });
    const page: readonly unknown[] = answer.tools.slice(0, MAX_TOOLS + 1 - listed);
    listed += page.length;
    tools.push(...page.flatMap(readTool));
    cursor = typeof answer.nextCursor === "string" ? answer.nextCursor : undefined;
    // One that leads back to a page that was read leads nowhere.
    if (cursor !== undefined && cursors.has(cursor)) break;
    if (cursor !== undefined) cursors.add(cursor);
  } while (cursor !== undefined && listed <= MAX_TOOLS && cursors.size < MAX_PAGES);
  const unusable = listed - tools.length;
  if (tools.length === 0 && unusable > 0) throw new ServerFailure({ code: "nonsense" });
  const isCut = listed > MAX_TOOLS || cursors.size >= MAX_PAGES;
  return { tools: tools.slice(0, MAX_TOOLS), unusable, isCut };
}

const toolSchema = ToolSchema.pick({ name: true, description: true, inputSchema: true, annotations: true });

/** Nothing for what is no tool, has a name that no list keeps, or a description of its input that cannot be sent on. */
function readTool(value: unknown): McpTool[] {
  try {
    const read = toolSchema.safeParse(value);
    if (!read.success) return [];
    const { name, description = "", inputSchema, annotations } = read.data;
    // One that is nested too deeply throws.
    JSON.stringify(inputSchema);
    if (name === "" || name.length > MAX_NAME) return [];
    return [{ name, description, inputSchema, readOnly: annotations?.readOnlyHint === true }];
  } catch {
    return [];
  }
}

/** The requests are made one level below `client.callTool`, which would compile every schema a server sends. */
function clientOf(client: Client): McpClient {
  return {
    tools: () => listTools(client),
    async call(name, args, signal, onProgress) {
      const request = { method: "tools/call" as const, params: { name, arguments: args } };
      const options = { signal, timeout: NO_LIMIT, onprogress: onProgress };
      return (await client.request(request, CallToolResultSchema, options)) as CallResult;
    },
    async ping(limitMs) {
      await client.ping({ timeout: limitMs });
    },
  };
}

import { failure, type Result, success } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import type { McpClient } from "./sdk.ts";
import type { Variables } from "./secrets.ts";
import { type ProcessSetup, type ServerProcess, startServer } from "./server-process.ts";
import { isRemote, type ProgramEntry, type RemoteEntry, type ServerEntry } from "./tool-list.ts";

/** What comes from a server. */
export interface ServerListener {
  listChanged(): void;
  /** A line of its stderr. */
  stderr(line: string): void;
  /** Once. */
  ended(why: ToolReason): void;
}

/** A server that can be spoken with. */
export interface OpenServer {
  /** Greets it. Rejects when it does not speak the protocol. */
  hello(): Promise<McpClient>;
  /** Ends it, or the session with it; resolves when that is done. */
  end(why: ToolReason): Promise<void>;
}

export interface OpenSetup extends ProcessSetup {
  readonly appVersion: string;
}

/** Starts a server's process, or a session with one over HTTP. */
export const openServer = (
  entry: ServerEntry,
  variables: Variables,
  setup: OpenSetup,
  listener: ServerListener,
): Promise<Result<OpenServer, ToolReason>> =>
  isRemote(entry)
    ? openRemote(entry, variables, setup, listener)
    : openProgram(entry, variables, setup, listener);

async function openProgram(
  entry: ProgramEntry,
  variables: Variables,
  setup: OpenSetup,
  listener: ServerListener,
): Promise<Result<OpenServer, ToolReason>> {
  const { speakTo } = await import("./sdk.ts");
  let child: ServerProcess | null = null;
  const protocol = speakTo(
    () => child ?? { send: () => false, end: async () => {} },
    setup.appVersion,
    () => listener.listChanged(),
  );
  const started = await startServer(entry, variables, setup, {
    message: (line) => protocol.deliver(line),
    stderr: (line) => listener.stderr(line),
    ended(why) {
      protocol.ended();
      listener.ended(why);
    },
  });
  if (!started.ok) return started;
  child = started.value;
  return success({ hello: () => protocol.hello(), end: (why) => started.value.end(why) });
}

/** Under this name the vault keeps what stands behind the question mark of an address: no header is called so. */
export const QUERY = "?";

async function openRemote(
  { url, query, headers: names }: RemoteEntry,
  values: Variables,
  { appVersion }: OpenSetup,
  listener: ServerListener,
): Promise<Result<OpenServer, ToolReason>> {
  const missing = [...names, ...(query ? [QUERY] : [])].some((name) => values[name] === undefined);
  if (missing) return failure({ code: "headers-gone" });
  const { speakHttp } = await import("./sdk.ts");
  const headers = Object.fromEntries(names.map((name) => [name, values[name] ?? ""]));
  let ending: Promise<void> | null = null;
  const end = (why: ToolReason): Promise<void> => {
    if (ending !== null) return ending;
    ending = protocol.end();
    listener.ended(why);
    return ending;
  };
  const protocol = speakHttp(
    { url: query ? url + values[QUERY] : url, headers },
    appVersion,
    () => listener.listChanged(),
    (why) => void end(why),
  );
  return success({ hello: () => protocol.hello(), end });
}

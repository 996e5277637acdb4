import { BUILT_IN_SERVER } from "../../shared/built-in-tool.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import type { Command } from "../commands/command.ts";
import { watchOwnFile } from "../files/watch-file.ts";
import type { BuiltInServer } from "./built-in/server.ts";
import { type CallSetup, createToolCommand } from "./call-tool.ts";
import { type OfferedTool, offered, type PublishedTool } from "./published.ts";
import type { ListedTools, McpTool } from "./sdk.ts";
import {
  offersTools,
  readToolChoices,
  type ServerEntry,
  type ToolChoices,
  toolListPath,
} from "./tool-list.ts";
import {
  type LeftOut,
  reasonOf,
  type ServerStanding,
  type ServerWorld,
  superviseServer,
  type ToolServer,
} from "./tool-server.ts";

/** A server of the list, as its owner is shown it. */
interface KnownServer {
  readonly entry: ServerEntry;
  /** Null where none of its tools is on: it does not run. */
  readonly standing: ServerStanding | null;
  /** Null while they are not known. */
  readonly tools: readonly McpTool[] | null;
  /** What of its list could not be used when it was last read. */
  readonly leftOut: LeftOut;
}

const nothingLeftOut: LeftOut = { unusable: 0, isCut: false };

/** The owner's tools, as they can be published and called. */
export interface ToolDoor {
  readonly command: Command;
  /** What is published: the tools that are on, of the servers that run. */
  published(): readonly PublishedTool[];
  /** The same by the names that agents know, and whether a call asks first. */
  known(): readonly { readonly name: string; readonly asks: boolean }[];
  /** Every server of the list. */
  servers(): readonly KnownServer[];
  /** The tools of a server of the list; one that does not run is started for that, once. */
  toolsOf(name: string): Promise<Result<ListedTools, ToolReason>>;
  /** A server was seen to work elsewhere: one that failed is tried now. */
  retry(name: string): void;
  /** Starts what is on the list. Before the first call nothing runs and nothing is published. */
  open(): void;
  /** What can be used here may have changed. */
  look(): void;
  /** Calls the listener when what is published or declared may have changed; the returned function unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Ends every server. */
  close(): Promise<void>;
}

export interface DoorSetup extends Omit<CallSetup, "find" | "builtIn" | "call" | "isDeclared"> {
  readonly stateDir: string;
  /** Clawtray's own tools. */
  readonly builtIn: BuiltInServer;
  readonly world: ServerWorld;
}

/** The tools of a state folder's list, which is followed while this is open. */
export const createToolDoor = (setup: DoorSetup): ToolDoor => new Door(setup);

class Door implements ToolDoor {
  readonly command: Command;
  readonly #setup: DoorSetup;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new Set<Promise<void>>();
  #choices: ToolChoices;
  #servers: readonly ToolServer[] = [];
  #open = false;
  #closed = false;
  readonly #stopWatching: () => void;

  constructor(setup: DoorSetup) {
    this.#setup = setup;
    this.#choices = this.#readChoices();
    this.command = createToolCommand({
      ...setup,
      isDeclared: () => offersTools(this.#choices),
      builtIn: (server, tool) => (server === BUILT_IN_SERVER ? setup.builtIn.find(tool) : null),
      find: (server, tool) => {
        // The owner's newest word counts, and not what was true a moment ago.
        this.#read();
        return this.#find(server, tool);
      },
      call: (server, tool, args, context) =>
        server === BUILT_IN_SERVER
          ? setup.builtIn.call(tool, args, context)
          : this.#server(server).call(tool, args, context.signal, context.progress),
    });
    this.#stopWatching = watchOwnFile(toolListPath(setup.stateDir), () => this.#read());
  }

  published(): readonly PublishedTool[] {
    return this.#offered().map(({ wire }) => wire);
  }

  known() {
    return this.#offered().map(({ wire, consent, changed }) => ({
      name: wire.name,
      asks: changed || consent === "ask",
    }));
  }

  servers(): readonly KnownServer[] {
    this.#read();
    return this.#choices.servers.map((entry) => {
      const server = this.#servers.find((one) => one.entry.name === entry.name);
      return {
        entry,
        standing: server?.standing() ?? null,
        tools: server?.tools() ?? null,
        leftOut: server?.leftOut() ?? nothingLeftOut,
      };
    });
  }

  async toolsOf(name: string): Promise<Result<ListedTools, ToolReason>> {
    const known = this.servers().find(({ entry }) => entry.name === name);
    if (known === undefined) return failure({ code: "not-listed" });
    if (known.standing?.kind === "running" && known.tools !== null)
      return success({ tools: known.tools, ...known.leftOut });
    const server = superviseServer(known.entry, this.#setup.world, () => {});
    try {
      const tools = await server.ready();
      this.retry(name);
      return success({ tools, ...server.leftOut() });
    } catch (error) {
      return failure(reasonOf(error));
    } finally {
      await server.close();
    }
  }

  retry(name: string): void {
    this.#servers.find(({ entry }) => entry.name === name)?.retry();
  }

  open(): void {
    this.#open = true;
    this.#follow();
  }

  look(): void {
    this.#setup.builtIn.look();
    this.#tell();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    this.#listeners.clear();
    const servers = this.#servers.map((server) => server.close());
    await Promise.all([...this.#closing, ...servers, this.#setup.builtIn.close()]);
  }

  #offered(): readonly OfferedTool[] {
    if (!this.#open) return [];
    const { servers, builtIn } = this.#choices;
    const entries = new Map(servers.map((entry) => [entry.name, entry]));
    const own = { name: BUILT_IN_SERVER, tools: builtIn };
    return offered([
      { entry: own, tools: this.#setup.builtIn.tools() },
      ...this.#servers.map((server) => ({
        entry: entries.get(server.entry.name) ?? server.entry,
        tools: server.tools(),
      })),
    ]);
  }

  #find(server: string, tool: string): OfferedTool | null {
    const found = this.#offered().find(({ wire }) => wire.mcp.server === server && wire.mcp.tool === tool);
    return found ?? null;
  }

  #server(name: string): ToolServer {
    const found = this.#servers.find(({ entry }) => entry.name === name);
    if (found === undefined) throw new Error("a tool that was found has a server");
    return found;
  }

  /** What cannot be read offers nothing. */
  #readChoices(): ToolChoices {
    const choices = readToolChoices(this.#setup.stateDir);
    if (choices.ok) return choices.value;
    this.#setup.world.log.log("warn", "the list of tools cannot be used", { problem: choices.failure });
    return { servers: [], builtIn: [] };
  }

  #read(): void {
    if (this.#closed) return;
    const before = JSON.stringify(this.#choices);
    this.#choices = this.#readChoices();
    if (JSON.stringify(this.#choices) === before) return;
    this.#follow();
    this.#tell();
  }

  /** Servers of which some tool is on run; one that was changed is started afresh. */
  #follow(): void {
    if (!this.#open) return;
    const wanted = this.#choices.servers.filter(({ tools }) => tools.length > 0);
    const kept = this.#servers.filter((server) => wanted.some((entry) => isSame(entry, server.entry)));
    for (const server of this.#servers) if (!kept.includes(server)) this.#end(server);
    this.#servers = wanted.map(
      (entry) => kept.find((server) => isSame(entry, server.entry)) ?? this.#start(entry),
    );
  }

  #start(entry: ServerEntry): ToolServer {
    const server = superviseServer(entry, this.#setup.world, () => this.#tell());
    // Its failure is logged, and it is tried again.
    server.ready().catch(() => {});
    return server;
  }

  #end(server: ToolServer): void {
    const end = server.close().finally(() => this.#closing.delete(end));
    this.#closing.add(end);
  }

  #tell(): void {
    if (this.#closed) return;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Whether a server that runs is the one on the list, whatever its owner decided about its tools since. */
const isSame = (one: ServerEntry, other: ServerEntry): boolean =>
  JSON.stringify({ ...one, tools: [] }) === JSON.stringify({ ...other, tools: [] });

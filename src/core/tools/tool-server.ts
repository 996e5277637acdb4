import type { Result } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import type { Logger } from "../log/log.ts";
import type { Clock } from "../time/clock.ts";
import { backOff } from "./back-off.ts";
import { type OpenServer, type OpenSetup, openServer } from "./open-server.ts";
import { progressLine, sendLatest } from "./progress.ts";
import { inEnglish, ServerFailure } from "./reason.ts";
import { redact } from "./redact.ts";
import type { CallResult, ListedTools, McpClient, McpTool } from "./sdk.ts";
import type { Variables } from "./secrets.ts";
import type { ServerEntry } from "./tool-list.ts";

/** A server that nobody calls for so long is ended, ms; its tools stay, and a call starts it again. */
const IDLE_MS = 10 * 60_000;
/** A server that is asked for a sign of life after a call ran out of time may take so long, ms. */
const SIGN_OF_LIFE_MS = 5_000;
/** Several changes of a list in a row are looked at once, ms. */
const SETTLE_MS = 250;
/** The most lines of its stderr that are logged within a minute. */
const MAX_LINES = 60;
const LINES_MS = 60_000;

/** Why something could not be done; the message is for the agent. */
export class ToolServerError extends Error {
  override readonly name = "ToolServerError";
  /** Why its server cannot be had, for the owner; null where it is about the call alone. */
  readonly reason: ToolReason | null;
  constructor(message: string, reason: ToolReason | null = null) {
    super(message);
    this.reason = reason;
  }
}

const unusable = (reason: ToolReason): ToolServerError => new ToolServerError(inEnglish(reason), reason);

/** Why a server could not be had, of what `ready` rejects with. */
export function reasonOf(error: unknown): ToolReason {
  const reason = error instanceof ToolServerError || error instanceof ServerFailure ? error.reason : null;
  return reason ?? { code: "unexpected", said: messageOf(error).slice(0, MAX_SAID) };
}

/** What a server needs of the rest. */
export interface ServerWorld extends OpenSetup {
  readonly clock: Clock;
  readonly log: Logger;
  /** The values of its variables or headers. */
  variables(entry: ServerEntry): Promise<Result<Variables, ToolReason>>;
}

/** How a server does. `retryInMs`: until it is tried again by itself. */
export type ServerStanding =
  | { readonly kind: "starting" | "running" | "idle" }
  | { readonly kind: "failed"; readonly why: ToolReason; readonly retryInMs: number };

/** What of a server's list cannot be used. */
export type LeftOut = Omit<ListedTools, "tools">;

/** One server of the owner's list, started when it is needed and started again when it dies. */
export interface ToolServer {
  readonly entry: ServerEntry;
  standing(): ServerStanding;
  /** Null before it was first asked, and from when it died until it is back. */
  tools(): readonly McpTool[] | null;
  /** What of its list could not be used when it was last read. */
  leftOut(): LeftOut;
  /** Starts it if it does not run. Rejects with a `ToolServerError`. */
  ready(): Promise<readonly McpTool[]>;
  /** It was seen to work: one that failed is tried now. */
  retry(): void;
  /** `progress` takes a line about how far it is, and resolves when the next one may come. */
  call(
    tool: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    progress?: (line: string) => Promise<void>,
  ): Promise<CallResult>;
  close(): Promise<void>;
}

interface Running {
  readonly process: OpenServer;
  readonly client: McpClient;
  /** What it was given, and must not say. */
  readonly variables: Variables;
  readonly since: number;
}

/** `onChange` is called whenever `tools` has changed, when it failed, and when `retry` tries it again. */
export const superviseServer = (entry: ServerEntry, world: ServerWorld, onChange: () => void): ToolServer =>
  new SupervisedServer(entry, world, onChange);

class SupervisedServer implements ToolServer {
  readonly entry: ServerEntry;
  readonly #world: ServerWorld;
  readonly #onChange: () => void;
  readonly #backOff: ReturnType<typeof backOff>;
  #running: Promise<Running> | null = null;
  #tools: readonly McpTool[] | null = null;
  #leftOut: LeftOut = { unusable: 0, isCut: false };
  #closed = false;
  #calls = 0;
  #lines = { since: 0, count: 0 };
  #ended: Promise<void> = Promise.resolve();
  #cancelRestart = () => {};
  #cancelIdle = () => {};
  #cancelLook = () => {};
  #isLooking = false;

  constructor(entry: ServerEntry, world: ServerWorld, onChange: () => void) {
    this.entry = entry;
    this.#world = world;
    this.#onChange = onChange;
    this.#backOff = backOff(() => world.clock.monotonic());
  }

  standing(): ServerStanding {
    if (this.#running !== null) return { kind: this.#tools === null ? "starting" : "running" };
    if (this.#tools !== null) return { kind: "idle" };
    const retryInMs = this.#backOff.left();
    return retryInMs > 0 ? { kind: "failed", why: this.#backOff.why(), retryInMs } : { kind: "starting" };
  }

  tools(): readonly McpTool[] | null {
    return this.#tools;
  }

  leftOut(): LeftOut {
    return this.#leftOut;
  }

  async ready(): Promise<readonly McpTool[]> {
    await this.#run();
    return this.#tools ?? [];
  }

  retry(): void {
    if (this.#running !== null || this.#backOff.left() === 0) return;
    this.#backOff.over();
    void this.#run().catch(() => {});
    this.#onChange();
  }

  async call(
    tool: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    progress: (line: string) => Promise<void> = async () => {},
  ): Promise<CallResult> {
    this.#calls++;
    this.#cancelIdle();
    const told = sendLatest(progress);
    try {
      const { client, process, variables } = await this.#run();
      try {
        return await client.call(tool, args, signal, (said) => {
          const line = progressLine(said, (text) => redact(text, variables));
          if (line !== "") told.send(line);
        });
      } catch (error) {
        if (signal.aborted) void this.#look(client, process);
        throw new ToolServerError(`${this.entry.name}: ${saidBy(error, variables)}`);
      }
    } finally {
      told.end();
      this.#calls--;
      this.#waitForIdle();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRestart();
    this.#cancelIdle();
    this.#cancelLook();
    const running = await this.#running?.catch(() => null);
    await running?.process.end({ code: "closed" });
    await this.#ended;
  }

  #run(): Promise<Running> {
    if (this.#closed)
      return Promise.reject(
        new ToolServerError(`${this.entry.name} is no longer on the list`, { code: "not-listed" }),
      );
    if (this.#running !== null) return this.#running;
    const seconds = Math.ceil(this.#backOff.left() / 1_000);
    if (seconds > 0) {
      const why = this.#backOff.why();
      const sentence = `${this.entry.name} does not run: ${inEnglish(why)}; next try in ${seconds} s`;
      return Promise.reject(new ToolServerError(sentence, why));
    }
    this.#cancelRestart();
    const starting = this.#start();
    this.#running = starting;
    starting.catch((error: unknown) => {
      if (this.#running === starting) this.#running = null;
      this.#failed(reasonOf(error));
    });
    return starting;
  }

  async #start(): Promise<Running> {
    const world = this.#world;
    const values = await world.variables(this.entry);
    if (!values.ok) throw unusable(values.failure);
    const variables = values.value;
    await this.#ended;
    let running: Running | null = null;
    let why = null as ToolReason | null;
    const opened = await openServer(this.entry, variables, world, {
      listChanged: () => this.#listChanged(),
      stderr: (line) => this.#logLine(line, variables),
      ended: (reason) => {
        why = reason;
        if (running !== null) this.#died(running, reason);
      },
    });
    if (!opened.ok) throw unusable(opened.failure);
    const process = opened.value;
    try {
      const client = await process.hello();
      const tools = this.#taken(await client.tools());
      if (why !== null) throw unusable(why);
      running = { process, client, variables, since: world.clock.monotonic() };
      world.log.log("info", "tool server started", { server: this.entry.name, tools: tools.length });
      this.#setTools(tools);
      this.#waitForIdle();
      return running;
    } catch (error) {
      const reason = why ?? whyUnusable(error, "no-protocol", variables);
      this.#ended = process.end(reason);
      throw unusable(reason);
    }
  }

  #died(running: Running, why: ToolReason): void {
    this.#running = null;
    this.#ended = running.process.end(why);
    this.#cancelIdle();
    this.#cancelLook();
    this.#isLooking = false;
    if (why.code === "idle" || this.#closed) return;
    if (this.#world.clock.monotonic() - running.since >= STEADY_MS) this.#backOff.forget();
    this.#failed(why);
  }

  #failed(why: ToolReason): void {
    if (this.#closed) return;
    const pauseMs = this.#backOff.next(why);
    const said = { server: this.entry.name, why: inEnglish(why), pauseMs };
    this.#world.log.log("warn", "tool server does not run", said);
    this.#tools = null;
    this.#onChange();
    this.#cancelRestart();
    this.#cancelRestart = this.#world.clock.after(pauseMs, () => {
      // A timer may ring a moment early: what was waited for is over all the same.
      this.#backOff.over();
      void this.#run().catch(() => {});
    });
  }

  /** What of a list can be used; the log says what cannot. */
  #taken({ tools, unusable, isCut }: ListedTools): readonly McpTool[] {
    this.#leftOut = { unusable, isCut };
    const said = { server: this.entry.name, unusable, tooMany: isCut };
    if (unusable > 0 || isCut) this.#world.log.log("warn", "tools of a server are left out", said);
    return tools;
  }

  #setTools(tools: readonly McpTool[] | null): void {
    const changed = JSON.stringify(tools) !== JSON.stringify(this.#tools);
    this.#tools = tools;
    if (changed) this.#onChange();
  }

  #listChanged(): void {
    // Not put off by each further one: a server could go on without end.
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#cancelLook = this.#world.clock.after(SETTLE_MS, () => {
      this.#isLooking = false;
      void this.#listAgain();
    });
  }

  async #listAgain(): Promise<void> {
    const running = await this.#running?.catch(() => null);
    if (running === null || running === undefined) return;
    try {
      this.#setTools(this.#taken(await running.client.tools()));
    } catch (error) {
      await running.process.end(whyUnusable(error, "no-list", running.variables));
    }
  }

  /** A call was given up: is it only the call that hangs, or the server? */
  async #look(client: McpClient, process: OpenServer): Promise<void> {
    try {
      await client.ping(SIGN_OF_LIFE_MS);
    } catch {
      await process.end({ code: "hangs" });
    }
  }

  #waitForIdle(): void {
    this.#cancelIdle();
    if (this.#calls > 0 || this.#running === null || this.#closed) return;
    const running = this.#running;
    this.#cancelIdle = this.#world.clock.after(IDLE_MS, () => {
      void running.then(({ process }) => process.end({ code: "idle" })).catch(() => {});
    });
  }

  /** Its stderr, without the values it was given. */
  #logLine(line: string, variables: Variables): void {
    const now = this.#world.clock.monotonic();
    if (now - this.#lines.since > LINES_MS) this.#lines = { since: now, count: 0 };
    if (++this.#lines.count > MAX_LINES) return;
    // Cut only now: half a value would not be found.
    const said = redact(line, variables).slice(0, MAX_SAID);
    this.#world.log.log("info", "tool server says", { server: this.entry.name, said });
  }
}

/** One that ran for so long starts with the shortest pause again, ms. */
const STEADY_MS = 60_000;
/** The most that is kept of what it said, characters. */
const MAX_SAID = 500;

/** Why it is of no use, with its own words where there are no better ones. */
const whyUnusable = (error: unknown, code: "no-protocol" | "no-list", variables: Variables): ToolReason =>
  error instanceof ServerFailure ? error.reason : { code, said: saidBy(error, variables) };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What a server said of an error, without the values it was given; cut only then, see `#logLine`. */
const saidBy = (error: unknown, variables: Variables): string =>
  redact(messageOf(error), variables).slice(0, MAX_SAID);

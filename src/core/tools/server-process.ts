import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { StringDecoder } from "node:string_decoder";
import { failure, type Result, success } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import { windowsCommandLine } from "../exec/analysis/windows-command-line.ts";
import type { FindCage, Launch } from "../exec/process/cage/cage.ts";
import { cageEnvironment } from "../exec/process/cage/cage-environment.ts";
import { childEnvironment } from "../exec/process/child-environment.ts";
import { endProcessTree } from "../exec/process/process-tree.ts";
import type { ProgramEnvironment } from "../exec/process/program-environment.ts";
import type { Variables } from "./secrets.ts";
import type { ProgramEntry } from "./tool-list.ts";

/** The longest message a server may send, bytes. */
const MAX_MESSAGE = 16 * 1024 * 1024;
/** The most it may send within `WINDOW_MS`, bytes: more is a flood, and reading it would stop everything else. */
const MAX_IN_WINDOW = 64 * 1024 * 1024;
const MAX_MESSAGES_IN_WINDOW = 5_000;
const WINDOW_MS = 10_000;
/** What may wait for a server that does not read, bytes. */
const MAX_WAITING = 16 * 1024 * 1024;
/** The longest line of stderr that is passed on, characters: longer than any value that must be found in it. */
const MAX_STDERR_LINE = 65_536;

/** What a server is started with. */
export interface ProcessSetup {
  readonly platform: NodeJS.Platform;
  /** Where it runs: the owner's home. */
  readonly home: string;
  programs(): Promise<ProgramEnvironment>;
  readonly cage: FindCage;
}

/** What comes from it. */
export interface ProcessListener {
  message(line: string): void;
  stderr(line: string): void;
  /** Once. */
  ended(why: ToolReason): void;
}

/** A running server. */
export interface ServerProcess {
  /** False when it no longer takes anything. */
  send(text: string): boolean;
  /** Ends it with everything it started; resolves when that is gone. */
  end(why: ToolReason): Promise<void>;
}

interface StartPlan {
  readonly file: string;
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly launch: Launch | null;
}

/** Starts a server, contained where its owner wants that. */
export async function startServer(
  entry: ProgramEntry,
  variables: Variables,
  setup: ProcessSetup,
  listener: ProcessListener,
): Promise<Result<ServerProcess, ToolReason>> {
  const marker = randomUUID();
  const plan = await planStart(entry, variables, setup, marker);
  if (!plan.ok) return plan;
  const { file, argv, environment, launch } = plan.value;
  const windows = setup.platform === "win32" ? windowsCommandLine(file, argv) : null;
  try {
    const child = spawn(windows?.file ?? file, windows?.words ?? argv.slice(1), {
      argv0: windows?.name ?? argv[0] ?? file,
      windowsVerbatimArguments: windows !== null,
      cwd: setup.home,
      env: environment,
      stdio: ["pipe", "pipe", "pipe", ...(launch?.descriptors ?? [])],
      // Its own session: the whole of it can be ended, and it has no terminal to read from.
      detached: setup.platform !== "win32",
      windowsHide: true,
    });
    launch?.started();
    return success(new RunningServer(child, marker, setup.platform, launch, listener));
  } catch (error) {
    launch?.ended();
    return failure(cannotStart(error));
  }
}

const cannotStart = (error: unknown): ToolReason => ({
  code: "no-start",
  error: (error as NodeJS.ErrnoException).code ?? "unknown",
});

async function planStart(
  entry: ProgramEntry,
  variables: Variables,
  setup: ProcessSetup,
  marker: string,
): Promise<Result<StartPlan, ToolReason>> {
  const programs = await setup.programs();
  const found = programs.locate(entry.command, setup.home);
  if (found === null) return failure({ code: "no-program", program: entry.command.slice(0, 100) });
  const environment = childEnvironment(programs.inherited, variables, marker);
  const argv = [entry.command, ...entry.args];
  if (entry.contained === null) return success({ file: found.path, argv, environment, launch: null });
  const { network } = entry.contained;
  const prepared = (await setup.cage())?.prepare({
    grant: { write: [], network },
    cwd: setup.home,
    file: found.path,
    words: entry.args,
    programs: [...new Set([found.path, found.realPath])],
    searchPath: (environment.PATH ?? "").split(":").filter((folder) => folder !== ""),
  });
  if (prepared?.ok !== true) return failure({ code: "no-cage" });
  const launch = prepared.value;
  const inside = cageEnvironment(environment, { ofCaller: variables, network, temporary: launch.temporary });
  return success({ file: launch.file, argv: launch.argv, environment: inside, launch });
}

/** One child: messages by line, bounded in every direction, ended as a whole. */
class RunningServer implements ServerProcess {
  readonly #child: ChildProcess;
  readonly #marker: string;
  readonly #platform: NodeJS.Platform;
  readonly #launch: Launch | null;
  readonly #listener: ProcessListener;
  #over = false;
  #ending: Promise<void> | null = null;
  #parts: Buffer[] = [];
  #length = 0;
  #window = { since: 0, bytes: 0, messages: 0 };

  constructor(
    child: ChildProcess,
    marker: string,
    platform: NodeJS.Platform,
    launch: Launch | null,
    listener: ProcessListener,
  ) {
    this.#child = child;
    this.#marker = marker;
    this.#platform = platform;
    this.#launch = launch;
    this.#listener = listener;
    child.stdin?.on("error", () => {});
    child.stdout?.on("error", () => {});
    child.stdout?.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#readErrors();
    for (const stream of child.stdio.slice(3)) {
      // What the cage says of itself.
      if (stream !== null && stream !== undefined && "resume" in stream) stream.resume();
    }
    child.on("error", (error) => this.#tellEnded(cannotStart(error)));
    child.on("exit", (code, signal) =>
      this.#tellEnded(
        signal === null ? { code: "exited", exitCode: String(code) } : { code: "killed", signal },
      ),
    );
  }

  send(text: string): boolean {
    const { stdin } = this.#child;
    if (this.#over || stdin === null || !stdin.writable) return false;
    if (stdin.writableLength + text.length > MAX_WAITING) {
      void this.end({ code: "not-reading" });
      return false;
    }
    stdin.write(`${text}\n`);
    return true;
  }

  end(why: ToolReason): Promise<void> {
    this.#tellEnded(why);
    return this.#ending ?? Promise.resolve();
  }

  #tellEnded(why: ToolReason): void {
    if (this.#over) return;
    this.#over = true;
    this.#parts = [];
    const { pid, stdin, stdout, stderr } = this.#child;
    for (const stream of [stdin, stdout, stderr]) stream?.destroy();
    // Also when it ended by itself: what it started may have stayed behind.
    const gone = pid === undefined ? Promise.resolve() : endProcessTree(pid, this.#marker, this.#platform);
    this.#ending = gone.catch(() => {}).finally(() => this.#launch?.ended());
    this.#listener.ended(why);
  }

  #take(chunk: Buffer): void {
    if (this.#over) return;
    this.#count(chunk.length, 0);
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1 && !this.#over; at = chunk.indexOf(10, from)) {
      this.#parts.push(chunk.subarray(from, at));
      const line = Buffer.concat(this.#parts).toString("utf8").trim();
      this.#parts = [];
      this.#length = 0;
      from = at + 1;
      this.#count(0, 1);
      if (line !== "" && !this.#over) this.#listener.message(line);
    }
    if (this.#over) return;
    const rest = chunk.subarray(from);
    this.#parts.push(rest);
    this.#length += rest.length;
    if (this.#length > MAX_MESSAGE) void this.end({ code: "long-message" });
  }

  #count(bytes: number, messages: number): void {
    const now = performance.now();
    if (now - this.#window.since > WINDOW_MS) this.#window = { since: now, bytes: 0, messages: 0 };
    this.#window.bytes += bytes;
    this.#window.messages += messages;
    const isFlood = this.#window.bytes > MAX_IN_WINDOW || this.#window.messages > MAX_MESSAGES_IN_WINDOW;
    if (isFlood) void this.end({ code: "flood" });
  }

  #readErrors(): void {
    const { stderr } = this.#child;
    const decoder = new StringDecoder("utf8");
    let rest = "";
    stderr?.on("error", () => {});
    stderr?.on("data", (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split("\n");
      // A line that never ends is cut, not kept.
      rest = (lines.pop() ?? "").slice(0, MAX_STDERR_LINE);
      for (const line of lines)
        if (line.trim() !== "") this.#listener.stderr(line.trimEnd().slice(0, MAX_STDERR_LINE));
    });
  }
}

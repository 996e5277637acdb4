import type { Command, InvokeContext } from "../../commands/command.ts";
import { CommandError } from "../../commands/command.ts";
import type { Clock } from "../../time/clock.ts";
import { ToolServerError } from "../tool-server.ts";
import type { Arguments, BuiltInContext } from "./built-in-tool.ts";
import { createOutputRing, type OutputRing } from "./output-ring.ts";

/** How many may run at once for one connection; `system.run` has twice as many places. */
const MAX_RUNNING = 8;
/** How many that have ended are remembered, for their output to be read. */
const MAX_ENDED = 16;
/** What is kept of each one's output, characters. */
const MAX_OUTPUT = 1_000_000;

/** How a program ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** Why there is no exit code; null when there is one. */
  readonly error: string | null;
}

/** A program that was started and not waited for. */
export interface LongProgram {
  readonly id: string;
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly output: OutputRing;
  end: ProgramEnd | null;
  readonly stop: () => void;
  /** Resolves once it has ended. */
  readonly ended: Promise<void>;
}

/** The long programs of one connection: those of another are unknown here. */
export interface LongPrograms {
  /** Resolves once it runs; rejects where `system.run` refuses it, in its words. */
  start(params: Arguments, command: string, context: BuiltInContext): Promise<LongProgram>;
  find(id: string): LongProgram | null;
  list(): readonly LongProgram[];
  /** Ends all of them, and waits for that. */
  close(): Promise<void>;
}

/**
 * Starts programs by `system.run` itself, so that nothing is judged, asked, contained or logged in another way; only
 * the wait for the end is left out.
 */
export function createLongPrograms(systemRun: Command, clock: Clock): LongPrograms {
  const programs = new Map<string, LongProgram>();
  const starting = new Set<AbortController>();
  const running = () => [...programs.values()].filter(({ end }) => end === null);

  function forgetOldest(): void {
    const ended = [...programs.values()].filter(({ end }) => end !== null);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) programs.delete(id);
  }

  async function start(params: Arguments, command: string, context: BuiltInContext): Promise<LongProgram> {
    if (running().length + starting.size >= MAX_RUNNING)
      throw new ToolServerError(`${MAX_RUNNING} programs run already; stop one of them first`);
    const stop = new AbortController();
    // Until it runs, whoever asked for it can call it off.
    const callOff = (): void => stop.abort();
    context.signal.addEventListener("abort", callOff, { once: true });
    starting.add(stop);
    const output = createOutputRing(MAX_OUTPUT);
    try {
      return await new Promise<LongProgram>((resolve, reject) => {
        let program: LongProgram | null = null;
        const run = systemRun
          .run(params, {
            ...contextOf(context, stop.signal),
            async progress(chunk) {
              output.push(chunk);
            },
            onStarted(id) {
              program = { id, command, startedAt: clock.now(), output, end: null, stop: callOff, ended };
              programs.set(id, program);
              resolve(program);
            },
          })
          .then(
            (payload) => endOf(payload),
            (error: unknown) => {
              // Refused: nobody has it yet.
              if (program === null) throw error;
              return { exitCode: null, timedOut: false, error: messageOf(error) };
            },
          );
        const ended = run.then(
          (end) => {
            if (program === null) return reject(new ToolServerError(end.error ?? "it could not be started"));
            program.end = end;
            forgetOldest();
          },
          (error: unknown) => reject(error),
        );
        if (context.signal.aborted) callOff();
      });
    } finally {
      starting.delete(stop);
      context.signal.removeEventListener("abort", callOff);
    }
  }

  return {
    start,
    find: (id) => programs.get(id) ?? null,
    list: () => [...programs.values()],
    async close() {
      for (const stop of starting) stop.abort();
      const open = running();
      for (const { stop } of open) stop();
      await Promise.all(open.map(({ ended }) => ended));
    },
  };
}

/** For a command that is not waited for: nobody's time limit ends it, only the person's answer has one. */
const contextOf = (
  { timeoutMs, stepAside }: BuiltInContext,
  signal: AbortSignal,
): Omit<InvokeContext, "progress"> => ({
  invokeId: "",
  signal,
  timeoutMs,
  largestResult: Number.MAX_SAFE_INTEGER,
  stepAside,
});

/** What `system.run` answers with, see its payload. */
function endOf(payload: unknown): ProgramEnd {
  const {
    exitCode = null,
    timedOut,
    error,
  } = payload as {
    exitCode?: number | null;
    timedOut: boolean;
    error: string | null;
  };
  return { exitCode, timedOut, error };
}

const messageOf = (error: unknown): string =>
  error instanceof CommandError || error instanceof ToolServerError ? error.message : "it failed";

import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Clock } from "../../time/clock.ts";
import { windowsCommandLine } from "../analysis/windows-command-line.ts";
import { createOutputBuffer } from "./output-buffer.ts";
import { createOutputDecoder } from "./output-decoder.ts";
import { endProcessTree } from "./process-tree.ts";

export interface ProcessRequest {
  /** Absolute path of the program. */
  readonly file: string;
  /**
   * What it gets as descriptors 3 and up; none when omitted. Closing them is up to the caller. What is written to one
   * that is a pipe becomes `told` of the result.
   */
  readonly descriptors?: readonly (number | "pipe")[];
  /** All arguments, the first as it was written. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The value of the marker variable in `environment`. */
  readonly marker: string;
  /** Null: no separate limit. */
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal;
  /** Both streams together, bytes. */
  readonly outputLimit: number;
  /** What output that is not UTF-8 is decoded as; null outside Windows. */
  readonly codePage: number | null;
  /** A promise holds the stream back until it resolves. */
  readonly progress: (chunk: string) => void | Promise<void>;
}

export interface RunResult {
  /** Null when a signal ended it or it never began; 124 when the time limit ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  /** What came through the pipe among its descriptors. */
  readonly told: string;
  /** Why it could not be started. */
  readonly error: string | null;
  readonly durationMs: number;
}

/** Exit code of a program that ran out of time, as in timeout(1) and the gateway's own node host. */
const TIMEOUT_EXIT_CODE = 124;
/** How long the pipes of an ended program may stay silent before whatever still holds them is left alone. */
const SILENCE_MS = 100;
const MAX_DRAIN_MS = 2000;
/** How much longer that may take because the caller has not yet taken what was there before. */
const MAX_TAKING_MS = 30_000;
const DRAIN_STEP_MS = 25;

function start(request: ProcessRequest, platform: NodeJS.Platform): ChildProcess | Error {
  const windows = platform === "win32" ? windowsCommandLine(request.file, request.argv) : null;
  try {
    return spawn(windows?.file ?? request.file, windows?.words ?? request.argv.slice(1), {
      argv0: windows?.name ?? request.argv[0] ?? request.file,
      windowsVerbatimArguments: windows !== null,
      cwd: request.cwd,
      env: request.environment,
      stdio: ["ignore", "pipe", "pipe", ...(request.descriptors ?? [])],
      // Its own session: the whole of it can be ended, and it has no terminal to read from.
      detached: platform !== "win32",
      windowsHide: true,
      shell: false,
    });
  } catch (error) {
    return error as Error;
  }
}

/** The most that is kept of what comes through a separate pipe, characters. */
const MAX_TOLD = 4096;

/** Collects what is written to the pipe among a program's descriptors, if there is one. */
function listenToPipe(child: ChildProcess, { descriptors = [] }: ProcessRequest) {
  const stream = child.stdio[3 + descriptors.indexOf("pipe")];
  let text = "";
  if (!descriptors.includes("pipe") || !(stream instanceof Socket)) return null;
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text = (text + chunk).slice(0, MAX_TOLD);
  });
  stream.on("error", () => {});
  return { text: () => text, stop: () => stream.destroy() };
}

const describe = (error: Error): string => {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  if (code === "E2BIG")
    return "could not be started (E2BIG): its arguments and variables are longer than this system allows";
  return `could not be started (${code})`;
};

/**
 * Starts a program and waits for its end. Always resolves: with the result, with `error` when it could not start, with
 * `timedOut` or `cancelled` once the whole tree is gone. Descendants that outlive it keep running but do not delay the
 * result. The system call happens before this function returns.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the promise within, whose reason stands there, and little more.
export function runProcess(
  request: ProcessRequest,
  clock: Clock,
  platform: NodeJS.Platform,
): Promise<RunResult> {
  const began = clock.now();
  const stdout = createOutputBuffer(request.outputLimit, request.codePage);
  const stderr = createOutputBuffer(request.outputLimit, request.codePage);
  const started = start(request, platform);

  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: exit, close, output, time and abort race for one result; whoever reads one must see all.
  return new Promise((resolve) => {
    let exit: { code: number | null; signal: NodeJS.Signals | null } | null = null;
    let ending: "timeout" | "cancel" | null = null;
    let lastOutput = began;
    /** Pieces of output that were passed on and not taken yet. */
    let held = 0;
    /** How long, since the exit, the pipes were not read because of that, ms. */
    let taking = 0;
    let closed = false;
    let settled = false;
    let cancelLimit = () => {};
    const told = started instanceof Error ? null : listenToPipe(started, request);

    const settle = (error: Error | null) => {
      if (settled) return;
      settled = true;
      cancelLimit();
      request.signal.removeEventListener("abort", cancel);
      if (!(started instanceof Error)) {
        started.stdout?.destroy();
        started.stderr?.destroy();
        told?.stop();
      }
      const [outTotal, errTotal] = [stdout.total(), stderr.total()];
      const share = request.outputLimit / 2;
      const timedOut = ending === "timeout";
      resolve({
        exitCode: timedOut ? TIMEOUT_EXIT_CODE : (exit?.code ?? null),
        signal: exit?.signal ?? null,
        timedOut,
        cancelled: ending === "cancel",
        stdout: stdout.text(Math.max(share, request.outputLimit - errTotal)),
        stderr: stderr.text(Math.max(share, request.outputLimit - outTotal)),
        truncated: outTotal + errTotal > request.outputLimit,
        told: told?.text() ?? "",
        error: error === null ? null : describe(error),
        durationMs: clock.now() - began,
      });
    };

    const end = (reason: "timeout" | "cancel") => {
      if (ending !== null || settled || started instanceof Error || started.pid === undefined) return;
      // It has exited; the caller just has not read all of its output.
      if (closed) return settle(null);
      ending = reason;
      endProcessTree(started.pid, request.marker, platform).then(() => drain(clock.now()));
    };
    const cancel = () => end("cancel");

    /** Waits for what is still in the pipes, but not for those who merely hold them open. */
    const drain = (since: number) => {
      if (settled) return;
      const isOver = () => clock.now() - since - (ending === null ? taking : 0) >= MAX_DRAIN_MS;
      const quiet = held === 0 && clock.now() - lastOutput >= SILENCE_MS && clock.now() - since >= SILENCE_MS;
      if (closed && ending === null) return;
      if (quiet || isOver()) {
        const seen = lastOutput;
        // One more look at the pipes: a busy loop may have kept them waiting.
        setImmediate(() =>
          setImmediate(() => (seen === lastOutput || isOver() ? settle(null) : drain(since))),
        );
        return;
      }
      const [before, wasHeld] = [clock.now(), held > 0];
      clock.after(DRAIN_STEP_MS, () => {
        if (wasHeld) taking = Math.min(taking + clock.now() - before, MAX_TAKING_MS);
        drain(since);
      });
    };

    if (started instanceof Error) return settle(started);
    for (const [stream, buffer] of [
      [started.stdout, stdout],
      [started.stderr, stderr],
    ] as const) {
      if (stream === null) continue;
      const decoder = createOutputDecoder(request.codePage);
      const pass = (text: string) => {
        const waiting = text === "" ? undefined : request.progress(text);
        if (waiting === undefined) return;
        held++;
        stream.pause();
        const goOn = () => {
          held--;
          if (closed && held === 0 && ending === null) settle(null);
          stream.resume();
        };
        waiting.then(goOn, goOn);
      };
      stream.on("data", (chunk: Buffer) => {
        if (settled) return;
        lastOutput = clock.now();
        buffer.push(chunk);
        pass(decoder.write(chunk));
      });
      stream.on("end", () => {
        if (!settled) pass(decoder.end());
      });
      stream.on("error", () => {});
    }
    started.on("error", (error) => {
      if (exit === null && started.pid === undefined) settle(error);
    });
    started.on("exit", (code, signal) => {
      exit = { code, signal };
      if (ending === null) drain(clock.now());
    });
    started.on("close", () => {
      closed = true;
      // While a tree is being ended, its end is waited for as well. When a program ends, its streams flow whatever
      // holds them back, so this may come before the caller has taken everything.
      if (ending === null && held === 0) settle(null);
    });
    if (request.timeoutMs !== null) cancelLimit = clock.after(request.timeoutMs, () => end("timeout"));
    request.signal.addEventListener("abort", cancel, { once: true });
    if (request.signal.aborted) cancel();
  });
}

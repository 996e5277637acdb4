import { type ChildProcess, spawn } from "node:child_process";
import { undoAtExit } from "./cleanup.ts";
import { descendantsOf, killAll } from "./descendants.ts";
import { within } from "./wait.ts";

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartOptions {
  /** The whole environment: nothing is inherited. */
  readonly environment: NodeJS.ProcessEnv;
  readonly folder?: string;
  readonly onStdout?: (text: string) => void;
  readonly onStderr?: (text: string) => void;
}

export interface ProcessTree {
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  readonly isRunning: () => boolean;
  /** Asks the process to end, and kills it after `graceMs`; its descendants are always killed. */
  stop(graceMs?: number): Promise<ProcessExit>;
  /** Kills everything at once. */
  kill(): Promise<ProcessExit>;
}

/** Starts a program in a process group of its own, so that it and all it starts can be ended together. */
export async function startProcessTree(
  command: string,
  parameters: readonly string[],
  options: StartOptions,
): Promise<ProcessTree> {
  const child = spawn(command, parameters, {
    cwd: options.folder,
    env: options.environment,
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => options.onStdout?.(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => options.onStderr?.(text));
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const pid = await startedPid(child, command);
  const killNow = () => killAll([pid, ...descendantsOf(pid)]);
  const forget = undoAtExit({
    undo: () => stop().then(() => undefined),
    remnant: { kind: "process", pid },
  });
  void exited.then(forget);

  async function stop(graceMs = 5_000): Promise<ProcessExit> {
    // Recorded before the parent ends: orphans get another parent and could no longer be found.
    const descendants = descendantsOf(pid);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    const exit = await within(exited, graceMs, null);
    killAll(exit === null ? [pid, ...descendants, ...descendantsOf(pid)] : descendants);
    return exit ?? exited;
  }

  return {
    pid,
    exited,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop,
    kill() {
      killNow();
      return exited;
    },
  };
}

function startedPid(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`cannot start ${command}: ${error.message}`)));
    child.once("spawn", () => resolve(child.pid ?? -1));
  });
}

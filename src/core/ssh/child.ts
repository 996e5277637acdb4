import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { parse } from "node:path";
import type { Readable, Writable } from "node:stream";
import { homeFolder } from "../environment/home.ts";
import { sshEnvironment } from "./program.ts";

/** How many characters of ssh's output are kept, the last ones: what matters comes after a server's banner. */
const MAX_SAID = 16_384;
/** How long an ssh that was asked to end may take, ms. */
const MAX_ENDING = 1_000;

/** A running ssh, with pipes on all three streams. */
export interface SshChild {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** What it has said on its standard error so far, the last 16 KiB of it. */
  said(): string;
  /** Called with each piece of it. */
  onSaid(listener: () => void): void;
  /** Resolves when it is gone and all it said has been read, with its exit code; null when there is none. */
  readonly ended: Promise<number | null>;
  /** Ends it, and what it started. */
  end(): void;
}

/** The home folder, or where it is gone the root: a folder that is not there would look like a missing ssh. */
function workingFolder(): string {
  const home = homeFolder();
  return home !== null && existsSync(home) ? home : parse(process.cwd()).root;
}

/**
 * Starts ssh in its own session: no terminal on which it, or a jump host's ssh, could ask, and no Ctrl+C that is meant
 * for us. It ends with this process, even if that is killed, because its standard input then ends. Never throws.
 */
export function startSsh(program: string, words: readonly string[], environment = process.env): SshChild {
  const windows = process.platform === "win32";
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(program, words, {
    stdio: ["pipe", "pipe", "pipe"],
    env: sshEnvironment(environment),
    cwd: workingFolder(),
    detached: !windows,
    windowsHide: true,
  });
  let said = "";
  const listeners: (() => void)[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-MAX_SAID);
    for (const listener of listeners) listener();
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
  const ended = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", (code) => resolve(code));
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      if (windows) child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // It exited on its own.
    }
  };
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    said: () => said,
    onSaid: (listener) => void listeners.push(listener),
    ended,
    end() {
      kill("SIGTERM");
      setTimeout(() => kill("SIGKILL"), MAX_ENDING).unref();
    },
  };
}

/** Runs a program of OpenSSH to its end, or until the signal or `enough` ends it. Never throws. */
export async function runSsh(
  program: string,
  words: readonly string[],
  {
    signal,
    enough = () => false,
    environment = process.env,
  }: {
    readonly signal: AbortSignal;
    readonly enough?: (said: string) => boolean;
    readonly environment?: NodeJS.ProcessEnv;
  },
): Promise<{ readonly said: string; readonly output: string }> {
  const child = startSsh(program, words, environment);
  let output = "";
  child.stdin.end();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (output.length < 4 * MAX_SAID) output += text;
  });
  child.onSaid(() => {
    if (enough(child.said())) child.end();
  });
  const stop = () => child.end();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  await child.ended;
  signal.removeEventListener("abort", stop);
  return { said: child.said(), output };
}

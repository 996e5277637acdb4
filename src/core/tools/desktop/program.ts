import { spawn } from "node:child_process";
import { failure, type Result, success } from "../../../shared/result.ts";
import { createProgramEnvironment } from "../../exec/process/program-environment.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** How long a program of the desktop may take, ms. */
const PATIENCE = 10_000;
/** The most that is read of what it writes, bytes. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** What such a program needs to find the desktop; nothing else of our environment is passed on to it. */
const inherited = [
  "PATH",
  "HOME",
  "LANG",
  "LC_ALL",
  "USER",
  "DISPLAY",
  "XAUTHORITY",
  "WAYLAND_DISPLAY",
  "XDG_RUNTIME_DIR",
  "XDG_CURRENT_DESKTOP",
  "XDG_DATA_DIRS",
  "XDG_CONFIG_DIRS",
  "DBUS_SESSION_BUS_ADDRESS",
  "BROWSER",
  "SystemRoot",
  "APPDATA",
  "LOCALAPPDATA",
  "USERPROFILE",
  "TEMP",
];

/** Where a program is on the search path; null when it is not there. */
export const findProgram = (
  name: string,
  environment: Environment,
  platform: NodeJS.Platform,
): string | null => createProgramEnvironment(environment, platform).locate(name, "/")?.path ?? null;

/** The failure of a program that ran and ended with another exit code than 0. */
export const REPORTED_ERROR = "the program of the desktop reported an error";

interface Told {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** What it reads; nothing when omitted. */
  readonly input?: string;
  /** What it writes is read; otherwise it may go on in the background with nobody to write to. */
  readonly reads?: boolean;
  /** One that still runs after so many ms has done its part; omitted, it is ended and has failed. */
  readonly enoughMs?: number;
}

/** Runs one without a shell. A failure is a sentence without what it read or wrote. */
export function tell(
  program: string,
  words: readonly string[],
  { environment, signal, input, reads = false, enoughMs }: Told,
): Promise<Result<string, string>> {
  const env = Object.fromEntries(
    inherited.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
  return new Promise((resolve) => {
    let output = Buffer.alloc(0);
    const end = (result: Result<string, string>): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancelled);
      resolve(result);
    };
    const cancelled = (): void => {
      child.kill("SIGKILL");
      end(failure("it was cancelled"));
    };
    const child = spawn(program, words, {
      env,
      // One that keeps the clipboard does so as long as it is needed.
      detached: !reads,
      stdio: [input === undefined ? "ignore" : "pipe", reads ? "pipe" : "ignore", "ignore"],
      windowsHide: true,
    });
    const timer = setTimeout(() => {
      if (enoughMs !== undefined) {
        child.unref();
        return end(success(""));
      }
      child.kill("SIGKILL");
      end(failure("the desktop did not answer in time"));
    }, enoughMs ?? PATIENCE);
    signal.addEventListener("abort", cancelled, { once: true });
    child.on("error", () => end(failure("its program could not be started")));
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    child.stdout?.on("data", (chunk: Buffer) => {
      output = Buffer.concat([output, chunk]);
      if (output.length <= MAX_OUTPUT) return;
      child.kill("SIGKILL");
      end(failure("there is more of it than can be read"));
    });
    // With its output read to the end where that is wanted.
    child.on(reads ? "close" : "exit", (code) =>
      end(code === 0 ? success(output.toString("utf8")) : failure(REPORTED_ERROR)),
    );
    if (signal.aborted) cancelled();
  });
}

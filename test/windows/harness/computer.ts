import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { undoAtExit } from "../../../scripts/gateway/cleanup.ts";
import { makeThrowAwayFolder } from "../../../scripts/gateway/folder.ts";
import { within } from "../../../scripts/gateway/wait.ts";
import { installCli, stageWindows, type WindowsStage } from "./stage.ts";

const run = promisify(execFile);
/** Longer than anything takes under Wine on a busy machine. */
const maxRunMs = 90_000;

export interface WindowsRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface WindowsProcess {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exited: Promise<WindowsRun>;
  /** Ends it as a power cut would: Wine knows no gentle way from outside. */
  kill(): Promise<WindowsRun>;
}

/** The command line in a console of its own: what a person sees, and the keys they press. */
export interface WindowsConsole {
  /** All it has written, without colours. Wine 8 moves no cursor for it: what is drawn anew stands below the old. */
  said(): string;
  press(keys: string): void;
  readonly exited: Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

export interface WindowsOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Longer than that it may not take, ms. */
  readonly timeoutMs?: number;
  /** The folder it is started in, as this machine names it. */
  readonly folder?: string;
}

/** A Windows computer of its own: a Wine prefix with Windows' Node and the built command line on it. */
export interface WindowsComputer {
  readonly stage: WindowsStage;
  /** The drive C:, as this machine names it. */
  readonly drive: string;
  /** What a path of this machine is called on that computer. */
  windowsPath(path: string): string;
  /** Runs a program of Windows to its end. */
  run(program: string, words: readonly string[], options?: WindowsOptions): Promise<WindowsRun>;
  /** Starts Windows' Node with a script. */
  startNode(words: readonly string[], options?: WindowsOptions): WindowsProcess;
  /** Starts the command line. */
  startCli(words: readonly string[], options?: WindowsOptions): WindowsProcess;
  /** Starts the command line in a console, by script(1): a program on a terminal of this machine gets one from Wine. */
  startConsole(words: readonly string[], options?: WindowsOptions): WindowsConsole;
  /** Runs the command line to its end. */
  cli(words: readonly string[], options?: WindowsOptions): Promise<WindowsRun>;
  dispose(): Promise<void>;
}

/** Makes a new Windows computer; about six seconds. */
export async function createWindowsComputer(): Promise<WindowsComputer> {
  const stage = await stageWindows((line) => console.log(line));
  const folder = makeThrowAwayFolder("windows");
  const prefix = join(folder.path, "prefix");
  const drive = join(prefix, "drive_c");
  const environment = wineEnvironment(prefix, folder.path);
  await run("wine", ["wineboot", "-i"], { env: environment, timeout: maxRunMs });
  await copyFile(stage.shim, join(drive, "windows", "system32", "bcryptprimitives.dll"));
  const version = ["reg", "add", "HKCU\\Software\\Wine", "/v", "Version", "/d", "win10", "/f"];
  await run("wine", version, { env: environment, timeout: maxRunMs });
  const program = join(drive, "Program Files", "Clawtray");
  await installCli(stage, program);
  const entry = "C:\\Program Files\\Clawtray\\app\\index.js";
  const node = join(program, "node", "node.exe");
  const logs = join(folder.path, "output");
  await mkdir(logs);
  const running = new Set<WindowsProcess>();
  const consoles = new Set<WindowsConsole>();
  let started = 0;

  const shutDown = () =>
    run("wineserver", ["-k"], { env: environment, timeout: maxRunMs }).catch(() => undefined);
  const forget = undoAtExit({
    undo: async () => void (await shutDown()),
    remnant: { kind: "command", command: "wineserver", parameters: ["-k"], environment },
  });

  function start(program_: string, words: readonly string[], options: WindowsOptions = {}): WindowsProcess {
    const log = join(logs, String(started++));
    const child = spawnWine([program_, ...words], log, {
      cwd: options.folder ?? drive,
      env: { ...environment, ...options.environment },
    });
    const process_ = watch(child, log);
    running.add(process_);
    void process_.exited.then(() => running.delete(process_));
    return process_;
  }

  async function finish(process_: WindowsProcess, what: string, timeoutMs = maxRunMs): Promise<WindowsRun> {
    const ended = await within(process_.exited, timeoutMs, null);
    if (ended !== null) return ended;
    await process_.kill();
    throw new Error(
      `${what} did not end; it said ${process_.stdout().slice(-500)} ${process_.stderr().slice(-500)}`,
    );
  }

  return {
    stage,
    drive,
    windowsPath: (path) =>
      path.startsWith(`${drive}/`)
        ? `C:\\${path.slice(drive.length + 1).replaceAll("/", "\\")}`
        : `Z:${path.replaceAll("/", "\\")}`,
    run: (program_, words, options) => finish(start(program_, words, options), program_, options?.timeoutMs),
    startNode: (words, options) => start(node, words, options),
    startConsole(words, options = {}) {
      const console_ = openConsole([node, entry, ...words], {
        cwd: options.folder ?? drive,
        env: { ...environment, ...options.environment },
      });
      consoles.add(console_);
      void console_.exited.then(() => consoles.delete(console_));
      return console_;
    },
    startCli: (words, options) => start(node, [entry, ...words], options),
    cli: (words, options) => finish(start(node, [entry, ...words], options), `clawtray ${words[0] ?? ""}`),
    async dispose() {
      for (const process_ of running) await process_.kill();
      for (const console_ of consoles) await console_.kill();
      await shutDown();
      forget();
      await folder.remove();
    },
  };
}

/** `script` gives the program a terminal, whose keys are what is written to its own input. */
function openConsole(
  words: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): WindowsConsole {
  const quoted = ["wine", ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = spawn("script", ["--quiet", "--flush", "--return", "--command", quoted, "/dev/null"], {
    ...options,
    env: { ...options.env, TERM: "xterm", SHELL: "/bin/sh" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stdin.on("error", () => {}); // it has ended
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
  return {
    said: () => stripVTControlCharacters(said),
    press: (keys) => void child.stdin.write(keys),
    exited,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Pipes give EBADF under Wine 8, so what is said goes into files. */
function spawnWine(
  words: readonly string[],
  log: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): ChildProcess {
  const stdout = openSync(`${log}.stdout`, "w");
  const stderr = openSync(`${log}.stderr`, "w");
  try {
    return spawn("wine", [...words], { ...options, stdio: ["ignore", stdout, stderr] });
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

function watch(child: ChildProcess, log: string): WindowsProcess {
  const stdout = () => readFileSync(`${log}.stdout`, "utf8");
  const stderr = () => readFileSync(`${log}.stderr`, "utf8");
  const exited = new Promise<WindowsRun>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code, stdout: stdout(), stderr: stderr() }));
  });
  return {
    stdout,
    stderr,
    exited,
    kill() {
      child.kill("SIGKILL");
      return exited;
    },
  };
}

function wineEnvironment(prefix: string, home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: home,
    LANG: "C.UTF-8",
    WINEPREFIX: prefix,
    WINEDEBUG: "-all",
    WINEDLLOVERRIDES: "bcryptprimitives=n",
    NODE_SKIP_PLATFORM_CHECK: "1",
  };
}

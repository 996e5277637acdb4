/**
 * A D-Bus session of its own with a real gnome-keyring in it, over throw-away directories. The bus
 * starts no services by itself except the prompter a test asks for, so that what is absent is absent.
 */
import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { linesOf } from "../support/lines.ts";

const run = promisify(execFile);

const tools = ["dbus-run-session", "gnome-keyring-daemon", "gdbus"];

/**
 * Why no session can be had here (or one without what else a test needs), or null. In CI a missing
 * tool is a fault of the set-up and throws: a skip there would look like a proof.
 */
export function whyNoSession(...more: readonly string[]): string | null {
  if (process.platform !== "linux") return "the Secret Service exists on Linux only";
  const missing = [...tools, ...more].filter(
    (tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0,
  );
  if (missing.length === 0) return null;
  const reason = `not installed: ${missing.join(", ")}`;
  if (process.env.CI) throw new Error(`tests in a session of their own cannot run, ${reason}`);
  console.warn(`tests in a session of their own skipped, ${reason}`);
  return reason;
}

export interface KeychainSession {
  /** For processes inside the session; nothing of the caller's own session is in it. */
  readonly env: Readonly<Record<string, string>>;
  /** A directory that goes away with the session. */
  readonly directory: string;
  /** Starts the daemon: `unlocked` makes or opens the login collection, `locked` leaves it as it is. */
  startDaemon(how: "unlocked" | "locked"): Promise<void>;
  /** Ends the daemon without a chance to finish anything. */
  killDaemon(): Promise<void>;
  /** Locks the login collection. */
  lock(): void;
  /** Calls the Secret Service; the answer is in gdbus's own notation. */
  call(path: string, method: string, ...parameters: string[]): string;
  /** How often a prompt was asked for (only with `prompter: "silent"`). */
  promptsAsked(): number;
  /** Ends everything the session started and removes its directory. */
  end(): Promise<void>;
}

export interface SessionOptions {
  /** `none`: every prompt is dismissed at once. `silent`: a prompt stands open and nobody answers it. */
  readonly prompter?: "none" | "silent";
}

const password = "throw-away";
const secretService = "/org/freedesktop/secrets";

export async function startSession({ prompter = "none" }: SessionOptions = {}): Promise<KeychainSession> {
  const directory = mkdtempSync(join(tmpdir(), "clawtray-keychain-"));
  const config = writeBusConfig(directory, prompter);
  const own = environmentOver(directory);
  const bus = spawn(
    "dbus-run-session",
    [`--config-file=${config}`, "--", "sh", "-c", 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat'],
    { env: own, stdio: ["pipe", "pipe", "ignore"] },
  );
  const env = { ...own, DBUS_SESSION_BUS_ADDRESS: await linesOf(bus.stdout)() };
  let daemon: ChildProcess | null = null;

  const call = (path: string, method: string, ...parameters: string[]) =>
    execFileSync(
      "gdbus",
      [
        "call",
        "--session",
        "--dest",
        "org.freedesktop.secrets",
        "--object-path",
        path,
        "--method",
        method,
        ...parameters,
      ],
      { env, encoding: "utf8" },
    );

  const killDaemon = async () => {
    if (daemon !== null && daemon.exitCode === null && daemon.signalCode === null) {
      const exited = once(daemon, "exit");
      daemon.kill("SIGKILL");
      await exited;
    }
    daemon = null;
  };

  return {
    env,
    directory,
    async startDaemon(how) {
      const unlock = how === "unlocked" ? ["--unlock"] : [];
      daemon = spawn("gnome-keyring-daemon", ["--foreground", "--components=secrets", ...unlock], {
        env,
        stdio: ["pipe", "ignore", "ignore"],
      });
      daemon.stdin?.end(how === "unlocked" ? password : "");
      // Not a synchronous call: the password above is on its way only once this process gets a turn.
      await run("gdbus", ["wait", "--session", "--timeout", "20", "org.freedesktop.secrets"], { env });
    },
    killDaemon,
    lock() {
      call(secretService, "org.freedesktop.Secret.Service.Lock", `['${secretService}/collection/login']`);
    },
    call,
    promptsAsked: () => prompterPids(directory).length,
    async end() {
      await killDaemon();
      for (const pid of prompterPids(directory)) kill(pid);
      const exited = once(bus, "exit");
      bus.stdin.end();
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function environmentOver(directory: string): Record<string, string> {
  const env: Record<string, string> = { PATH: process.env.PATH ?? "", HOME: join(directory, "home") };
  for (const name of ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"]) {
    env[name] = join(directory, name.toLowerCase());
  }
  for (const path of Object.values(env).slice(1)) mkdirSync(path, { mode: 0o700 });
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? env : { ...env, NODE_COMPILE_CACHE };
}

function writeBusConfig(directory: string, prompter: "none" | "silent"): string {
  const services = join(directory, "services");
  mkdirSync(services);
  if (prompter === "silent") {
    const script = join(directory, "prompter.sh");
    // It never takes its name on the bus, so whoever asks for a prompt waits until the bus gives up.
    writeFileSync(script, `#!/bin/sh\necho $$ >> ${join(directory, "prompter.pids")}\nexec sleep 120\n`, {
      mode: 0o700,
    });
    writeFileSync(
      join(services, "org.gnome.keyring.SystemPrompter.service"),
      `[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=${script}\n`,
    );
  }
  const config = join(directory, "bus.conf");
  writeFileSync(
    config,
    `<busconfig><type>session</type><listen>unix:tmpdir=${tmpdir()}</listen><auth>EXTERNAL</auth>
    <servicedir>${services}</servicedir>
    <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>\n`,
  );
  return config;
}

function prompterPids(directory: string): number[] {
  const path = join(directory, "prompter.pids");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").map(Number) : [];
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

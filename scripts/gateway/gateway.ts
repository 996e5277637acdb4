import { randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Admin, createAdmin } from "./admin.ts";
import type { InstalledGateway } from "./cache.ts";
import { cleanEnvironment } from "./environment.ts";
import { makeThrowAwayFolder } from "./folder.ts";
import { type FilePolicy, gatewayConfig, quietGatewayEnvironment } from "./gateway-config.ts";
import type { Namespace } from "./namespace.ts";
import { findFreePort } from "./ports.ts";
import { type ProcessTree, startProcessTree } from "./process-tree.ts";
import type { GatewayVersion } from "./versions.ts";
import { waitFor } from "./wait.ts";

export interface Gateway {
  readonly version: () => string;
  /** Where a node reaches it. */
  readonly url: string;
  /** The shared secret; it is in the gateway's configuration file and nowhere else. */
  readonly token: string;
  readonly admin: Admin;
  readonly pid: () => number;
  /** Runs the gateway's own program the way its administrator would: same state, same namespace. */
  runCli(parameters: readonly string[], timeoutMs?: number): Promise<CliResult>;
  /** Everything it has printed so far, over all its starts. */
  log(): string;
  /** A file of its state, for what only an editor can change. */
  stateFile(name: string): string;
  start(): Promise<void>;
  /** Ends the process and all its workers; the state stays. */
  stop(): Promise<void>;
  /** `stop`, then `start` on the same state and port. */
  restart(): Promise<void>;
  /** `stop`, then another version on the same state, as an administrator updates a gateway in place. */
  upgrade(next: InstalledGateway): Promise<void>;
  /** `stop`, and removes everything it wrote. */
  dispose(): Promise<void>;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GatewayOptions {
  /** Runs the gateway there and binds it to the namespace's address; without one it is bound to loopback. */
  readonly namespace?: Namespace;
  /** Each piece of text it prints. */
  readonly onLog?: (text: string) => void;
  /** A model for its agents; without this they have none. */
  readonly modelUrl?: string;
  /**
   * Announces itself by mDNS in `namespace`, which needs a bridge for that; it counts as started once it has done so.
   * `admin` can do nothing there: to an operator with another address and no device, 2026.9.6 grants no scope.
   */
  readonly announces?: boolean;
  /** Lets nodes read and write files there. */
  readonly filePolicy?: FilePolicy;
}

const startTimeLimitMs = 120_000;
const stopTimeLimitMs = 10_000;

/** A real gateway with a fresh state folder, home, port and token. Started, and serving, when this resolves. */
export async function startGateway(
  installed: InstalledGateway,
  options: GatewayOptions = {},
): Promise<Gateway> {
  const folder = makeThrowAwayFolder("gateway");
  const host = options.namespace?.gatewayAddress ?? "127.0.0.1";
  const port = options.namespace ? 18789 : await findFreePort();
  const announces = options.announces === true && options.namespace !== undefined;
  const token = randomBytes(24).toString("hex");
  const logFile = join(folder.path, "gateway.log");
  const state = join(folder.path, "state");
  for (const name of ["state", "home", "tmp"]) mkdirSync(join(folder.path, name), { mode: 0o700 });
  writeFileSync(logFile, "", { mode: 0o600 });
  /** Each version refuses keys that another one needs, so an update rewrites it. */
  const configure = (version: GatewayVersion): void => {
    const config = gatewayConfig({
      version,
      port,
      token,
      bind: options.namespace ? "lan" : "loopback",
      logFile: join(folder.path, "gateway.jsonl"),
      modelUrl: options.modelUrl ?? null,
      announces,
      filePolicy: options.filePolicy ?? null,
    });
    writeFileSync(join(state, "openclaw.json"), JSON.stringify(config, null, 2), { mode: 0o600 });
  };
  configure(installed.version);

  const environment = cleanEnvironment({
    ...quietGatewayEnvironment,
    HOME: join(folder.path, "home"),
    USERPROFILE: join(folder.path, "home"),
    TMPDIR: join(folder.path, "tmp"),
    TEMP: join(folder.path, "tmp"),
    TMP: join(folder.path, "tmp"),
    OPENCLAW_STATE_DIR: state,
    NODE_COMPILE_CACHE: installed.compileCache,
    NO_COLOR: "1",
    // In a container it would not announce itself unless told to.
    ...(announces ? { OPENCLAW_DISABLE_BONJOUR: "0" } : {}),
  });
  const [command = process.execPath, ...prefix] = [...(options.namespace?.prefix ?? []), process.execPath];
  const url = `ws://${host}:${port}`;
  const admin = createAdmin(url, token);
  let running: ProcessTree | null = null;
  let program = installed;

  const readLog = () => readFileSync(logFile, "utf8");

  function logTail(): string {
    return readLog().split("\n").slice(-40).join("\n");
  }

  async function waitUntilAnnounced(since: number): Promise<void> {
    const announced = () => readLog().slice(since).includes("bonjour: advertised gateway") || null;
    await waitFor("its announcement", announced, { timeoutMs: startTimeLimitMs });
  }

  async function start(): Promise<void> {
    const since = readLog().length;
    const keep = (text: string) => {
      appendFileSync(logFile, text);
      options.onLog?.(text);
    };
    const parameters = [...prefix, program.entry, "gateway", "run", "--port", String(port)];
    const tree = await startProcessTree(command, parameters, {
      environment,
      folder: folder.path,
      onStdout: keep,
      onStderr: keep,
    });
    running = tree;
    const ended = tree.exited.then((exit) => {
      throw new Error(`it ended with ${exit.code ?? exit.signal}`);
    });
    try {
      const started = announces ? waitUntilAnnounced(since) : admin.waitUntilServing(startTimeLimitMs);
      await Promise.race([started, ended]);
    } catch (error) {
      await stop();
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`gateway ${program.version} did not start: ${reason}\n${logTail()}`);
    } finally {
      ended.catch(() => undefined); // It ends some day; by then nobody is listening.
    }
  }

  async function stop(): Promise<void> {
    admin.close();
    await running?.stop(stopTimeLimitMs);
    running = null;
  }

  async function runCli(parameters: readonly string[], timeoutMs = 60_000): Promise<CliResult> {
    let stdout = "";
    let stderr = "";
    const tree = await startProcessTree(command, [...prefix, program.entry, ...parameters], {
      environment,
      folder: folder.path,
      onStdout: (text) => {
        stdout += text;
      },
      onStderr: (text) => {
        stderr += text;
      },
    });
    const timer = setTimeout(() => void tree.kill(), timeoutMs);
    const { code } = await tree.exited.finally(() => clearTimeout(timer));
    return { code, stdout, stderr };
  }

  const gateway: Gateway = {
    version: () => program.version,
    url,
    token,
    admin,
    pid: () => running?.pid ?? -1,
    runCli,
    log: readLog,
    stateFile: (name) => join(state, name),
    start,
    stop,
    async restart() {
      await stop();
      await start();
    },
    async upgrade(next) {
      await stop();
      program = next;
      configure(next.version);
      await start();
    },
    async dispose() {
      await stop();
      await folder.remove();
    },
  };
  try {
    await start();
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return gateway;
}

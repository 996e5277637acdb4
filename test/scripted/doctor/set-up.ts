import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { onTestFinished, type TestContext } from "vitest";
import type { CheckName, Level } from "../../../src/core/doctor/finding.ts";
import { serviceName } from "../../../src/core/service/open.ts";
import { CliProcess } from "../cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "../gateway.ts";
import type { ScriptedGatewayOptions } from "../options.ts";

export const secretToken = "recognisable-doctor-token-9c4d";

/** A set-up that is being broken. */
export interface SetUp {
  readonly home: string;
  readonly stateDir: string;
  readonly environment: Record<string, string>;
  readonly words: string[];
  readonly context: TestContext;
}

export interface Broken {
  readonly what: string;
  break(setUp: SetUp): unknown;
  readonly check: CheckName;
  readonly level: Level;
  readonly says: RegExp;
  readonly todo: RegExp;
}

const settingsOf = (stateDir: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(stateDir, "settings.json"), "utf8")) as Record<string, unknown>;

export const writeSettings = (stateDir: string, change: Record<string, unknown>): void =>
  writeFileSync(join(stateDir, "settings.json"), JSON.stringify({ ...settingsOf(stateDir), ...change }), {
    mode: 0o600,
  });

export async function gatewayFor(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({ token: secretToken, ...options });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A node that was paired once and is not running now. */
export async function paired({ stateDir }: SetUp, gateway: ScriptedGateway): Promise<void> {
  const node = new CliProcess(
    [
      "run",
      "--json",
      "--gateway",
      gateway.url,
      "--state-dir",
      stateDir,
      "--key-store",
      "file",
      "--display-name",
      "Wilhelmina's box",
    ],
    { OPENCLAW_GATEWAY_TOKEN: secretToken },
  );
  await node.phase("awaiting-approval");
  gateway.approveDevice();
  await node.phase("connected");
  node.child.kill("SIGTERM");
  await node.exited;
}

/** Knows a gateway, and was never there. */
export async function knows({ stateDir }: SetUp, gateway: string): Promise<void> {
  const node = new CliProcess([
    "run",
    "--json",
    "--gateway",
    gateway,
    "--state-dir",
    stateDir,
    "--key-store",
    "file",
  ]);
  await node.until(() => node.states.length > 1);
  node.child.kill("SIGTERM");
  await node.exited;
}

export async function running(
  { stateDir }: SetUp,
  words: readonly string[],
  token = secretToken,
): Promise<CliProcess> {
  const node = new CliProcess(["run", "--json", "--state-dir", stateDir, "--key-store", "file", ...words], {
    OPENCLAW_GATEWAY_TOKEN: token,
  });
  await node.until(() => node.states.length > 1);
  return node;
}

export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A web server that is no gateway, with a clock of its own. */
export async function webServer(clockAhead = 0): Promise<string> {
  const server = createHttpServer((_request, response) => {
    response.setHeader("Date", new Date(Date.now() + clockAhead).toUTCString());
    response.end("hello");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const rootOnly = ({ context }: SetUp): void => {
  if (process.getuid?.() !== 0) context.skip("only root can give a folder to somebody else or mount one");
};

/** A disk of its own for the state folder. */
export function mountedDisk({ stateDir, context }: SetUp, size: string): void {
  mkdirSync(stateDir, { mode: 0o700 });
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=700`, "tmpfs", stateDir]);
  if (mounted.status !== 0) context.skip("no file system can be mounted here");
  onTestFinished(() => void execFileSync("umount", ["--lazy", stateDir]));
}

/** The unit of this set-up's service, as it was installed but for an edit. */
export async function installedUnit(
  { home, stateDir }: SetUp,
  edit: (text: string) => string,
): Promise<void> {
  const print = new CliProcess(["service", "install", "--print", "--state-dir", stateDir]);
  await print.exited;
  const folder = join(home, ".config/systemd/user");
  mkdirSync(folder, { recursive: true });
  const name = serviceName(stateDir, join(home, ".config/clawtray"));
  writeFileSync(join(folder, `${name}.service`), edit(print.stdout));
}

/** What is broken, and what the doctor has to say: written before the doctor was. */

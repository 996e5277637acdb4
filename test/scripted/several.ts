import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { addConnection } from "../../src/core/connections/change.ts";
import { listConnections } from "../../src/core/connections/list.ts";
import { silentLogger } from "../../src/core/log/log.ts";
import { startingState } from "../../src/core/node/before-node.ts";
import { holdFolder } from "../../src/core/node/folder.ts";
import { openNode } from "../../src/core/node/open.ts";
import { chooseGateway } from "../../src/core/settings/choose-gateway.ts";
import { openSettings } from "../../src/core/settings/open.ts";
import type { NodeState } from "../../src/shared/state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";

/** A gateway that lets everybody in who knows its token. */
export async function friendlyGateway(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({
    token: "shared-token",
    autoApproveDevice: true,
    autoApproveSurface: true,
    ...options,
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** What a connection is called, and where it leads. */
export interface Planned {
  readonly name: string;
  readonly gateway: ScriptedGateway;
}

/** A state folder with these connections, each paired once; the first one's name stays made. */
export async function pairedConnections(
  planned: readonly Planned[],
  stateDir: string = join(temporaryDirectory(), "state"),
) {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  await useKeyFile(stateDir);
  for (const { name } of planned.slice(1)) {
    const added = await addConnection(stateDir, name);
    if (!added.ok) throw new Error(JSON.stringify(added.failure));
  }
  const connections = listConnections(stateDir);
  const pairing = planned.map(({ gateway }, index) => pair(connections[index]?.stateDir ?? "", gateway));
  return { stateDir, ids: await Promise.all(pairing) };
}

/** Pairs the node of this folder, in this process: starting the command line for it is most of what it would cost. */
async function pair(stateDir: string, gateway: ScriptedGateway): Promise<string> {
  const startedAt = Date.now();
  const place = {
    stateDir,
    keyStore: "file",
    appVersion: "0.0.0",
    startedAt,
    state: startingState(),
  } as const;
  const held = await holdFolder(place);
  if (!held.ok) throw new Error(JSON.stringify(held.failure));
  const { settings } = held.value;
  const chosen = await chooseGateway(settings.read(), { address: gateway.url, allowInsecure: false });
  if (!chosen.ok) throw new Error(JSON.stringify(chosen.failure));
  await settings.update({ ...chosen.value, keyStore: "file" });
  const sharedCredential = () => ({ kind: "token", token: "shared-token" }) as const;
  const { node, close } = openNode(held.value, { log: silentLogger, sharedCredential });
  await expect.poll(() => node.state().phase).toBe("connected");
  const { deviceId } = node.state();
  await close();
  return deviceId ?? "";
}

async function useKeyFile(stateDir: string): Promise<void> {
  const settings = openSettings(stateDir);
  if (!settings.ok) throw new Error(settings.failure.kind);
  await settings.value.update({ keyStore: "file" });
}

export const clawtray = (
  stateDir: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): CliProcess => new CliProcess([...words, "--state-dir", stateDir], environment);

export async function end(node: CliProcess): Promise<void> {
  node.child.kill("SIGTERM");
  expect(await node.exited).toBe(0);
}

/** What `run --json` says of all connections, newest first. */
interface Line {
  readonly state: NodeState;
  readonly connections?: readonly { readonly id: string; readonly name: string; readonly state: NodeState }[];
}

const lastLine = (node: CliProcess): Line =>
  JSON.parse(node.stdout.trimEnd().split("\n").at(-1) || "{}") as Line;

/** The state of the connection of this name, as it was said last. */
export const stateOf = (node: CliProcess, name: string): NodeState | undefined =>
  node.stdout.endsWith("\n")
    ? lastLine(node).connections?.find((connection) => connection.name === name)?.state
    : undefined;

/** Resolves when `run --json` has said that these connections are in this phase. */
export const phaseOf = (node: CliProcess, phase: NodeState["phase"], ...names: readonly string[]) =>
  node.until(() => names.every((name) => stateOf(node, name)?.phase === phase));

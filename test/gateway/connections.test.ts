import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type ClawtrayNode, clawtrayCli } from "../../scripts/gateway/clawtray-node.ts";
import { descendantsOf, killAll } from "../../scripts/gateway/descendants.ts";
import { cleanEnvironment } from "../../scripts/gateway/environment.ts";
import { whyNoNamespace } from "../../scripts/gateway/namespace.ts";
import { admit, deviceRequests, grantSurface, invoke, listedNode } from "../../scripts/gateway/pairing.ts";
import { isAwaitingApproval, isConnected, isReady } from "../../scripts/gateway/states.ts";
import { currentGateway, oldestGateway } from "../../scripts/gateway/versions.ts";
import type { NodeState } from "../../src/shared/state.ts";
import { createScriptedGateway, type ScriptedGateway } from "../scripted/gateway.ts";
import { type Computer, createWorld, freshComputer, type World } from "./world.ts";

const run = promisify(execFile);

// The older one admits whatever comes from its own computer, so the node has to come from another address.
const obstacle = whyNoNamespace();
if (obstacle !== null) console.warn(`gateway ${oldestGateway} is not met: ${obstacle}`);

let current: World;
let oldest: World;
beforeAll(async () => {
  if (obstacle !== null) return;
  [current, oldest] = await Promise.all([
    createWorld(currentGateway, "loopback"),
    createWorld(oldestGateway, "namespace"),
  ]);
});
afterAll(async () => {
  await current?.dispose();
  await oldest?.dispose();
});
beforeEach((context) => {
  if (obstacle !== null) context.skip(obstacle);
});

const clawtray = async ({ stateFolder }: Computer, ...words: readonly string[]): Promise<string> => {
  const environment = cleanEnvironment({ HOME: stateFolder });
  const parameters = [clawtrayCli, ...words, "--state-dir", stateFolder];
  return (await run(process.execPath, parameters, { env: environment })).stdout;
};

/** One of the gateways, and this computer's node at it. */
interface Side {
  /** What its owner calls the connection. */
  readonly name: string;
  readonly deviceId: string;
  /** Resolves when a command that was sent through this gateway has been answered. */
  asks(): Promise<void>;
}

/** Starts the node for this connection alone, until it is paired. */
async function pairWithReal({ gateway }: World, computer: Computer, name: string): Promise<Side> {
  const options = { gatewayUrl: gateway.url, sharedToken: gateway.token };
  const node = await computer.start({ ...options, extraParameters: ["--connection", name] });
  const deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId);
  await node.stop();
  const asks = async () => {
    const which = await invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] });
    expect(which).toHaveProperty("bins.sh");
  };
  return { name, deviceId, asks };
}

async function pairWithScripted(gateway: ScriptedGateway, computer: Computer, name: string): Promise<Side> {
  const options = { gatewayUrl: gateway.url, sharedToken: "shared-token" };
  const node = await computer.start({ ...options, extraParameters: ["--connection", name] });
  const { state } = await node.waitFor("ready", isReady);
  await node.stop();
  const asks = async () => {
    expect(await gateway.invoke("system.which", { bins: ["sh"] }).result).toMatchObject({ ok: true });
  };
  return { name, deviceId: state.deviceId ?? "", asks };
}

/** A computer that is a node of all three, in one process. */
async function threeSides() {
  const scripted = await createScriptedGateway({
    token: "shared-token",
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  onTestFinished(() => scripted.close());
  const computer = freshComputer(null);
  await clawtray(computer, "connections", "rename", "first", "new");
  const newer = await pairWithReal(current, computer, "new");
  await clawtray(computer, "connections", "add", "old");
  const older = await pairWithReal(oldest, computer, "old");
  await clawtray(computer, "connections", "add", "club");
  const club = await pairWithScripted(scripted, computer, "club");
  // One that is removed has to show it again; it is for the first connection alone.
  const node = await computer.start({ sharedToken: current.gateway.token });
  for (const { name } of [newer, older, club]) await node.connection(name).waitFor("ready", isReadyOrOld);
  return { computer, node, scripted, newer, older, club };
}

/** The older gateway approves no surface. */
const isReadyOrOld = (state: NodeState): state is NodeState =>
  isConnected(state) && (state.surface.status === "approved" || state.gateway?.protocol === 3);

/** Resolves when all of these have answered while `act` went on, and have not left their gateways for a moment. */
async function undisturbed(node: ClawtrayNode, sides: readonly Side[], act: () => Promise<unknown>) {
  const before = sides.map(({ name }) => node.connection(name).states.at(-1)?.state.since);
  const seen = sides.map(({ name }) => node.connection(name).states.length);
  let done = false;
  const acting = act().finally(() => {
    done = true;
  });
  acting.catch(() => {}); // It is waited for below.
  let rounds = 0;
  do {
    await Promise.all(sides.map((side) => side.asks()));
    rounds += 1;
  } while (!done);
  await acting;
  for (const [index, { name }] of sides.entries()) {
    const states = node.connection(name).states.slice(seen[index]);
    expect(new Set(states.map(({ state }) => `${name} ${state.phase} ${state.since}`)).size).toBeLessThan(2);
    expect(states.at(-1)?.state.since ?? before[index]).toBe(before[index]);
  }
  return rounds;
}

const slow = { timeout: 240_000 };

describe(`one computer at ${currentGateway}, ${oldestGateway} and a scripted gateway`, slow, () => {
  test("is another device at each, and answers all of them from one process", async () => {
    const { computer, node, scripted, newer, older, club } = await threeSides();
    const sides = [newer, older, club];
    expect(new Set(sides.map(({ deviceId }) => deviceId)).size).toBe(3);
    await Promise.all(sides.map((side) => side.asks()));
    // The keys of `run --json` that were there before are those of the first.
    expect(node.states.at(-1)?.state.deviceId).toBe(newer.deviceId);
    const protocols = sides.map(({ name }) => node.connection(name).states.at(-1)?.state.gateway?.protocol);
    expect(protocols).toEqual([4, 3, 4]);
    // No gateway has heard of what this computer is at another.
    for (const { gateway } of [current, oldest]) {
      for (const { deviceId } of sides) {
        const own = deviceId === (gateway === current.gateway ? newer : older).deviceId;
        expect((await listedNode(gateway.admin, deviceId))?.connected ?? false).toBe(own);
        expect(await deviceRequests(gateway.admin, deviceId)).toEqual([]);
      }
    }
    expect([...scripted.pairing.paired.keys()]).toEqual([club.deviceId]);
    const table = JSON.parse(await clawtray(computer, "connections", "--json"));
    expect(table.connections.map(({ name }: { name: string }) => name)).toEqual(["new", "old", "club"]);
  });

  test.each([
    ["new", () => current],
    ["old", () => oldest],
  ] as const)("the %s one is killed and comes back, and no other notices", async (name, world) => {
    const { node, ...sides } = await threeSides();
    const { newer, older, club } = sides;
    const [killed, others] = name === "new" ? [newer, [older, club]] : [older, [newer, club]];
    const { gateway } = world();
    const follow = node.connection(name);
    const seen = follow.states.length;
    await undisturbed(node, others, async () => {
      killAll([gateway.pid(), ...descendantsOf(gateway.pid())]);
      const isAway = (state: NodeState): state is NodeState => state.phase !== "connected";
      await follow.waitFor("away", isAway, { after: seen });
      await gateway.restart();
      const away = follow.states.findIndex(({ state }, index) => index >= seen && isAway(state));
      await follow.waitFor("back", isReadyOrOld, { after: away, timeoutMs: 60_000 });
    });
    expect(follow.states.at(-1)?.state.deviceId).toBe(killed.deviceId);
    await killed.asks();
  });

  test("one is revoked and asks again under its device id, and no other notices", async () => {
    const { node, newer, older, club } = await threeSides();
    const { admin } = current.gateway;
    const follow = node.connection("new");
    const seen = follow.states.length;
    await undisturbed(node, [older, club], async () => {
      await admin.call("device.pair.remove", { deviceId: newer.deviceId });
      await follow.waitFor("asking again", isAwaitingApproval, { after: seen, timeoutMs: 60_000 });
      expect(await admit(admin, follow)).toBe(newer.deviceId);
      await grantSurface(admin, newer.deviceId);
    });
    await newer.asks();
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admit, grantSurface, invoke, listedNode, surfaceRequests } from "../../scripts/gateway/pairing.ts";
import { isAwaitingSurface, isReady } from "../../scripts/gateway/states.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { keepsItsPromises } from "./promises.ts";
import { createWorld, freshComputer, pairedComputer, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld(currentGateway, "loopback");
});
afterAll(() => world?.dispose());

describe(`gateway ${currentGateway}`, () => {
  keepsItsPromises(
    () => world.gateway,
    async (deviceId) => {
      await world.gateway.admin.call("device.pair.remove", { deviceId });
    },
  );

  test("the grant of its surface takes effect in the running node, by itself", async () => {
    const { gateway } = world;
    const node = await freshComputer(gateway).start({ sharedToken: gateway.token });
    const deviceId = await admit(gateway.admin, node);
    const { state } = await node.waitFor("awaiting its surface", isAwaitingSurface);
    expect(await surfaceRequests(gateway.admin, deviceId)).toMatchObject([
      { requestId: state.surface.requestId, nodeId: deviceId },
    ]);
    expect(state.surface.adminCommand).toBe(`openclaw nodes approve ${state.surface.requestId}`);
    await expect(invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] })).rejects.toThrow();
    const approved = await gateway.runCli(["nodes", "approve", state.surface.requestId]);
    expect(approved, approved.stderr).toMatchObject({ code: 0 });
    await node.waitFor("ready", isReady, { timeoutMs: 5_000 });
    expect(await invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] })).toHaveProperty("bins.sh");
  });

  test("the gateway's own program invokes a command on it", async () => {
    const { deviceId } = await pairedComputer(world.gateway);
    const invocation = ["nodes", "invoke", "--node", deviceId, "--command", "system.which"];
    const answer = await world.gateway.runCli([...invocation, "--params", '{"bins":["sh"]}']);
    expect(answer, answer.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(answer.stdout)).toMatchObject({
      ok: true,
      payload: { bins: { sh: expect.any(String) } },
    });
  });

  test("its load and memory show in the gateway's list", async () => {
    const { gateway } = world;
    const { computer, node, deviceId } = await pairedComputer(gateway);
    await node.stop();
    await computer.start(); // it reports at the beginning of a connection, and then every minute
    const hostStats = await waitFor(
      "the node's statistics",
      async () => (await listedNode(gateway.admin, deviceId))?.hostStats ?? null,
      { timeoutMs: 20_000, everyMs: 200 },
    );
    expect(hostStats).toMatchObject({
      cpuCount: expect.any(Number),
      memoryTotalBytes: expect.any(Number),
    });
  });

  test("two computers are two devices, and one's answers are not the other's", async () => {
    const { gateway } = world;
    const one = await pairedComputer(gateway);
    const other = await pairedComputer(gateway);
    expect(one.deviceId).not.toBe(other.deviceId);
    await one.node.stop();
    await waitFor(
      "the stopped one to leave",
      async () => ((await listedNode(gateway.admin, one.deviceId))?.connected ? null : true),
      { timeoutMs: 10_000 },
    );
    expect(await invoke(gateway.admin, other.deviceId, "system.which", { bins: ["sh"] })).toHaveProperty(
      "bins.sh",
    );
    await grantSurface(gateway.admin, other.deviceId);
  });
});

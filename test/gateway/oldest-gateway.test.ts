import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { whyNoNamespace } from "../../scripts/gateway/namespace.ts";
import { invoke } from "../../scripts/gateway/pairing.ts";
import { isConnected } from "../../scripts/gateway/states.ts";
import { oldestGateway } from "../../scripts/gateway/versions.ts";
import { keepsItsPromises } from "./promises.ts";
import { createWorld, pairedComputer, type World } from "./world.ts";

// This version admits whatever comes from its own computer, so the node has to come from another address.
const obstacle = whyNoNamespace();
if (obstacle !== null) console.warn(`gateway ${oldestGateway} is not met: ${obstacle}`);

let world: World;
beforeAll(async () => {
  if (obstacle === null) world = await createWorld(oldestGateway, "namespace");
});
afterAll(() => world?.dispose());
beforeEach((context) => {
  if (obstacle !== null) context.skip(obstacle);
});

describe(`gateway ${oldestGateway}`, () => {
  keepsItsPromises(
    () => world.gateway,
    (deviceId) => removeDeviceByHand(world, deviceId),
  );

  test("the protocol it speaks is shown, and no second approval is waited for", async () => {
    const { node, deviceId } = await pairedComputer(world.gateway);
    const { state } = await node.waitFor("connected", isConnected);
    expect(state.gateway?.protocol).toBe(3);
    expect(state.surface.status).not.toBe("pending");
    expect(await invoke(world.gateway.admin, deviceId, "system.which", { bins: ["sh"] })).toHaveProperty(
      "bins.sh",
    );
  });
});

/** This version has no call that removes a device: its administrator stops it and edits its list. */
async function removeDeviceByHand({ gateway }: World, deviceId: string): Promise<void> {
  await gateway.stop();
  const file = gateway.stateFile("devices/paired.json");
  const devices = JSON.parse(readFileSync(file, "utf8"));
  expect(devices).toHaveProperty(deviceId);
  delete devices[deviceId];
  writeFileSync(file, JSON.stringify(devices));
  await gateway.start();
}

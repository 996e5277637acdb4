import { delimiter } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admit, grantSurface, invoke, listedNode } from "../../scripts/gateway/pairing.ts";
import { isAwaitingApproval, isConnected, isReady } from "../../scripts/gateway/states.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import type { NodeState, Waiting } from "../../src/shared/state.ts";
import { startSshd } from "../support/sshd.ts";
import { createWorld, freshComputer, type World } from "./world.ts";

const isWaiting = (state: NodeState): state is Waiting => state.phase === "waiting";

let world: World;
beforeAll(async () => {
  world = await createWorld(currentGateway, "loopback");
});
afterAll(() => world?.dispose());

describe(`gateway ${currentGateway} behind SSH`, () => {
  test("is paired with, invoked through, and found again with the device token after sshd was away", async () => {
    const { gateway } = world;
    const sshd = await startSshd();
    const computer = freshComputer(gateway);
    const options = {
      gatewayUrl: sshd.url(Number(new URL(gateway.url).port)),
      environment: { PATH: `${sshd.bin}${delimiter}${process.env.PATH}` },
    };
    const node = await computer.start({
      ...options,
      sharedToken: gateway.token,
      extraParameters: ["--accept-ssh-host-key", sshd.fingerprint()],
    });
    // From its own loopback or not: a gateway admits no node by itself.
    await node.waitFor("awaiting approval", isAwaitingApproval);
    const deviceId = await admit(gateway.admin, node);
    await grantSurface(gateway.admin, deviceId);
    const asked = { bins: ["sh"] };
    expect(await invoke(gateway.admin, deviceId, "system.which", asked)).toHaveProperty("bins.sh");

    await node.waitFor("ready", isReady);
    const before = node.states.length;
    await sshd.stop();
    await node.waitFor("waiting for SSH", isWaiting, { after: before });
    // Nothing leads there yet: whatever is ready from here on came back.
    const away = node.states.length;
    await sshd.start();
    await node.waitFor("ready again", isReady, { after: away });
    expect(await invoke(gateway.admin, deviceId, "system.which", asked)).toHaveProperty("bins.sh");
    await node.stop();

    // Without the shared token: what the gateway issued belongs to this address.
    const again = await computer.start(options);
    await again.waitFor("connected", isConnected);
    expect((await listedNode(gateway.admin, deviceId))?.connected).toBe(true);
  });
});

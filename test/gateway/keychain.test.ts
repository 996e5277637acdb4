import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { admit, deviceRequests, grantSurface, invoke } from "../../scripts/gateway/pairing.ts";
import { isReady } from "../../scripts/gateway/states.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { type KeychainSession, startSession, whyNoSession } from "../keychain/session.ts";
import { createWorld, freshComputer, type World } from "./world.ts";

const obstacle = whyNoSession();

let world: World;
let session: KeychainSession;
beforeAll(async () => {
  if (obstacle !== null) return;
  session = await startSession();
  await session.startDaemon("unlocked");
  world = await createWorld(currentGateway, "loopback");
});
afterAll(async () => {
  await world?.dispose();
  await session?.end();
});
beforeEach((context) => {
  if (obstacle !== null) context.skip(obstacle);
});

describe("with the secrets in a gnome-keyring", () => {
  test("a node pairs, restarts on its device token, answers, and leaves no key file", async () => {
    const { gateway } = world;
    const computer = freshComputer(gateway);
    const { env: environment } = session;
    const first = await computer.start({ keyStore: "keychain", sharedToken: gateway.token, environment });
    const deviceId = await admit(gateway.admin, first);
    await grantSurface(gateway.admin, deviceId);
    await first.waitFor("ready", isReady);
    expect(await first.stop()).toEqual({ code: 0, signal: null });

    const again = await computer.start({ keyStore: "keychain", environment });
    const { state } = await again.waitFor("ready", isReady);
    expect(state.deviceId).toBe(deviceId);
    expect(await deviceRequests(gateway.admin, deviceId)).toEqual([]);
    expect(await invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] })).toHaveProperty("bins.sh");

    // A node that runs locks and writes its files meanwhile.
    expect(await again.stop()).toEqual({ code: 0, signal: null });
    const files = readdirSync(computer.stateFolder, { recursive: true, encoding: "utf8" })
      .map((name) => join(computer.stateFolder, name))
      .filter((path) => statSync(path).isFile());
    expect(files.join()).not.toMatch(/keys/);
    for (const file of files) expect(readFileSync(file, "utf8"), file).not.toContain(gateway.token);
  });
});

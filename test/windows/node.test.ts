import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { grantSurface, invoke, surfaceRequests } from "../../scripts/gateway/pairing.ts";
import { isAwaitingApproval, isBlocked, isConnected, isReady } from "../../scripts/gateway/states.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { createWindowsComputer, type WindowsComputer } from "./harness/computer.ts";
import { startWindowsNode, type WindowsNode } from "./harness/node.ts";

let gateway: Gateway;
let computer: WindowsComputer;

beforeAll(async () => {
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)));
  computer = await createWindowsComputer();
});
afterAll(async () => {
  await computer?.dispose();
  await gateway?.dispose();
});

/** Starts the node, admits it and grants what it offers. */
async function pair(words: readonly string[]): Promise<{ node: WindowsNode; deviceId: string }> {
  const node = startWindowsNode(computer, ["--gateway", gateway.url, ...words], {
    environment: { OPENCLAW_GATEWAY_TOKEN: gateway.token },
  });
  const asking = await node.waitFor("awaiting approval", isAwaitingApproval);
  await gateway.admin.call("device.pair.approve", { requestId: asking.requestId });
  const { deviceId } = await node.waitFor("connected", isConnected);
  await grantSurface(gateway.admin, deviceId ?? "");
  await node.waitFor("ready", isReady);
  return { node, deviceId: deviceId ?? "" };
}

describe.each(["keychain", "file"])("the command line on Windows, its key in the %s", (store) => {
  const words = ["--key-store", store, "--state-dir", `C:\\clawtray-${store}`];
  let deviceId = "";
  let node: WindowsNode;

  test("pairs with a real gateway and answers it", async () => {
    ({ node, deviceId } = await pair(words));
    const which = await invoke(gateway.admin, deviceId, "system.which", { bins: ["cmd", "nothing-there"] });
    expect(which).toEqual({ bins: { cmd: expect.stringMatching(/\\cmd\.exe$/i) } });
    expect(await invoke(gateway.admin, deviceId, "device.info")).toMatchObject({
      systemName: expect.stringMatching(/windows/i),
    });
  });

  test("is the same device after a power cut, and asks nobody anything", async () => {
    await node.process.kill();
    node = startWindowsNode(computer, words); // no shared secret any more
    const ready = await node.waitFor("ready again", isReady);
    expect(ready.deviceId).toBe(deviceId);
    expect(node.states().map(({ phase }) => phase)).not.toContain("awaiting-approval");
    expect(await surfaceRequests(gateway.admin, deviceId)).toEqual([]);
  });

  test("says in a second command what the running node is", async () => {
    const status = await computer.cli(["status", "--json", ...words.slice(2)]);
    expect(status.code, status.stderr).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({ state: { phase: "connected", deviceId } });
  });

  test("obeys a switch at once, and after a restart", async () => {
    const off = await computer.cli(["capabilities", "off", "device", ...words.slice(2)]);
    expect(off.code, off.stderr).toBe(0);
    await expect(invoke(gateway.admin, deviceId, "device.info")).rejects.toThrow();
    const listed = await computer.cli(["capabilities", "--json", ...words.slice(2)]);
    expect(listed.stdout).toContain('"device"');
    const on = await computer.cli(["capabilities", "on", "device", ...words.slice(2)]);
    expect(on.code, on.stderr).toBe(0);
  });

  test("keeps no secret in a file but the key file that was asked for", () => {
    const folder = join(computer.drive, `clawtray-${store}`);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files.map(({ name }) => name)).toContain("settings.json");
    expect(files.some(({ name }) => name === "keys.json")).toBe(store === "file");
    for (const file of files.filter(({ name }) => !name.startsWith("keys.json"))) {
      expect(readFileSync(join(file.parentPath, file.name), "utf8"), file.name).not.toContain(gateway.token);
    }
  });

  test("forgets on demand, and is then another device", async () => {
    await node.process.kill();
    const forgotten = await computer.cli(["forget", "--yes", ...words]);
    expect(forgotten.code, forgotten.stdout + forgotten.stderr).toBe(0);
    const fresh = startWindowsNode(computer, ["--gateway", gateway.url, ...words]);
    const state = await fresh.waitFor("blocked for want of a secret", isBlocked);
    expect(state.deviceId).toMatch(/^[0-9a-f]{64}$/);
    expect(state.deviceId).not.toBe(deviceId);
    await fresh.process.kill();
  });
});

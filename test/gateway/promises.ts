import { expect, test } from "vitest";
import type { Gateway } from "../../scripts/gateway/gateway.ts";
import {
  admit,
  deviceRequests,
  grantSurface,
  invoke,
  listedNode,
  surfaceRequests,
} from "../../scripts/gateway/pairing.ts";
import { isAwaitingApproval, isBlocked, isConnected, isReady } from "../../scripts/gateway/states.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { freshComputer, pairedComputer } from "./world.ts";

/** How long an approval may take to be noticed: the node asks every second at first, and then connects. */
const approvalLimitMs = 5_000;

/**
 * What every gateway must see of this node, the oldest as the newest.
 * `gateway` is asked for when a test runs; `removeDevice` takes a device off the gateway in the way that version has.
 */
export function keepsItsPromises(
  gateway: () => Gateway,
  removeDevice: (deviceId: string) => Promise<void>,
): void {
  test("a fresh start becomes a request the administrator can see, under this node's device id", async () => {
    const node = await freshComputer(gateway()).start({ sharedToken: gateway().token });
    const { state } = await node.waitFor("awaiting approval", isAwaitingApproval);
    const requests = await deviceRequests(gateway().admin, state.deviceId ?? "");
    expect(requests).toMatchObject([
      { requestId: state.requestId, deviceId: state.deviceId, role: "node", platform: process.platform },
    ]);
    expect(state.deviceId).toMatch(/^[0-9a-f]{64}$/);
    expect(state.adminCommand).toBe(`openclaw devices approve ${state.requestId}`);
  });

  test("approval with the gateway's own program connects the running node, without a restart", async () => {
    const node = await freshComputer(gateway()).start({ sharedToken: gateway().token });
    const { state } = await node.waitFor("awaiting approval", isAwaitingApproval);
    const approved = await gateway().runCli(["devices", "approve", state.requestId]);
    expect(approved, approved.stderr).toMatchObject({ code: 0 });
    const connected = await node.waitFor("connected", isConnected, { timeoutMs: approvalLimitMs });
    expect(connected.state.deviceId).toBe(state.deviceId);
    expect(connected.state.gateway).toMatchObject({ version: expect.anything() });
  });

  test("once granted, its commands are answered through the gateway", async () => {
    const { node, deviceId } = await pairedComputer(gateway());
    await node.waitFor("ready", isReady);
    const { admin } = gateway();
    const which = await invoke(admin, deviceId, "system.which", { bins: ["sh", "no-such-program-anywhere"] });
    expect(which).toEqual({ bins: { sh: expect.stringMatching(/\/sh$/) } });
    expect(await invoke(admin, deviceId, "device.info")).toMatchObject({
      deviceName: expect.any(String),
      systemName: expect.any(String),
      appVersion: expect.any(String),
    });
    expect(await invoke(admin, deviceId, "device.status")).toMatchObject({
      storage: { totalBytes: expect.any(Number), freeBytes: expect.any(Number) },
    });
  });

  test("a restarted node needs its device token only, and asks nobody anything", async () => {
    const { computer, node, deviceId } = await pairedComputer(gateway());
    await node.waitFor("ready", isReady);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    const again = await computer.start(); // no shared secret in its environment
    const { state } = await again.waitFor("ready", isReady);
    expect(state.deviceId).toBe(deviceId);
    expect(again.states.map((stamped) => stamped.state.phase)).not.toContain("awaiting-approval");
    expect(await deviceRequests(gateway().admin, deviceId)).toEqual([]);
    expect(await surfaceRequests(gateway().admin, deviceId)).toEqual([]);
    expect(await invoke(gateway().admin, deviceId, "system.which", { bins: ["sh"] })).toHaveProperty(
      "bins.sh",
    );
  });

  test("a gateway that was restarted finds the node back by itself", async () => {
    const { node, deviceId } = await pairedComputer(gateway());
    await node.waitFor("ready", isReady);
    const seen = node.states.length;
    await gateway().restart();
    await node.waitFor("ready again", isReady, { after: seen, timeoutMs: 60_000 });
    await waitFor(
      "the node in the gateway's list",
      async () => ((await listedNode(gateway().admin, deviceId))?.connected ? true : null),
      { timeoutMs: 10_000 },
    );
    expect(node.states.slice(seen).map(({ state }) => state.phase)).not.toContain("awaiting-approval");
  });

  test("a device removed at the gateway asks again, under the same device id", async () => {
    const { node, deviceId } = await pairedComputer(gateway());
    await node.waitFor("ready", isReady);
    const seen = node.states.length;
    await removeDevice(deviceId);
    const { state } = await node.waitFor("awaiting approval again", isAwaitingApproval, {
      after: seen,
      timeoutMs: 60_000,
    });
    expect(state.deviceId).toBe(deviceId);
    expect(await deviceRequests(gateway().admin, deviceId)).toMatchObject([{ requestId: state.requestId }]);
    expect(await admit(gateway().admin, node)).toBe(deviceId);
    await grantSurface(gateway().admin, deviceId);
  });

  test("a device that was rejected asks again, under the same device id", async () => {
    const node = await freshComputer(gateway()).start({ sharedToken: gateway().token });
    const { state } = await node.waitFor("awaiting approval", isAwaitingApproval);
    await gateway().admin.call("device.pair.reject", { requestId: state.requestId });
    const anotherRequest = (next: typeof state) => next.requestId !== state.requestId;
    const second = await node.waitFor(
      "awaiting approval under another request",
      (next): next is typeof state => isAwaitingApproval(next) && anotherRequest(next),
    );
    expect(second.state.deviceId).toBe(state.deviceId);
    expect(await admit(gateway().admin, node)).toBe(state.deviceId);
  });

  test("a wrong secret blocks it, and is not tried again until it is locked out", async () => {
    const secret = "not-the-secret-of-this-gateway";
    const logged = gateway().log().length;
    const node = await freshComputer(gateway()).start({ sharedToken: secret });
    const { state } = await node.waitFor("blocked", isBlocked);
    expect(state.reason).toBe("credential-rejected");
    // Nothing tells that a node will never try again; a node that did would within these four seconds.
    const another = await node
      .waitFor("anything else", (next): next is typeof next => next.phase !== "blocked", {
        after: node.states.length,
        timeoutMs: 4_000,
      })
      .catch(() => null);
    expect(another).toBeNull();
    const refusals =
      gateway()
        .log()
        .slice(logged)
        .match(/unauthorized conn=/g) ?? [];
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.length).toBeLessThanOrEqual(2); // one more to find out the signature layout
  });

  test("no secret at all blocks it with the reason", async () => {
    const node = await freshComputer(gateway()).start();
    const { state } = await node.waitFor("blocked", isBlocked);
    expect(state.reason).toBe("credential-missing");
  });
}

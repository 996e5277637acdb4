import { expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { startGateway } from "../../scripts/gateway/gateway.ts";
import { isConnected } from "../../scripts/gateway/states.ts";
import { currentGateway, middleGateway, oldestGateway } from "../../scripts/gateway/versions.ts";
import type { NodeState } from "../../src/shared/state.ts";
import { freshComputer } from "./world.ts";

const report = (line: string) => console.log(line);
type Awaiting = Extract<NodeState, { phase: "awaiting-approval" }>;
const isStale = (state: NodeState): state is Awaiting =>
  state.phase === "awaiting-approval" && state.kind === "stale";
const isAsking = (state: NodeState): state is Awaiting =>
  state.phase === "awaiting-approval" && state.requestId !== null;

test("a gateway updated in place, version by version: the way out is shown, taken, and ends connected as the same device", async () => {
  const gateway = await startGateway(await installGateway(oldestGateway, report));
  onTestFinished(() => gateway.dispose());
  const computer = freshComputer(gateway);
  const node = await computer.start({ sharedToken: gateway.token });
  const { state } = await node.waitFor("connected", isConnected);
  const { deviceId } = state;

  // From the oldest to the middle one the device is known and simply comes back.
  await gateway.upgrade(await installGateway(middleGateway, report));
  const onMiddle = (now: NodeState): now is typeof state =>
    isConnected(now) && now.gateway?.version === middleGateway;
  expect((await node.waitFor("connected to the middle one", onMiddle)).state.deviceId).toBe(deviceId);

  await gateway.upgrade(await installGateway(currentGateway, report));
  const { state: stale } = await node.waitFor("told what to remove", isStale, { timeoutMs: 60_000 });
  expect(stale.adminCommand).toBe(`openclaw devices remove ${deviceId}`);
  expect(stale.requestId).toBeNull();
  const removed = await gateway.runCli(stale.adminCommand.split(" ").slice(1));
  expect(removed).toMatchObject({ code: 0, stdout: expect.stringContaining(deviceId ?? "?") });

  const { state: asking } = await node.waitFor("asking anew", isAsking, { timeoutMs: 60_000 });
  await gateway.admin.call("device.pair.approve", { requestId: asking.requestId });
  const onCurrent = (now: NodeState): now is typeof state =>
    isConnected(now) && now.gateway?.version === currentGateway;
  expect((await node.waitFor("connected to the current one", onCurrent)).state.deviceId).toBe(deviceId);
  // Never anywhere near the ten failures in a minute that lock an address out.
  expect(node.states.some(({ state: now }) => now.phase === "waiting" && now.reason === "rate-limited")).toBe(
    false,
  );
});

import { expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { startGateway } from "../../scripts/gateway/gateway.ts";
import { currentGateway, middleGateway } from "../../scripts/gateway/versions.ts";
import { computerUse } from "../../src/core/computer/descriptor.ts";
import { Computer, connected } from "../scripted/node-world.ts";

test("a gateway that is older than the last time is not told of computer use, and the node stays paired", async () => {
  const gateway = await startGateway(await installGateway(middleGateway, (line) => console.log(line)));
  onTestFinished(() => gateway.dispose());
  const computer = new Computer();
  const { connect } = computer;
  const attempts: unknown[] = [];
  computer.connect = async (request, signal) => {
    const result = await connect(request, signal);
    attempts.push([request.tellsComputerUse, result.ok ? "connected" : result.failure.kind]);
    return result;
  };
  const command = { name: "computer.act", capability: "computer", computerUse, run: async () => ({}) };
  computer.offers = [{ capability: "computer", commands: [command] }];
  const { capabilities } = computer.settings.read();
  await computer.settings.update({ capabilities: { ...capabilities, computer: true } });
  const before = computer.start(gateway.url, { kind: "token", token: gateway.token });
  const { deviceId } = await before.until(connected, 60_000);
  await before.node.close();
  const { gateway: known } = computer.settings.read();
  expect(known?.lastVersion).toBe(middleGateway);
  await computer.settings.update({ gateway: known && { ...known, lastVersion: currentGateway } });
  attempts.length = 0;

  const after = computer.start(null);
  expect((await after.until(connected, 60_000)).deviceId).toBe(deviceId);
  expect(attempts).toEqual([
    [true, "refused"],
    [false, "connected"],
  ]);
}, 120_000);

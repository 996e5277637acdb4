import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { eventView } from "../../src/cli/view/events.ts";
import { createConnector } from "../../src/core/gateway/connect.ts";
import { environmentProxy } from "../../src/core/gateway/proxy.ts";
import { createLook } from "../../src/core/gateway/transport.ts";
import { ManualClock } from "../support/clock.ts";
import { createScriptedGateway } from "./gateway.ts";
import { approved, Computer } from "./node-world.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Time passes a second at a time, and only while no socket is asked: hours of looks are real looks. */
async function pass(clock: ManualClock, ms: number, asking: () => number): Promise<void> {
  for (let passed = 0; passed < ms; passed += SECOND) {
    clock.advance(SECOND);
    do await turn();
    while (asking() > 0);
  }
}

test("a gateway that is away for hours is told of once an hour, asked within bounds, and gets the same node back", async () => {
  const gateway = await createScriptedGateway({
    token: "shared",
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  onTestFinished(() => gateway.close());
  const clock = new ManualClock();
  const computer = new Computer();
  computer.clock = clock;
  let asking = 0;
  const connects: number[] = [];
  const looks: number[] = [];
  const counted = <Answer>(times: number[], answer: Promise<Answer>): Promise<Answer> => {
    times.push(clock.monotonic());
    asking += 1;
    return answer.finally(() => {
      asking -= 1;
    });
  };
  const connect = createConnector({ version: "0.0.0-test" });
  computer.connect = (...words) => counted(connects, connect(...words));
  computer.look = (...words) => counted(looks, createLook(environmentProxy)(...words));
  const node = computer.start(gateway.url, { kind: "token", token: "shared" });
  const log: string[] = [];
  const view = eventView(
    (at, line) => void log.push(`${Math.round(at / SECOND)} ${line}`),
    () => clock.now(),
  );
  node.node.subscribe(view);
  while (!approved(node.state)) await pass(clock, SECOND, () => asking);
  const { deviceId } = node.state;
  const token = gateway.pairing.issuedTokens.at(-1);
  expect(token).toBeDefined();

  log.length = 0;
  connects.length = 0;
  await gateway.crash();
  await node.until((state) => state.phase === "waiting");
  const began = clock.monotonic();
  await pass(clock, 3.5 * HOUR, () => asking);
  expect(log.slice(0, 2).map((line) => line.split(". ")[1])).toEqual([
    expect.stringMatching(/^The connection to .* was lost$/),
    expect.stringMatching(/^Nothing answers at /),
  ]);
  const reminders = log.slice(2);
  expect(reminders).toHaveLength(3);
  for (const [index, line] of reminders.entries()) {
    expect(line).toMatch(/Nothing answers at .* \(still failing after \d+ attempts\)$/);
    const hours = (Number(line.split(" ")[0]) * SECOND - began) / HOUR;
    expect(Math.abs(hours - (index + 1)), line).toBeLessThan(0.01);
  }
  // However long it lasts: never more than thirty attempts a minute, and ten once it is old.
  const within = (times: readonly number[], from: number, to: number) =>
    times.filter((at) => at - began >= from && at - began < to).length;
  for (let minute = 0; minute < 210; minute += 1) {
    const most = minute < 15 ? 30 : 12;
    expect(within(connects, minute * 60 * SECOND, (minute + 1) * 60 * SECOND)).toBeLessThanOrEqual(most);
    expect(within(looks, minute * 60 * SECOND, (minute + 1) * 60 * SECOND)).toBeLessThanOrEqual(66);
  }

  await gateway.start();
  while (!approved(node.state)) await pass(clock, SECOND, () => asking);
  expect(node.state.deviceId).toBe(deviceId);
  expect(gateway.attempts.at(-1)?.params?.auth).toEqual({ deviceToken: token });
}, 60_000);

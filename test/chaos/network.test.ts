import { execFileSync } from "node:child_process";
import { describe, expect, onTestFinished, test } from "vitest";
import { createNamespace, whyNoNamespace } from "../../scripts/gateway/namespace.ts";
import type { Clock } from "../../src/core/time/clock.ts";
import { CliProcess, program } from "../scripted/cli-process.ts";
import { createScriptedGateway } from "../scripted/gateway.ts";
import { approved, Computer } from "../scripted/node-world.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { figure, long, memoryOf } from "./chaos.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const reason = whyNoNamespace();

describe.skipIf(reason !== null)(
  `a network that comes and goes${reason === null ? "" : ` (${reason})`}`,
  () => {
    test("leaves one identity, one session and no storm behind", async () => {
      const namespace = createNamespace();
      onTestFinished(() => namespace.remove());
      const gateway = await createScriptedGateway({
        ...{ token: "shared", autoApproveDevice: true, autoApproveSurface: true },
        ...{ host: namespace.nodeAddress, tickIntervalMs: 1_000 },
      });
      onTestFinished(() => gateway.close());
      const words = [
        "run",
        "--gateway",
        gateway.url,
        "--json",
        "--state-dir",
        temporaryDirectory(),
        "--key-store",
        "file",
      ];
      const environment = { OPENCLAW_GATEWAY_TOKEN: "shared" };
      const [command = "", ...inside] = namespace.prefix;
      const node = new CliProcess(
        [...inside, process.execPath, program, ...words],
        environment,
        command,
        null,
      );
      const { deviceId } = await node.phase("connected");
      const [, , , name = ""] = namespace.prefix;
      const device = execFileSync("ip", ["-n", name, "-o", "link", "show", "type", "veth"], {
        encoding: "utf8",
      });
      const link = /^\d+: ([^@:]+)/.exec(device)?.[1] ?? "";
      const random = seededRandom(7);
      const end = Date.now() + (long ? 120_000 : 12_000);
      let cuts = 0;
      while (Date.now() < end) {
        execFileSync("ip", ["-n", name, "link", "set", link, "down"]);
        cuts += 1;
        await pause(random() * 3_000);
        execFileSync("ip", ["-n", name, "link", "set", link, "up"]);
        await pause(random() * 4_000);
      }
      const restored = performance.now();
      const answer = async (): Promise<boolean> => {
        if (gateway.nodes().length === 0) return false;
        const { result } = gateway.invoke("system.which", { bins: ["sh"] }, { timeoutMs: 3_000 });
        return (await result).ok;
      };
      while (!(await answer())) await pause(100);
      figure("cuts", cuts);
      figure("back after the last one", `${Math.round(performance.now() - restored)} ms`);
      figure("attempts", gateway.attempts.length);
      const memory = memoryOf(node.child.pid ?? 0);
      if (memory !== null) figure("resident, most", `${memory.most} MB`);
      expect(performance.now() - restored).toBeLessThan(60_000);
      expect(node.child.exitCode).toBeNull();
      expect(node.states.at(-1)?.deviceId).toBe(deviceId);
      expect(gateway.attempts.length).toBeLessThan(30 * (long ? 4 : 2));
    });
  },
);

describe("wrong clocks", () => {
  test("hold up neither a session nor a return, however far and often they are set", async () => {
    const random = seededRandom(5);
    let step = 0;
    const begin = performance.now();
    const clock: Clock = {
      now: () => Date.now() + step,
      monotonic: () => (performance.now() - begin) * 20,
      after(delayMs, callback) {
        const timer = setTimeout(callback, delayMs / 20);
        return () => clearTimeout(timer);
      },
    };
    const gateway = await createScriptedGateway({
      autoApproveDevice: true,
      autoApproveSurface: true,
      tickIntervalMs: 200,
    });
    onTestFinished(() => gateway.close());
    const computer = new Computer();
    computer.clock = clock;
    const started = computer.start(gateway.url, { kind: "token", token: "shared-token" });
    await started.until(approved);
    const stepping = setInterval(() => {
      step = (random() - 0.5) * 2 * 40 * 365 * 86_400_000;
    }, 20);
    onTestFinished(() => clearInterval(stepping));
    await pause(1_000);
    // Not one session was lost to the steps themselves.
    expect(gateway.attempts.length).toBeLessThanOrEqual(2);
    let slowest = 0;
    for (let outage = 0; outage < (long ? 30 : 5); outage += 1) {
      await gateway.crash();
      await pause(random() * 500);
      await gateway.start();
      const since = performance.now();
      await gateway.until(() => gateway.nodes().length === 1);
      slowest = Math.max(slowest, performance.now() - since);
    }
    figure("slowest return, on the node's own clock", `${Math.round(slowest * 20)} ms`);
    expect(slowest * 20).toBeLessThan(60_000);
    expect(started.state.deviceId).not.toBeNull();
  });
});

import { execFile, execFileSync } from "node:child_process";
import multicastDns from "multicast-dns";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { clawtrayCli } from "../../scripts/gateway/clawtray-node.ts";
import { cleanEnvironment } from "../../scripts/gateway/environment.ts";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { startGateway } from "../../scripts/gateway/gateway.ts";
import { createNamespace, whyNoNamespace } from "../../scripts/gateway/namespace.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { gatewayService } from "../../src/core/discovery/records.ts";
import { createWorld } from "./world.ts";

const obstacle = whyNoNamespace();
beforeEach((context) => {
  if (obstacle !== null) context.skip(obstacle);
});

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `clawtray discover`, where `prefix` leads, with nothing of this computer's own OpenClaw. */
function runDiscover(
  parameters: readonly string[],
  prefix: readonly string[] = [],
  variables: NodeJS.ProcessEnv = {},
): Promise<Answer> {
  const folder = makeThrowAwayFolder("discover");
  onTestFinished(() => folder.remove());
  const [command = "", ...before] = [...prefix, process.execPath];
  const environment = cleanEnvironment({ HOME: folder.path, ...variables });
  return new Promise((resolve) => {
    execFile(
      command,
      [...before, clawtrayCli, "discover", ...parameters],
      { env: environment, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Answers every question about gateways on this interface, as a gateway's advertiser would. */
function announceOn(address: string, port: number, displayName: string): void {
  const name = `Studio.${gatewayService}`;
  const responder = multicastDns({ interface: address, bind: "0.0.0.0" });
  onTestFinished(() => void responder.destroy());
  responder.on("query", ({ questions }) => {
    if (!questions?.some((question) => question.name === gatewayService)) return;
    responder.respond([
      { type: "PTR", name: gatewayService, data: name },
      { type: "SRV", name, data: { target: "studio.local", port } },
      { type: "TXT", name, data: [Buffer.from(`displayName=${displayName}`)] },
      { type: "A", name: "studio.local", data: address },
    ]);
  });
}

test("a gateway that is announced on the network is listed, whatever its name holds", async () => {
  const { prefix, nodeAddress, remove } = createNamespace();
  onTestFinished(remove);
  announceOn(nodeAddress, 4711, "Stu\u001b[2Jdio \u202Egnp");
  const answer = await runDiscover(["--json", "--seconds", "2"], prefix);
  expect(answer.stderr).toBe("");
  expect(answer.code).toBe(0);
  expect(JSON.parse(answer.stdout)).toEqual({
    gateways: [
      {
        name: "Stu⟨U+001B⟩[2Jdio ⟨U+202E⟩gnp",
        address: `ws://${nodeAddress}:4711`,
        where: "nearby",
      },
    ],
    problem: null,
  });
  const page = await runDiscover(["--seconds", "2"], prefix);
  expect(page.stdout).toContain(`\n  clawtray connect ws://${nodeAddress}:4711\n`);
  expect(page.stdout).toContain("Anyone on your network can announce a gateway");
  for (const acting of ["\u001b", "\u202e"]) expect(page.stdout).not.toContain(acting);
});

test("where nothing answers it ends in time, says so, and says how to get a gateway", async () => {
  const { prefix, remove } = createNamespace();
  onTestFinished(remove);
  const startedAt = performance.now();
  const answer = await runDiscover(["--seconds", "1"], prefix);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect(answer.code).toBe(1);
  expect(answer.stdout).toMatch(/No gateway was found.*openclaw onboard --install-daemon/s);
});

test.for([["0"], ["61"], ["1.5"], ["soon"]])(
  "--seconds %s is refused with what it may be",
  async ([seconds = ""]) => {
    const answer = await runDiscover(["--seconds", seconds]);
    expect(answer).toMatchObject({ code: 2, stdout: "" });
    expect(answer.stderr).toContain("--seconds takes a whole number from 1 to 60");
  },
);

test("a real gateway on this computer is found by the port that its environment names", async () => {
  const { gateway, dispose } = await createWorld(currentGateway, "loopback");
  onTestFinished(dispose);
  const port = new URL(gateway.url).port;
  const answer = await runDiscover(["--json", "--seconds", "1"], [], { OPENCLAW_GATEWAY_PORT: port });
  expect(JSON.parse(answer.stdout).gateways).toContainEqual({
    name: null,
    address: `ws://127.0.0.1:${port}`,
    where: "this-computer",
  });
  const { pending } = (await gateway.admin.call("device.pair.list")) as { pending: unknown[] };
  expect(pending).toEqual([]);
});

test("a real gateway's own announcement is found, from inside its network and from across it", async (context) => {
  const noBridge = whyNoNamespace({ bridge: true });
  if (noBridge !== null) context.skip(noBridge);
  const namespace = createNamespace({ bridge: true });
  onTestFinished(namespace.remove);
  const [command = "", ...parameters] = [...namespace.prefix, "ip", "-o", "link", "show", "lan"];
  const links = () => execFileSync(command, parameters, { encoding: "utf8" });
  // The responder leaves an interface alone that is not up when it starts.
  await waitFor("the bridge to be up", () => links().includes("state UP") || null, { timeoutMs: 10_000 });
  const installed = await installGateway(currentGateway, (line) => console.log(line));
  const gateway = await startGateway(installed, { namespace, announces: true });
  onTestFinished(() => gateway.dispose());
  for (const prefix of [namespace.prefix, []]) {
    const answer = await runDiscover(["--json", "--seconds", "3"], prefix);
    expect(answer.stderr).toBe("");
    expect(JSON.parse(answer.stdout)).toMatchObject({ problem: null });
    expect(JSON.parse(answer.stdout).gateways).toContainEqual({
      name: expect.stringMatching(/./),
      address: gateway.url,
      where: "nearby",
    });
  }
});

import { createSecureContext } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Command } from "../../src/core/commands/command.ts";
import { createConnector } from "../../src/core/gateway/connect.ts";
import { eventually } from "../support/eventually.ts";
import { certificateValid, selfSignedCertificate } from "./certificate.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import { approved, blocked, Computer, connected, type StartedNode } from "./node-world.ts";
import type { ConnectionScript, ScriptedGatewayOptions, WireError } from "./options.ts";

const token = { kind: "token", token: "shared-token" } as const;
const open = { autoApproveDevice: true, autoApproveSurface: true };

async function gatewayFor(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({ ...open, ...options });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A command that counts its runs and ends when told. */
function counting() {
  const ends: ((value: unknown) => void)[] = [];
  const run: Command["run"] = () => new Promise((resolve) => ends.push(resolve));
  const command: Command = { name: "test.count", capability: null, run };
  return { command, runs: () => ends.length, end: (value: unknown) => ends.at(-1)?.(value) };
}

async function running(gateway: ScriptedGateway, command?: Command) {
  const computer = new Computer();
  if (command !== undefined) computer.offers = [{ capability: "device", commands: [command] }];
  const started = computer.start(gateway.url, token);
  await started.until(approved);
  return { computer, started };
}

describe("no answer of a gateway is for ever", () => {
  const refusal = (code: string, more: Partial<WireError> = {}): ConnectionScript => ({
    answer: { error: { code: "INVALID_REQUEST", message: code, details: { code }, ...more } },
  });

  test.each([
    ["PROTOCOL_MISMATCH"],
    ["CLIENT_VERSION_MISMATCH"],
    ["DEVICE_AUTH_INVALID"],
    ["DEVICE_AUTH_SIGNATURE_EXPIRED"],
    ["AUTH_TOKEN_NOT_CONFIGURED"],
    ["CONTROL_UI_ORIGIN_NOT_ALLOWED"],
  ])("%s blocks, and is found to be over without a person", async (code) => {
    const gateway = await gatewayFor();
    const { started } = await running(gateway);
    gateway.script(refusal(code));
    gateway.node().drop();
    await started.until(blocked);
    const attempts = gateway.attempts.length;
    gateway.script({});
    // Half a minute on the node's clock, which is twenty times faster.
    await started.until(connected);
    expect(gateway.attempts.length).toBe(attempts + 1);
  });

  test("is looked for at once when the world changes", async () => {
    const gateway = await gatewayFor();
    const computer = new Computer();
    // A clock on which nothing is due before the test is over.
    computer.clock = { now: Date.now, monotonic: () => performance.now() * 20, after: () => () => {} };
    gateway.script(refusal("PROTOCOL_MISMATCH"));
    const started = computer.start(gateway.url, token);
    await started.until(blocked);
    gateway.script({});
    await eventually(() => {
      started.node.worldChanged("network");
      expect(started.state.phase).toBe("connected");
    });
  });

  test("a certificate that is renewed is taken, without a person", async () => {
    const expired = certificateValid("200101000000Z", "200102000000Z");
    const good = selfSignedCertificate();
    const old = await createScriptedGateway({ ...open, tls: expired });
    const computer = new Computer();
    const trust = () => createSecureContext({ ca: [expired.cert, good.cert] });
    computer.connect = createConnector({ version: "0.0.0-test", trust });
    const started = computer.start(old.url, token);
    expect(await started.until(blocked)).toMatchObject({
      reason: "certificate-expired",
      detail: { date: "2020-01-02" },
    });
    await old.close();
    const renewed = await createScriptedGateway({ ...open, tls: good, port: old.port });
    onTestFinished(() => renewed.close());
    await started.until(connected);
  });
});

describe("a device token", () => {
  test("outlives a gateway that comes up on an empty folder, also where no shared secret is at hand", async () => {
    const gateway = await gatewayFor();
    const { computer, started } = await running(gateway);
    await started.node.close();
    const again = computer.start(null);
    await again.until(approved);
    const { port } = gateway;
    const known = gateway.pairing;
    await gateway.close();
    const empty = await createScriptedGateway({ ...open, autoApproveDevice: false, port });
    expect(await again.until(blocked)).toMatchObject({ reason: "credential-missing" });
    await empty.close();
    const back = await createScriptedGateway({ ...open, port });
    onTestFinished(() => back.close());
    for (const [deviceId, device] of known.paired) back.pairing.paired.set(deviceId, device);
    await again.until(connected);
    expect(empty.attempts.length).toBeLessThan(10);
  });
});

describe("an invoke that is sent again", () => {
  const invoke = (gateway: ScriptedGateway, id: string, key: string) =>
    gateway.node().event("node.invoke.request", {
      id,
      nodeId: gateway.node().device?.deviceId,
      command: "test.count",
      paramsJSON: "{}",
      timeoutMs: 30_000,
      idempotencyKey: key,
    });
  const resultsOf = (gateway: ScriptedGateway) =>
    gateway
      .node()
      .requests.filter(({ method }) => method === "node.invoke.result")
      .map(({ params }) => params);

  test("under one key runs once, and every one of them is told", async () => {
    const gateway = await gatewayFor();
    const counted = counting();
    await running(gateway, counted.command);
    for (const id of ["a", "b", "c"]) invoke(gateway, id, "key");
    await eventually(() => expect(counted.runs()).toBe(1));
    counted.end(7);
    await gateway.until(() => resultsOf(gateway).length === 3);
    expect(resultsOf(gateway)).toMatchObject(["a", "b", "c"].map((id) => ({ id, ok: true, payload: 7 })));
    expect(counted.runs()).toBe(1);
  });

  test("after the line was cut is not run again", async () => {
    const gateway = await gatewayFor();
    const counted = counting();
    const { started } = await running(gateway, counted.command);
    invoke(gateway, "a", "key");
    await eventually(() => expect(counted.runs()).toBe(1));
    gateway.node().drop();
    await gateway.until(() => gateway.nodes().length === 0);
    await gateway.until(() => gateway.nodes().length === 1);
    await started.until(approved);
    invoke(gateway, "b", "key");
    await gateway.until(() => resultsOf(gateway).length === 1);
    expect(resultsOf(gateway)).toMatchObject([{ id: "b", ok: false }]);
    expect(counted.runs()).toBe(1);
  });

  test("and its result, ready while nobody read, comes with the next connection", async () => {
    const gateway = await gatewayFor();
    const counted = counting();
    await running(gateway, counted.command);
    invoke(gateway, "a", "key");
    await eventually(() => expect(counted.runs()).toBe(1));
    const first = gateway.node();
    first.stall();
    counted.end("done");
    await eventually(() => expect(first.open).toBe(true));
    setTimeout(() => first.drop(), 300);
    await gateway.until(() => gateway.nodes().length === 1 && gateway.node() !== first);
    await gateway.until(() => resultsOf(gateway).length === 1);
    expect(resultsOf(gateway)).toMatchObject([{ id: "a", ok: true, payload: "done" }]);
  });
});

describe("what one gateway may cost", () => {
  const looks = (gateway: ScriptedGateway): number =>
    gateway.node().requests.filter(({ method }) => method === "node.runnerInventory.update").length;

  async function awaitingSurface(): Promise<{ gateway: ScriptedGateway; started: StartedNode }> {
    const gateway = await gatewayFor({ autoApproveSurface: false });
    const computer = new Computer();
    const started = computer.start(gateway.url, token);
    await started.until((state) => connected(state) && state.surface.status === "pending");
    return { gateway, started };
  }

  test("ten thousand events that make us look are answered by one look at a time", async () => {
    const { gateway, started } = await awaitingSurface();
    const before = looks(gateway);
    const nodeId = gateway.node().device?.deviceId;
    for (let index = 0; index < 10_000; index += 1)
      gateway.node().event("node.pair.resolved", { requestId: `r${index}`, nodeId, decision: "rejected" });
    gateway.node().event("node.invoke.request", { id: "last", nodeId, command: "nothing", paramsJSON: null });
    await gateway.until(() => gateway.node().requests.some(({ method }) => method === "node.invoke.result"));
    expect(looks(gateway) - before).toBeLessThanOrEqual(3);
    gateway.approveSurface();
    await started.until(approved);
  });

  test("an invoke of more values than are worth parsing is refused, and the node lives on", async () => {
    const gateway = await gatewayFor();
    const { started } = await running(gateway);
    const nodeId = gateway.node().device?.deviceId;
    const values = JSON.stringify(Array(400_000).fill({}));
    gateway
      .node()
      .send(
        `{"type":"event","event":"node.invoke.request","payload":{"id":"dear","nodeId":"${nodeId}","command":"system.which","params":${values}}}`,
      );
    gateway
      .node()
      .event("node.invoke.request", { id: "too", nodeId, command: "system.which", paramsJSON: values });
    const refusals = () =>
      gateway
        .node()
        .requests.filter(({ method }) => method === "node.invoke.result")
        .map(({ params }) => params);
    await gateway.until(() => refusals().length === 2);
    expect(refusals()).toMatchObject([
      { id: "dear", ok: false, error: { code: "PAYLOAD_TOO_LARGE" } },
      { id: "too", ok: false, error: { code: "INVALID_REQUEST" } },
    ]);
    expect(started.state.phase).toBe("connected");
  });
});

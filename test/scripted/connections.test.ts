import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { addConnection } from "../../src/core/connections/change.ts";
import { listConnections } from "../../src/core/connections/list.ts";
import { clawtray, end, friendlyGateway, pairedConnections, phaseOf, stateOf } from "./several.ts";

const who = (params: unknown): unknown => (params as { device?: { id?: string } } | null)?.device?.id;
const nameOfFirst = (stateDir: string): string => listConnections(stateDir)[0]?.name ?? "";

/** Several processes each, and several starts one after the other. */
const slow = { timeout: 120_000 };

describe("run with several connections", slow, () => {
  test("serves all in one process, each with a key of its own, and ends all", async () => {
    const gateways = [await friendlyGateway(), await friendlyGateway(), await friendlyGateway()] as const;
    const [one, two, three] = gateways;
    const { stateDir, ids } = await pairedConnections([
      { name: "", gateway: one },
      { name: "work", gateway: two },
      { name: "club", gateway: three },
    ]);
    const first = nameOfFirst(stateDir);
    expect(new Set(ids).size).toBe(3);
    const node = clawtray(stateDir, ["run", "--json"]);
    await phaseOf(node, "connected", first, "work", "club");
    // Today's keys are the first one's.
    expect(node.states.at(-1)).toMatchObject({ phase: "connected", deviceId: ids[0] });
    expect(stateOf(node, "work")).toMatchObject({ deviceId: ids[1], gateway: { url: two.url } });
    for (const [index, gateway] of gateways.entries()) {
      expect(gateway.attempts.map(({ params }) => who(params))).toEqual([ids[index], ids[index]]);
      expect(gateway.node().device?.deviceId).toBe(ids[index]);
      expect(await gateway.invoke("device.status", {}).result).toMatchObject({ ok: true });
    }
    await end(node);
    for (const gateway of gateways) await gateway.until(() => gateway.openConnections() === 0);
  });

  test("goes on with the others where the first is blocked, cannot be opened, or loses its key", async () => {
    const [one, two] = [await friendlyGateway(), await friendlyGateway()];
    const { stateDir, ids } = await pairedConnections([
      { name: "", gateway: one },
      { name: "work", gateway: two },
    ]);
    const keys = join(stateDir, "keys.json");
    const settings = join(stateDir, "settings.json");
    const good = { keys: readFileSync(keys), settings: readFileSync(settings, "utf8") };
    const breakages = [
      () => writeFileSync(keys, "{", { mode: 0o600 }),
      () => writeFileSync(settings, good.settings.replace('"schemaVersion": 2', '"schemaVersion": 9')),
    ];
    for (const breakIt of breakages) {
      breakIt();
      const node = clawtray(stateDir, ["run", "--json"]);
      await phaseOf(node, "connected", "work");
      await node.until(() => node.states.at(-1)?.phase === "blocked");
      expect(await two.invoke("device.status", {}).result).toMatchObject({ ok: true });
      await end(node);
      writeFileSync(keys, good.keys, { mode: 0o600 });
      writeFileSync(settings, good.settings);
    }
    const node = clawtray(stateDir, ["run", "--json"]);
    await phaseOf(node, "connected", nameOfFirst(stateDir), "work");
    expect(node.states.at(-1)?.deviceId).toBe(ids[0]);
    await end(node);
  });

  test("tells what it was given in the environment to the first gateway alone", async () => {
    const [one, two] = [await friendlyGateway(), await friendlyGateway()];
    const { stateDir } = await pairedConnections([
      { name: "", gateway: one },
      { name: "work", gateway: two },
    ]);
    one.removeDevice();
    two.removeDevice();
    const before = two.attempts.length;
    const node = clawtray(stateDir, ["run", "--json"], { OPENCLAW_GATEWAY_TOKEN: "shared-token" });
    await phaseOf(node, "connected", nameOfFirst(stateDir));
    await two.until(() => two.attempts.length > before);
    await phaseOf(node, "blocked", "work");
    expect(stateOf(node, "work")).toMatchObject({ reason: expect.stringMatching(/^credential-/) });
    const told = two.attempts.slice(before).map(({ params }) => JSON.stringify(params?.auth ?? {}));
    expect(told.filter((auth) => auth.includes("shared-token"))).toEqual([]);
    await end(node);
  });

  test("serves one alone with --connection, and says which there are for a wrong name", async () => {
    const [one, two] = [await friendlyGateway(), await friendlyGateway()];
    const { stateDir } = await pairedConnections([
      { name: "", gateway: one },
      { name: "work", gateway: two },
    ]);
    const before = one.attempts.length;
    const node = clawtray(stateDir, ["run", "--json", "--connection", "WORK"]);
    await node.phase("connected");
    expect(node.states.at(-1)?.gateway?.url).toBe(two.url);
    expect(node.stdout).not.toContain('"connections"');
    await end(node);
    expect(one.attempts.length).toBe(before);
    const wrong = clawtray(stateDir, ["status", "--connection", "wrok"]);
    expect(await wrong.exited).toBe(2);
    expect(wrong.stderr).toMatch(/no such connection\. There are: "127\.0\.0\.1:\d+", "work"/);
  });

  test("picks up a connection that is added and given its gateway meanwhile", async () => {
    const [one, two] = [await friendlyGateway(), await friendlyGateway()];
    const { stateDir } = await pairedConnections([{ name: "", gateway: one }]);
    const node = clawtray(stateDir, ["run", "--json"]);
    await node.phase("connected");
    expect(node.stdout).not.toContain('"connections"');
    const added = await addConnection(stateDir, "work");
    if (!added.ok) throw new Error(JSON.stringify(added.failure));
    const pairing = clawtray(stateDir, ["run", "--json", "--connection", "work", "--gateway", two.url], {
      OPENCLAW_GATEWAY_TOKEN: "shared-token",
    });
    await pairing.phase("connected");
    await end(pairing);
    await phaseOf(node, "connected", "work");
    expect(one.attempts.filter(({ outcome }) => outcome === "connected")).toHaveLength(2);
    await end(node);
  });
});

describe("a gateway that hands on another's challenge", slow, () => {
  /** Hands on every word, both ways: to the gateway it is the node, to the node it is a gateway. */
  async function relayTo(url: string): Promise<string> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    onTestFinished(() => server.close());
    server.on("connection", (node) => {
      const waiting: string[] = [];
      const gateway = new WebSocket(url);
      gateway.on("open", () => {
        for (const text of waiting.splice(0)) gateway.send(text);
      });
      gateway.on("message", (data) => node.send(String(data)));
      gateway.on("error", () => node.terminate());
      gateway.on("close", (code, reason) => node.close(code === 1006 ? 1011 : code, reason));
      node.on("message", (data) =>
        gateway.readyState === gateway.OPEN ? gateway.send(String(data)) : waiting.push(String(data)),
      );
      node.on("error", () => {});
      node.on("close", () => gateway.terminate());
    });
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    return `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  }

  test("is not let in as this device by the other: each gateway has a key of its own", async () => {
    const home = await friendlyGateway({ autoApproveDevice: false });
    const { stateDir } = await pairedFirst(home);
    const device = [...home.pairing.paired.keys()];
    const evil = await relayTo(home.url);
    const added = await addConnection(stateDir, "evil");
    if (!added.ok) throw new Error(JSON.stringify(added.failure));
    const token = { OPENCLAW_GATEWAY_TOKEN: "shared-token" };
    const before = home.attempts.length;
    const node = clawtray(stateDir, ["run", "--json", "--connection", "evil", "--gateway", evil], token);
    await node.phase("awaiting-approval");
    const relayed = home.attempts.slice(before);
    expect(relayed.length).toBeGreaterThan(0);
    for (const { params, outcome } of relayed) {
      expect(device).not.toContain(who(params));
      expect(outcome).not.toBe("connected");
    }
    expect([...home.pairing.paired.keys()]).toEqual(device);
    await end(node);
    // With one key for both, which takes the owner's word, it would be: that is what the keys are for.
    const same = clawtray(
      stateDir,
      ["run", "--json", "--connection", nameOfFirst(stateDir), "--gateway", evil, "--allow-another-gateway"],
      token,
    );
    await same.phase("connected");
    expect(who(home.attempts.at(-1)?.params)).toBe(device[0]);
    await end(same);
  });

  async function pairedFirst(gateway: Awaited<ReturnType<typeof friendlyGateway>>) {
    const pairing = pairedConnections([{ name: "", gateway }]);
    await gateway.until(() => gateway.pairing.pendingDevices.size === 1);
    gateway.approveDevice();
    return pairing;
  }
});

describe("removing and forgetting", slow, () => {
  test("touches one connection alone", async () => {
    const [one, two] = [await friendlyGateway(), await friendlyGateway()];
    const { stateDir, ids } = await pairedConnections([
      { name: "", gateway: one },
      { name: "work", gateway: two },
    ]);
    const running = clawtray(stateDir, ["run", "--json", "--connection", "work"]);
    await running.phase("connected");
    const refused = clawtray(stateDir, ["connections", "remove", "work", "--yes"]);
    expect(await refused.exited).toBe(4);
    // It was started for this one alone, and says how to go on.
    expect(refused.stderr).toContain("Then: clawtray connections remove work");
    expect(running.states.at(-1)?.phase).toBe("connected");
    await end(running);
    const removed = clawtray(stateDir, ["connections", "remove", "work", "--yes"]);
    expect(await removed.exited, removed.stderr).toBe(0);
    expect(removed.stdout).toContain(`openclaw devices remove ${ids[1]}`);
    expect(existsSync(join(stateDir, "connections"))).toBe(false);
    const node = clawtray(stateDir, ["run", "--json"]);
    expect((await node.phase("connected")).deviceId).toBe(ids[0]);
    expect(node.stdout).not.toContain('"connections"');
    await end(node);
  });

  test("is done at once where a process serves several: it lets that one go, and the others stay", async () => {
    const [one, two] = [await friendlyGateway(), await friendlyGateway()];
    const { stateDir, ids } = await pairedConnections([
      { name: "", gateway: one },
      { name: "work", gateway: two },
    ]);
    const node = clawtray(stateDir, ["run", "--json"]);
    await phaseOf(node, "connected", nameOfFirst(stateDir), "work");
    const attempts = one.attempts.length;
    const removed = clawtray(stateDir, ["connections", "remove", "work", "--yes"]);
    expect(await removed.exited, removed.stderr).toBe(0);
    await two.until(() => two.openConnections() === 0);
    expect(listConnections(stateDir)).toHaveLength(1);
    expect(await one.invoke("device.status", {}).result).toMatchObject({ ok: true });
    // Another one of this name gets a key of its own, and is served as well.
    const adding = clawtray(stateDir, ["connections", "add", "work", two.url, "--json"], {
      OPENCLAW_GATEWAY_TOKEN: "shared-token",
    });
    const { deviceId } = await adding.phase("connected");
    expect(deviceId).not.toBe(ids[1]);
    await end(adding);
    await phaseOf(node, "connected", "work");
    expect(one.attempts.length).toBe(attempts);
    await end(node);
  });

  test("forget --connection forgets that one's key, and keeps the others'", async () => {
    const [one, two] = [await friendlyGateway(), await friendlyGateway()];
    const { stateDir, ids } = await pairedConnections([
      { name: "", gateway: one },
      { name: "work", gateway: two },
    ]);
    const forgotten = clawtray(stateDir, ["forget", "--yes", "--connection", "work", "--key-store", "file"]);
    expect(await forgotten.exited, forgotten.stderr).toBe(0);
    const shown = clawtray(stateDir, ["identity", "--json"]);
    expect(await shown.exited).toBe(0);
    expect(JSON.parse(shown.stdout)).toMatchObject({ deviceId: ids[0] });
  });
});

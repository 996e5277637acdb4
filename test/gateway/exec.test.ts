import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { type ClawtrayNode, startClawtrayNode } from "../../scripts/gateway/clawtray-node.ts";
import { makeThrowAwayFolder, type ThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { admit, grantSurface } from "../../scripts/gateway/pairing.ts";
import { type Peer, startPeer } from "../../scripts/gateway/peer.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { EVERY_AGENT, withEntries } from "../../src/core/exec/policy/edit-policy.ts";
import type { ApprovalsFile, PolicyFields } from "../../src/core/exec/policy/policy.ts";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";
import { changeConsent } from "../../src/core/settings/consent.ts";
import { askNode } from "./ask-node.ts";
import { type Answer, compare } from "./compare.ts";
import { areGone, endless, pidsIn } from "./endless.ts";
import { type Comparison, comparisons, refusals, skillProgram } from "./exec.table.ts";
import { type Relay, startRelay } from "./harness/relay.ts";
import { installSkill } from "./harness/skill.ts";
import { ownerWrites } from "./owner.ts";

let gateway: Gateway;
let relay: Relay;
let folder: ThrowAwayFolder;
/** What the programs of the tests use: nothing of it is the node's own. */
let work: ThrowAwayFolder;
let node: ClawtrayNode;
let deviceId: string;
let peer: Peer;

beforeAll(async () => {
  const installed = await installGateway(currentGateway, (line) => console.log(line));
  gateway = await startGateway(installed);
  installSkill(gateway, "saying", skillProgram);
  relay = await startRelay(gateway.url);
  folder = makeThrowAwayFolder("node");
  work = makeThrowAwayFolder("work");
  const peerStarts = startPeer(installed, gateway);
  peerStarts.catch(() => {}); // awaited below; until then a failure is nobody's
  node = await startClawtrayNode({
    gatewayUrl: relay.url,
    stateFolder: folder.path,
    keyStore: "file",
    sharedToken: gateway.token,
  });
  deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId, 60_000);
  peer = await peerStarts;
});

afterAll(async () => {
  await node?.stop();
  relay?.close();
  await peer?.dispose();
  await gateway?.dispose();
  await folder?.remove();
  await work?.remove();
});

const ownerSets = (policy: PolicyFields, change?: (file: ApprovalsFile) => ApprovalsFile) =>
  ownerWrites(folder.path, policy, change);

beforeEach(async () => {
  await ownerSets({});
  await changeConsent(folder.path, { remoteMayLoosen: false, acceptGatewayApprovals: false });
});

const permissive = { security: "full", ask: "off", askFallback: "deny", autoAllowSkills: false } as const;

/** Gives this node and the peer the same policy. */
async function bothHave(defaults: object): Promise<void> {
  const agents = { main: { allowlist: [{ pattern: "/usr/bin/true" }] } };
  await ownerSets({ ...permissive, ...defaults }, (file) => withEntries(file, "main", agents.main.allowlist));
  const { hash, file } = (await gateway.admin.call("exec.approvals.node.get", {
    nodeId: peer.deviceId,
  })) as { hash: string; file: object };
  await gateway.admin.call("exec.approvals.node.set", {
    nodeId: peer.deviceId,
    baseHash: hash,
    file: { ...file, defaults: { ...permissive, ...defaults }, agents },
  });
}

const ask = (nodeId: string, command: string, params: object, timeoutMs?: number) =>
  askNode(gateway.admin, nodeId, command, params, timeoutMs);

const run = (params: object, timeoutMs?: number) => ask(deviceId, "system.run", params, timeoutMs);

/** The answer's payload, by whatever name; a refusal fails the test with its words. */
// biome-ignore lint/suspicious/noExplicitAny: payloads are read by name
async function payloadOf(answer: Promise<Answer>): Promise<any> {
  const settled = await answer;
  if (settled.kind === "refusal") throw new Error(`${settled.code}: ${settled.message}`);
  return settled.payload;
}

/** Frames of the node from now on, by method. */
function watch() {
  const first = relay.frames.length;
  return (method: string) =>
    relay.frames
      .slice(first)
      .filter(({ from, frame }) => from === "node" && frame.type === "req" && frame.method === method)
      .map(({ frame }) => frame);
}

const events = (requests: readonly { params: { event: string; payload: unknown } }[], name: string) =>
  requests.filter(({ params }) => params.event === name).map(({ params }) => params.payload);

describe("running through the gateway", () => {
  test("what nobody here allowed is refused at once, with the documented code, and the gateway is told", async () => {
    const sent = watch();
    expect(await run({ command: ["true"], agentId: "main" })).toEqual({
      kind: "refusal",
      code: "SYSTEM_RUN_DENIED",
      message: "SYSTEM_RUN_DENIED: approval required",
    });
    const denied = await waitFor("exec.denied", () => events(sent("node.event"), "exec.denied")[0] ?? null, {
      timeoutMs: 10_000,
    });
    expect(denied).toMatchObject({ host: "node", command: "true", reason: "approval-required" });
  });

  test("a prepared plan runs, and no other: not once its script has changed", async () => {
    await ownerSets({ security: "full", ask: "off" });
    const script = join(work.path, "script.sh");
    writeFileSync(script, "echo first\n");
    const request = { command: ["sh", script], agentId: "main", sessionKey: "agent:main:main" };
    const { plan } = await payloadOf(ask(deviceId, "system.run.prepare", request));
    expect(plan.mutableFileOperand).toMatchObject({ argvIndex: 1, path: script });
    const planned = { ...request, cwd: plan.cwd, rawCommand: plan.commandText, systemRunPlan: plan };
    expect(await payloadOf(run(planned))).toMatchObject({ exitCode: 0, stdout: "first\n" });
    writeFileSync(script, "echo other\n");
    expect(await run(planned)).toMatchObject({
      code: "SYSTEM_RUN_DENIED",
      message: expect.stringMatching(/not what was prepared/),
    });
  });

  test("output is streamed while it runs, in order, and the gateway takes it", async () => {
    await ownerSets({ security: "full", ask: "off" });
    const sent = watch();
    const go = join(work.path, "go");
    const text = `echo one; until [ -e '${go}' ]; do sleep 0.05; done; head -c 40000 /dev/zero | tr '\\0' x`;
    const running = payloadOf(run({ command: ["sh", "-c", text] }));
    await waitFor("the first piece", () => sent("node.invoke.progress")[0] ?? null, { timeoutMs: 20_000 });
    writeFileSync(go, "");
    const { stdout } = await running;
    const pieces = sent("node.invoke.progress");
    expect(pieces.map(({ params }) => params.seq)).toEqual(pieces.map((_, index) => index));
    expect(pieces.map(({ params }) => params.chunk).join("")).toBe(stdout);
    expect(stdout).toHaveLength(40_004);
    const answers = relay.frames.filter(
      ({ from, frame }) =>
        from === "gateway" && frame.type === "res" && pieces.some(({ id }) => id === frame.id),
    );
    expect(answers.map(({ frame }) => frame.ok)).toEqual(pieces.map(() => true));
    const [finished] = events(sent("node.event"), "exec.finished");
    expect(finished).toMatchObject({ exitCode: 0, success: true, timedOut: false, host: "node" });
  });

  test("what the gateway gives up is ended, with everything it started", async () => {
    await ownerSets({ security: "full", ask: "off" });
    const pidFile = join(work.path, "pids");
    const running = run({ command: ["sh", "-c", endless(pidFile)] }, 6_000);
    const pids = await waitFor("both to run", () => pidsIn(pidFile), { timeoutMs: 5_500 });
    expect(await running).toMatchObject({ kind: "refusal", code: "TIMEOUT" });
    await areGone(pids);
  });
});

describe("the policy, from the gateway", () => {
  const cli = (...words: string[]) => gateway.runCli(words, 150_000);
  const stored = () => createApprovalsStore(folder.path).read();

  test("the gateway's own program reads it, and may not run a program around it", async () => {
    const [read, invoked, reserved] = await Promise.all([
      cli("approvals", "get", "--node", deviceId, "--json"),
      cli("nodes", "invoke", "--node", deviceId, "--command", "system.which", "--params", '{"bins":["sh"]}'),
      cli(
        "nodes",
        "invoke",
        "--node",
        deviceId,
        "--command",
        "system.run",
        "--params",
        '{"command":["true"]}',
      ),
    ]);
    expect(read, read.stderr).toMatchObject({ code: 0 });
    const { path, exists, hash, file } = stored();
    expect(JSON.parse(read.stdout)).toMatchObject({ path, exists, hash, file });
    expect(invoked, invoked.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(invoked.stdout)).toMatchObject({
      ok: true,
      payload: { bins: { sh: expect.stringMatching(/\/sh$/) } },
    });
    expect(reserved.code).toBe(1);
    expect(reserved.stderr).toContain("reserved for shell execution");
  });

  test("the gateway's own program tightens it, and loosens it only while the owner lets it", async () => {
    await ownerSets({}, (file) => withEntries(file, EVERY_AGENT, [{ pattern: "/usr/bin/true" }]));
    expect(await payloadOf(run({ command: ["true"] }))).toMatchObject({ exitCode: 0 });
    const add = ["approvals", "allowlist", "add", "--node", deviceId, "--agent", "main", "/usr/bin/echo"];
    const refused = await cli(...add);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("tightened remotely, not loosened");

    await changeConsent(folder.path, { remoteMayLoosen: true });
    const added = await cli(...add);
    expect(added, added.stderr).toMatchObject({ code: 0 });
    expect(await payloadOf(run({ command: ["echo", "hi"], agentId: "main" }))).toMatchObject({
      stdout: "hi\n",
    });
    await changeConsent(folder.path, { remoteMayLoosen: false });

    const closed = join(work.path, "closed.json");
    const { file } = stored();
    writeFileSync(closed, JSON.stringify({ ...file, defaults: { ...file.defaults, security: "deny" } }));
    const set = await cli("approvals", "set", "--node", deviceId, "--file", closed);
    expect(set, set.stderr).toMatchObject({ code: 0 });
    expect(await run({ command: ["true"] })).toMatchObject({ message: "SYSTEM_RUN_DISABLED: security=deny" });
  });

  test("what an entry may touch is never sent, survives a round trip that does not know it, and cannot be set remotely", async () => {
    const entries = [
      { id: "one", pattern: "/usr/bin/make", write: [work.path], network: true },
      { id: "two", pattern: "/usr/bin/gcc", uncontained: true },
      { id: "three", pattern: "/usr/bin/git" },
      { id: "four", pattern: "/usr/bin/npm", write: [] },
    ];
    const ask = "always";
    await ownerSets({ ask }, (file) => withEntries(file, EVERY_AGENT, entries));
    const before = stored().file;
    const get = () =>
      gateway.admin.call("exec.approvals.node.get", { nodeId: deviceId }) as Promise<{
        hash: string;
        file: ApprovalsFile;
      }>;
    const set = async (change: (file: ApprovalsFile) => object) => {
      const { hash, file } = await get();
      const params = { nodeId: deviceId, baseHash: hash, file: change(file) };
      return gateway.admin.call("exec.approvals.node.set", params).then(
        () => "accepted",
        (error: Error) => error.message,
      );
    };
    const listed = (file: ApprovalsFile) => file.agents[EVERY_AGENT]?.allowlist ?? [];
    const withList = (file: ApprovalsFile, allowlist: readonly object[]) => ({
      ...file,
      agents: { ...file.agents, [EVERY_AGENT]: { allowlist } },
    });

    expect(JSON.stringify((await get()).file)).not.toMatch(/write|network|uncontained/);
    expect(await set((file) => file)).toBe("accepted");
    expect(stored().file).toEqual(before);

    // Copied to one agent the words come along, and do not fall away.
    expect(
      await set((file) => ({ ...file, agents: { ...file.agents, main: { allowlist: listed(file) } } })),
    ).toBe("accepted");
    expect(stored().file.agents.main?.allowlist).toEqual(listed(before));
    await ownerSets({ ask }, (file) => withEntries(file, EVERY_AGENT, entries));

    expect(await set((file) => withList(file, [...listed(file), { pattern: "/usr/bin/curl" }]))).toMatch(
      /not loosened/,
    );
    expect(await set((file) => ({ ...file, defaults: { ...file.defaults, ask: "on-miss" } }))).toMatch(
      /not loosened/,
    );
    expect(await set((file) => ({ ...file, defaults: {} }))).toMatch(/not loosened/);
    expect(stored().file).toEqual(before);

    // The gateway's own schema has no such words; where one passed, this computer takes none.
    const widened = (file: ApprovalsFile) =>
      withList(
        file,
        listed(file).map((entry) => ({ ...entry, uncontained: true, network: true, write: ["/"] })),
      );
    await set(widened);
    expect(stored().file).toEqual(before);

    expect(await set((file) => withList(file, listed(file).slice(1)))).toBe("accepted");
    expect(listed(stored().file).map(({ id }) => id)).toEqual(["two", "three", "four"]);
  });

  test("a change on what it no longer is, is refused as the peer refuses it", async () => {
    const file = { version: 1, defaults: { security: "deny" } };
    const change = (nodeId: string, more: object) =>
      gateway.admin.call("exec.approvals.node.set", { nodeId, file, ...more }).then(
        () => "accepted",
        (error: Error) => error.message.replace("Error: ", ""),
      );
    await bothHave({});
    for (const more of [{}, { baseHash: "0".repeat(64) }]) {
      const here = await change(deviceId, more);
      expect(here).toContain("reload and retry");
      expect(here).toBe(await change(peer.deviceId, more));
    }
  });
});

describe("the same request to this node and to the gateway's own", () => {
  async function isAsListed({ command, params, differences = {} }: Comparison): Promise<void> {
    const here = await ask(deviceId, command, params);
    const there = await ask(peer.deviceId, command, params);
    expect(compare(here, there), JSON.stringify({ here, there }).slice(0, 2_000)).toEqual(
      expect.arrayContaining(Object.keys(differences)),
    );
    expect([...compare(here, there)].sort()).toEqual(Object.keys(differences).sort());
  }

  describe("where everything may run", () => {
    beforeEach(() => bothHave({}));
    test.each(comparisons)("$request", isAsListed);
  });

  test.each(refusals)("$request", async ({ policy, ...comparison }) => {
    await bothHave(policy);
    await isAsListed(comparison);
  });
});

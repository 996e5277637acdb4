import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type Admin, createAdmin } from "../../scripts/gateway/admin.ts";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { type ClawtrayNode, startClawtrayNode } from "../../scripts/gateway/clawtray-node.ts";
import { makeThrowAwayFolder, type ThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { type ScriptedModel, startScriptedModel, type ToolCall } from "../../scripts/gateway/model.ts";
import { admit, grantSurface } from "../../scripts/gateway/pairing.ts";
import { isReady } from "../../scripts/gateway/states.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { createActivityLog } from "../../src/core/exec/activity.ts";
import { withEntries } from "../../src/core/exec/policy/edit-policy.ts";
import type { ApprovalsFile, PolicyFields } from "../../src/core/exec/policy/policy.ts";
import { changeConsent } from "../../src/core/settings/consent.ts";
import { areGone, endless, pidsIn } from "./endless.ts";
import { agentId, startTurn } from "./harness/agent.ts";
import { installSkill } from "./harness/skill.ts";
import { ownerWrites } from "./owner.ts";

let model: ScriptedModel;
let gateway: Gateway;
let folder: ThrowAwayFolder;
/** What the programs of the tests use: nothing of it is the node's own. */
let work: ThrowAwayFolder;
let node: ClawtrayNode;
let deviceId: string;

beforeAll(async () => {
  model = await startScriptedModel();
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)), {
    modelUrl: model.baseUrl,
  });
  folder = makeThrowAwayFolder("node");
  work = makeThrowAwayFolder("work");
  node = await startNode(gateway.token);
  deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId);
});

async function startNode(sharedToken?: string): Promise<ClawtrayNode> {
  return startClawtrayNode({
    gatewayUrl: gateway.url,
    stateFolder: folder.path,
    keyStore: "file",
    ...(sharedToken === undefined ? {} : { sharedToken }),
  });
}

afterAll(async () => {
  await node?.stop();
  await gateway?.dispose();
  model?.close();
  await folder?.remove();
  await work?.remove();
});

const ownerSets = (policy: PolicyFields, change?: (file: ApprovalsFile) => ApprovalsFile) =>
  ownerWrites(folder.path, policy, change);
const log = () => createActivityLog(folder.path);
const inFolder = (name: string) => join(work.path, name);

beforeEach(async () => {
  await ownerSets({});
  await changeConsent(folder.path, { remoteMayLoosen: false, acceptGatewayApprovals: false });
  await gatewayAsks("off");
  log().clear();
});

/** The agent's own tool (docs/tools/exec.md), pointed at nodes. */
const exec = (command: string, more: object = {}): ToolCall => ({
  tool: "exec",
  parameters: { command, host: "node", ...more },
});

const turn = (...calls: readonly ToolCall[]) => startTurn(gateway, model, ...calls);

/** What the agent is told of one call, without the lines that come with every call to a node. */
async function told(call: ToolCall): Promise<string> {
  const [result = ""] = await (await turn(call)).finished();
  return result.replace(`Node: ${deviceId}\n`, "").replace(/^Warning: tools\.exec\.pathPrepend .*\n\n/, "");
}

/** As the gateway tells its agent of a refusal by this computer. */
const refusal = (command: string, reason: string) =>
  [
    `Node command was denied before execution on ${deviceId}.`,
    "Resolve the reported refusal before retrying.",
    "",
    `Command:\n${command}`,
    "",
    `Details: ${reason}`,
  ].join("\n");

/** Whether the gateway puts every command to its own people first. */
async function gatewayAsks(ask: "off" | "always"): Promise<void> {
  const { hash, file } = (await gateway.admin.call("exec.approvals.get")) as { hash: string; file: object };
  await gateway.admin.call("exec.approvals.set", {
    baseHash: hash,
    file: { ...file, defaults: { security: "full", ask } },
  });
}

interface ApprovalRequest {
  readonly id: string;
  readonly request: { readonly command: string; readonly agentId: string; readonly nodeId: string };
}

/** Somebody at the gateway who decides so about everything; resolves with the requests seen, newest last. */
async function personAtGateway(
  decision: "allow-once" | "allow-always",
  beforeDeciding: () => void = () => {},
): Promise<readonly ApprovalRequest[]> {
  const seen: ApprovalRequest[] = [];
  const person: Admin = createAdmin(gateway.url, gateway.token, {
    capabilities: ["exec-approvals"],
    onEvent(event, payload) {
      if (event !== "exec.approval.requested") return;
      const request = payload as ApprovalRequest;
      seen.push(request);
      beforeDeciding();
      // Refused only when it is over already; the agent is then told of the end it had.
      person.call("exec.approval.resolve", { id: request.id, decision }).catch(() => {});
    },
  });
  onTestFinished(() => person.close());
  await person.call("node.list");
  return seen;
}

describe("an agent's exec on this computer", () => {
  test("what the owner listed runs: the agent gets output and exit code, and the log names gateway, agent and words", async () => {
    await ownerSets({}, (file) =>
      withEntries(file, agentId, [{ pattern: "/usr/bin/echo" }, { pattern: "/usr/bin/ls" }]),
    );
    const { sessionKey, finished } = await turn(
      exec("echo hello"),
      exec("echo listing && ls /no/such", { node: deviceId }),
    );
    const [first, second] = await finished();
    expect(first).toMatch(/\n\nhello\n$/);
    expect(second).toMatch(/\n\nlisting\n.*No such file or directory\n\n\(Command exited with code 2\)$/s);
    const common = { gateway: gateway.url, agent: agentId, session: sessionKey, decision: "allowed" };
    expect(log().read()).toMatchObject([
      { ...common, command: '/bin/sh -lc "echo hello"', reason: "allowlist", exitCode: 0 },
      { ...common, command: '/bin/sh -lc "echo listing && ls /no/such"', reason: "allowlist", exitCode: 2 },
    ]);
  });

  test("where everything may run, it runs in the agent's folder, with its variables, as it wrote it", async () => {
    await ownerSets({ security: "full", ask: "off" });
    const command = 'for i in 1 2; do echo "$i $LC_ALL"; done; pwd; no-such-program';
    expect(await told(exec(command, { workdir: "/usr/bin", env: { LC_ALL: "C" } }))).toMatch(
      /^1 C\n2 C\n\/usr\/bin\n.*no-such-program: not found\n\n\(Command exited with code 127\)$/s,
    );
  });

  test("a folder that is not there is said to the agent", async () => {
    await ownerSets({ security: "full", ask: "off" });
    expect(await told(exec("pwd", { workdir: "/no/such" }))).toContain(
      "the working directory does not exist or cannot be entered",
    );
  });

  test("what nobody here allowed does not run, and the agent is told that it needs an approval", async () => {
    const command = `touch ${inFolder("made")}`;
    expect(await told(exec(command))).toBe(refusal(command, "SYSTEM_RUN_DENIED: approval required"));
    expect(existsSync(inFolder("made"))).toBe(false);
    expect(log().read()).toMatchObject([
      { agent: agentId, decision: "denied", reason: "approval-required", exitCode: null },
    ]);
  });

  test("with only a list to go by, what is not on it does not run, and the agent is told so", async () => {
    await ownerSets({ security: "allowlist", ask: "off" });
    expect(await told(exec("uname"))).toBe(refusal("uname", "SYSTEM_RUN_DENIED: allowlist miss"));
  });

  test("while nothing may run, the gateway does not even send it", async () => {
    await ownerSets({ security: "deny" });
    expect(await told(exec("uname"))).toContain("exec denied: host=node security=deny");
    expect(log().read()).toEqual([]);
  });
});

describe("a skill at the gateway", () => {
  test("lets the programs it uses run only where the owner says that skills may", async () => {
    installSkill(gateway, "saying", "printf");
    expect(await told(exec("printf said"))).toBe(
      refusal("printf said", "SYSTEM_RUN_DENIED: approval required"),
    );
    await ownerSets({ autoAllowSkills: true });
    expect(await told(exec("printf said"))).toBe("said");
    expect(await told(exec("uname"))).toBe(refusal("uname", "SYSTEM_RUN_DENIED: approval required"));
    expect(
      log()
        .read()
        .map(({ reason }) => reason),
    ).toEqual(["approval-required", "skill", "approval-required"]);
  });
});

describe("an end before its own", () => {
  beforeEach(() => ownerSets({ security: "full", ask: "off" }));

  test("a command that exceeds the tool's time is ended with its children, and the agent is told", async () => {
    const pidFile = inFolder("timed");
    expect(await told(exec(endless(pidFile), { timeoutSeconds: 2 }))).toMatch(/^Command timed out\./);
    const pids = pidsIn(pidFile) ?? [];
    expect(pids).toHaveLength(2);
    await areGone(pids);
    expect(log().read()).toMatchObject([{ timedOut: true, exitCode: 124 }]);
  });

  test("a command whose agent is stopped is ended with its children", async () => {
    const pidFile = inFolder("stopped");
    const { stop } = await turn(exec(endless(pidFile)));
    const pids = await waitFor("both to run", () => pidsIn(pidFile), { timeoutMs: 30_000 });
    await stop();
    await areGone(pids);
    await waitFor("the log to say so", () => log().read()[0] ?? null, { timeoutMs: 10_000 });
    expect(log().read()).toMatchObject([{ decision: "allowed", exitCode: null, signal: "SIGTERM" }]);
  });

  test("a command that runs when this program ends is ended first, even one that takes no notice, and the log says so", async () => {
    const pidFile = inFolder("left");
    const { finished } = await turn(exec(`trap '' TERM; ${endless(pidFile)}`));
    const pids = await waitFor("both to run", () => pidsIn(pidFile), { timeoutMs: 30_000 });
    process.kill(node.pid, "SIGTERM");
    expect(await node.exited).toMatchObject({ code: 0 });
    const [result] = await finished();
    node = await startNode();
    await node.waitFor("ready", isReady);
    expect(result).toContain("outcome is unknown");
    expect(log().read()).toMatchObject([{ decision: "allowed", exitCode: null, signal: "SIGKILL" }]);
    await areGone(pids);
  });

  test("what is put in the background or left to yield is waited for all the same: the gateway does so for nodes", async () => {
    const { finished } = await turn(
      exec("sleep 0.3; echo late", { background: true }),
      exec("sleep 0.3; echo later", { yieldMs: 10 }),
      { tool: "process", parameters: { action: "list" } },
    );
    const [first, second, sessions] = await finished();
    expect(first).toMatch(/\n\nlate\n$/);
    expect(second).toMatch(/\n\nlater\n$/);
    expect(sessions).toBe("No running or recent sessions.");
  });
});

describe("the gateway's own approvals", () => {
  test("an approval at the gateway runs nothing that the owner here did not allow", async () => {
    await gatewayAsks("always");
    const asked = await personAtGateway("allow-once");
    expect(await told(exec("uname"))).toBe(refusal("uname", "SYSTEM_RUN_DENIED: approval required"));
    expect(asked).toMatchObject([{ request: { command: "/bin/sh -lc uname", agentId, nodeId: deviceId } }]);
    expect(log().read()).toMatchObject([{ decision: "denied", reason: "approval-required" }]);
  });

  test("with the owner's leave it counts: the owner's rule makes the gateway ask, and the yes runs it once", async () => {
    await changeConsent(folder.path, { acceptGatewayApprovals: true });
    const asked = await personAtGateway("allow-once");
    const { finished } = await turn(exec("echo yes"), exec("echo yes"));
    expect(await finished()).toEqual([
      expect.stringMatching(/\n\nyes\n$/),
      expect.stringMatching(/\n\nyes\n$/),
    ]);
    expect(asked).toHaveLength(2);
    expect(
      log()
        .read()
        .map(({ reason }) => reason),
    ).toEqual(["approved-at-gateway", "approved-at-gateway"]);
  });

  test("with the owner's leave too, nobody at the gateway is asked for what the owner listed", async () => {
    await changeConsent(folder.path, { acceptGatewayApprovals: true });
    await ownerSets({}, (file) => withEntries(file, agentId, [{ pattern: "/usr/bin/echo" }]));
    expect(await told(exec("echo listed"))).toBe("listed\n");
  });

  test("what was always allowed at the gateway is remembered here and not asked again", async () => {
    await changeConsent(folder.path, { acceptGatewayApprovals: true });
    const asked = await personAtGateway("allow-always");
    const { finished } = await turn(exec("echo again"), exec("echo again"));
    await finished();
    expect(asked).toHaveLength(1);
    expect(log().read()).toMatchObject([{ reason: "approved-at-gateway" }, { reason: "allowlist" }]);
  });

  test("what was approved is run as it was prepared: a script that changed meanwhile is not run", async () => {
    await changeConsent(folder.path, { acceptGatewayApprovals: true });
    const script = inFolder("script.sh");
    writeFileSync(script, "echo first\n");
    const asked = await personAtGateway("allow-once", () =>
      writeFileSync(script, `touch ${inFolder("ran")}\n`),
    );
    expect(await told(exec(`sh ${script}`))).toContain("is not what was prepared; prepare it again");
    expect(asked).toHaveLength(1);
    expect(existsSync(inFolder("ran"))).toBe(false);
  });
});

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { type ClawtrayNode, clawtrayCli, startClawtrayNode } from "../../scripts/gateway/clawtray-node.ts";
import { makeThrowAwayFolder, type ThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { type ScriptedModel, startScriptedModel, type ToolCall } from "../../scripts/gateway/model.ts";
import { whyNoNamespace } from "../../scripts/gateway/namespace.ts";
import { admit, grantSurface, invoke, listedNode } from "../../scripts/gateway/pairing.ts";
import { isConnected } from "../../scripts/gateway/states.ts";
import { currentGateway, middleGateway, oldestGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { createActivityLog } from "../../src/core/exec/activity.ts";
import { changeSkillChoices } from "../../src/core/skills/skills-file.ts";
import { keepServer, removeServer } from "../../src/core/tools/kept-servers.ts";
import {
  changeToolList,
  type ServerEntry,
  switchBuiltIn,
  withConsent,
} from "../../src/core/tools/tool-list.ts";
import type { Connected, NodeState } from "../../src/shared/state.ts";
import { startHttpToolServer } from "../support/http-tool-server.ts";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import { agentId, startTurn } from "./harness/agent.ts";
import { createWorld, freshComputer } from "./world.ts";

let model: ScriptedModel;
let gateway: Gateway;
let folder: ThrowAwayFolder;
let node: ClawtrayNode;
let deviceId: string;

const notes = () => join(folder.path, "notes");
const noted = (): string => (existsSync(notes()) ? readFileSync(notes(), "utf8") : "");
const program = resolve("test/support/tool-server.ts");

/** Of a server whose process notes what it does. */
const entryOf = (notes: string): ServerEntry => ({
  name: "ours",
  command: process.execPath,
  args: [program, "well", notes],
  env: [],
  secrets: null,
  contained: null,
  tools: [
    { tool: "echo", consent: "allow" },
    { tool: "env", consent: "ask" },
    { tool: "die", consent: "allow" },
  ],
});

/** A desktop whose owner has just pressed a key; xprintidle is the program that a terminal asks about it. */
function someDesktop(): NodeJS.ProcessEnv {
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "xprintidle"), "#!/bin/sh\necho 250\n", { mode: 0o755 });
  return { DISPLAY: ":4242", PATH: `${bin}:${process.env.PATH}` };
}

beforeAll(async () => {
  model = await startScriptedModel();
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)), {
    modelUrl: model.baseUrl,
  });
  folder = makeThrowAwayFolder("node");
  await changeToolList(folder.path, () => [entryOf(notes())]);
  await switchBuiltIn(folder.path, ["ask_person"], "ask");
  node = await startClawtrayNode({
    gatewayUrl: gateway.url,
    stateFolder: folder.path,
    keyStore: "file",
    sharedToken: gateway.token,
    environment: someDesktop(),
  });
  deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId, 20_000, "mcp.tools.call.v1");
  await isOffered("ours_echo");
});

afterAll(async () => {
  await node?.stop();
  await gateway?.dispose();
  model?.close();
  await folder?.remove();
});

async function capability(to: "on" | "off", name: string): Promise<void> {
  const words = ["capabilities", to, name, "--state-dir", folder.path];
  await promisify(execFile)(process.execPath, [clawtrayCli, ...words]);
}

const log = () => createActivityLog(folder.path);
const turn = async (call: ToolCall): Promise<string> => {
  const [result = ""] = await (await startTurn(gateway, model, call)).finished();
  return result;
};
/** What an agent finds by these words (docs/tools/tool-search.md, 2026.9.6). */
const find = (query: string) => turn({ tool: "tool_search", parameters: { query } });
const call = (name: string, args: object = {}) => turn({ tool: "tool_call", parameters: { id: name, args } });
const callPast = (tool: string) =>
  invoke(gateway.admin, deviceId, "mcp.tools.call.v1", { server: "ours", tool, arguments: {} });
const isOffered = (name: string, offered = true) =>
  waitFor(
    `${name} to be ${offered ? "" : "no longer "}found`,
    async () => (await find(name)).includes(`"${name}"`) === offered || null,
    {
      timeoutMs: 30_000,
    },
  );

describe("an agent and the tools of this computer", () => {
  test("finds what is on and calls it; the log names gateway, agent and arguments", async () => {
    log().clear();
    const found = await find("says it again");
    expect(found).toMatch(/"name": "ours_echo",\n.*\n +"description": "Says it again \(node: /);
    expect(found).not.toContain("ours_slow");
    expect(await call("ours_echo", { text: "hello" })).toMatch(/"text": "hello"/);
    expect(log().read()).toMatchObject([
      {
        gateway: gateway.url,
        agent: agentId,
        command: 'ours/echo {"text":"hello"}',
        decision: "allowed",
        reason: "tool-allowed",
        exitCode: 0,
      },
    ]);
  });

  test("cannot call what is off, and neither can anybody past the list", async () => {
    expect(await call("ours_slow")).not.toContain("content");
    await expect(callPast("slow")).rejects.toThrow("TOOL_NOT_OFFERED");
    expect(noted()).not.toContain("called slow");
  });

  test("is told that nobody is there to be asked, and the tool is not called", async () => {
    expect(await call("ours_env")).toContain("nobody is there");
    expect(noted()).not.toContain("called env");
  });

  test("no longer finds the tools of a server that has died, until it is back", async () => {
    expect(await call("ours_die")).toContain("ours");
    await isOffered("ours_echo");
    expect(noted().match(/^started /gm)?.length).toBeGreaterThan(1);
  });

  test("calls a server over HTTP with its key, and is told what a long answer leaves out", async () => {
    const Authorization = "Bearer recognisable-key-7d20";
    const far = await startHttpToolServer({ Authorization });
    const place = { stateDir: folder.path, keyStore: "file" } as const;
    expect(await keepServer({ name: "far", url: far.url, headers: { Authorization } }, place)).toMatchObject({
      ok: true,
    });
    await changeToolList(folder.path, (list) =>
      list.map((entry) => (entry.name === "far" ? withConsent(entry, ["echo", "long"], "allow") : entry)),
    );
    await isOffered("far_echo");
    expect(await call("far_echo", { text: "from afar" })).toContain("from afar");
    // The server is asked for 60,000 characters; about 20,000 reach a model.
    const long = await call("far_long");
    for (const part of ["begin xxx", "characters were left out by this node", "xxx end"])
      expect(long).toContain(part);
    expect(JSON.stringify(log().read())).not.toContain("recognisable");
    await removeServer("far", place);
    await isOffered("far_echo", false);
  });

  test("no longer finds what its owner switches off while the node runs", async () => {
    const change = (to: "off" | "allow") =>
      changeToolList(folder.path, (list) => list.map((entry) => withConsent(entry, ["echo"], to)));
    await change("off");
    await isOffered("ours_echo", false);
    await change("allow");
    await isOffered("ours_echo");
  });

  test("reads the skill about this computer, which changes with a switch", async () => {
    await changeSkillChoices(folder.path, { thisComputer: true });
    const path = `node://${deviceId}/skills/this-computer/SKILL.md`;
    const read = (words: string) =>
      waitFor(
        `"${words}" in the skill`,
        async () => {
          const text = await turn({ tool: "read", parameters: { path } }).catch(() => "");
          return text.includes(words) ? text : null;
        },
        { timeoutMs: 60_000 },
      );
    expect(await read("`system.which`): ready")).toContain("`ours_echo`: called without asking");
    const listed = JSON.stringify(await gateway.admin.call("skills.status", { agentId }));
    expect(listed).toMatch(
      /"name":"this-computer"[^}]*"source":"openclaw-node"|"source":"openclaw-node"[^}]*this-computer/,
    );
    await capability("off", "device");
    await read("`DEVICE_DISABLED`");
    await capability("on", "device");
    await read("`system.which`): ready");
  });

  test("knows at which computer its owner is, once that is on and approved, and no longer when it is off", async () => {
    const isActive = async () => (await listedNode(gateway.admin, deviceId))?.active === true;
    expect(await listedNode(gateway.admin, deviceId)).toMatchObject({
      permissions: { accessibility: false, camera: false },
    });
    expect(await isActive()).toBe(false);
    await capability("on", "presence");
    const isTold = (state: NodeState): state is Connected =>
      isConnected(state) && state.warnings.includes("presence-not-approved");
    await node.waitFor("told what is missing", isTold, { timeoutMs: 30_000 });
    await grantSurface(gateway.admin, deviceId);
    await waitFor("the owner at this computer", async () => (await isActive()) || null, {
      timeoutMs: 60_000,
    });
    await capability("off", "presence");
    await waitFor("nobody", async () => !(await isActive()) || null, { timeoutMs: 30_000 });
  });

  const tool = terminalTool();
  test.skipIf(tool === null)(
    "its owner is asked in the terminal, with the arguments, and a yes counts once",
    async () => {
      await node.stop();
      const words = ["run", "--state-dir", folder.path, "--key-store", "file"];
      const terminal = new PseudoTerminal(tool ?? "script", [process.execPath, clawtrayCli, ...words], {
        ...process.env,
        TERM: "xterm",
      });
      await isOffered("ours_env");
      const result = call("ours_env", { text: "which" });
      await terminal.shows((screen) => screen.includes("[o] Allow once"));
      expect(terminal.screen).toContain("May this tool be called?");
      expect(terminal.screen).toContain(`The agent "${agentId}" at ${gateway.url} asks to call a tool`);
      expect(terminal.screen).toMatch(/ours\/env \{"text":"which"\}/);
      terminal.press("o");
      expect(await result).toContain("PATH");
      expect(log().read().at(-1)).toMatchObject({ reason: "approved-once", agent: agentId });

      // And Clawtray's own tool, which is itself a question.
      const asked = call("clawtray_ask_person", { question: "Which branch?" });
      await terminal.shows((screen) => screen.includes("[r] Type an answer"));
      expect(terminal.screen).toContain(`The agent "${agentId}" at ${gateway.url} asks you:`);
      terminal.press("r");
      await terminal.shows((screen) => screen.includes("Your answer (empty: not yet):"));
      terminal.press("the-typed-one\r");
      expect(await asked).toContain("the-typed-one");
      expect(JSON.stringify(log().read())).not.toContain("the-typed-one");
    },
  );
});

// The oldest admits whatever comes from its own computer, so the node has to come from another address.
const obstacle = whyNoNamespace();
if (obstacle !== null) console.warn(`gateway ${oldestGateway} is not met: ${obstacle}`);

describe.each([
  { version: oldestGateway, network: "namespace", why: obstacle },
  { version: middleGateway, network: "loopback", why: null },
] as const)("gateway $version, which knows no tools of nodes", ({ version, network, why }) => {
  test.skipIf(why !== null)("stays connected, and the owner is told that it is too old", async () => {
    const world = await createWorld(version, network);
    onTestFinished(() => world.dispose());
    const computer = freshComputer(world.gateway);
    await changeToolList(computer.stateFolder, () => [entryOf(join(computer.stateFolder, "notes"))]);
    const old = await computer.start({ sharedToken: world.gateway.token });
    // The other one admits by itself, and its administrator has approved nothing.
    if (network === "namespace")
      await grantSurface(world.gateway.admin, await admit(world.gateway.admin, old));
    const isTold = (state: NodeState): state is Connected =>
      isConnected(state) && state.warnings.includes("gateway-without-tools");
    const { state } = await old.waitFor("told", isTold, { timeoutMs: 30_000 });
    const id = String(state.deviceId);
    if (network === "namespace")
      expect(await invoke(world.gateway.admin, id, "system.which", { bins: ["sh"] })).toHaveProperty(
        "bins.sh",
      );
    else expect(await listedNode(world.gateway.admin, id)).toMatchObject({ connected: true });
    const words = ["tools", "--state-dir", computer.stateFolder, "--key-store", "file"];
    const { stdout } = await promisify(execFile)(process.execPath, [clawtrayCli, ...words]);
    expect(stdout).toContain("This gateway is too old for the tools");
  });
});

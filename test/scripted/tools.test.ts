import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { filesBelow } from "../support/files-below.ts";
import { startHttpToolServer } from "../support/http-tool-server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";

const server = [process.execPath, resolve("test/support/tool-server.ts"), "well"];
const SECRET = "recognisable-tool-secret-91c2";

async function tools(stateDir: string, ...words: string[]) {
  const end = words.indexOf("--");
  const [own, rest] = end === -1 ? [words, []] : [words.slice(0, end), words.slice(end)];
  const process = new CliProcess(["tools", ...own, "--state-dir", stateDir, "--key-store", "file", ...rest]);
  const code = await process.exited;
  return { code, stdout: process.stdout, stderr: process.stderr };
}

/** Another command, with how it ended. */
async function said(words: readonly string[]) {
  const process = new CliProcess(words);
  return { code: await process.exited, stdout: process.stdout, stderr: process.stderr };
}

const filesWith = (folder: string, text: string): readonly string[] =>
  filesBelow(folder).filter((file) => readFileSync(file, "utf8").includes(text));

/** A state folder with one server, whose process notes what it does. */
async function withServer() {
  const stateDir = temporaryDirectory();
  const notes = join(temporaryDirectory(), "notes");
  const variables = join(temporaryDirectory(), "variables");
  writeFileSync(variables, `# of the server\nTOOL_SECRET=${SECRET}\n`);
  const added = await tools(stateDir, "add", "ours", "--env-from", variables, "--", ...server, notes);
  expect(added).toMatchObject({ code: 0, stderr: "" });
  return { stateDir, noted: () => (existsSync(notes) ? readFileSync(notes, "utf8") : "") };
}

/** Every list of tools it was sent, by name. */
async function gatewayForTools(options: ScriptedGatewayOptions = {}) {
  const lists: string[][] = [];
  const gateway = await createScriptedGateway({
    autoApproveDevice: true,
    autoApproveSurface: true,
    methods: {
      "node.pluginTools.update": (params) => {
        const { tools: sent } = params as { tools: { name: string }[] };
        lists.push(sent.map(({ name }) => name));
        return { tools: sent };
      },
    },
    ...options,
  });
  onTestFinished(() => gateway.close());
  return { gateway, lists };
}

function run(gateway: ScriptedGateway, stateDir: string): CliProcess {
  const words = ["run", "--gateway", gateway.url, "--key-store", "file", "--state-dir", stateDir, "--json"];
  return new CliProcess(words, { OPENCLAW_GATEWAY_TOKEN: "shared-token" });
}

const call = (gateway: ScriptedGateway, tool: string, args: object = {}) =>
  gateway.invoke("mcp.tools.call.v1", { server: "ours", tool, arguments: args }).result;

const declared = (gateway: ScriptedGateway) =>
  (gateway.attempts.at(-1)?.params as { commands?: readonly string[] } | null)?.commands ?? [];

/** Several commands, and a server that fails several times. */
const slow = { timeout: 120_000 };

describe("clawtray tools", () => {
  test("adds a server with every tool off, and keeps the values of its variables out of the list", async () => {
    const { stateDir } = await withServer();
    expect((await tools(stateDir)).stdout).toMatch(
      /\nours: .*tool-server\.ts .*\n {2}variables: TOOL_SECRET\n {2}every tool is off\n$/,
    );
    const files = filesBelow(stateDir).filter((file) => readFileSync(file, "utf8").includes(SECRET));
    expect(files).toEqual([join(stateDir, "tool-keys.json")]);
  });

  test("tests a server, switches what it has, and refuses what it has not", async () => {
    const { stateDir, noted } = await withServer();
    const tested = await tools(stateDir, "test", "ours");
    expect(tested).toMatchObject({ code: 0, stdout: expect.stringMatching(/has 12 tools\.\noff {3}echo\n/) });
    const first = await tools(stateDir, "allow", "ours", "echo");
    expect(first.stdout).toMatch(/calls? it without asking.*openclaw nodes approve/s);
    expect((await tools(stateDir, "ask", "ours", "fail")).stdout).not.toContain("openclaw");
    expect(await tools(stateDir, "allow", "ours", "ehco")).toMatchObject({
      code: 1,
      stderr: 'clawtray: "ours" has no tool "ehco". See: clawtray tools test ours\n',
    });
    const listed = JSON.parse((await tools(stateDir, "list", "--json")).stdout);
    expect(listed.servers).toMatchObject([
      {
        name: "ours",
        tools: [
          { tool: "echo", consent: "allow" },
          { tool: "fail", consent: "ask" },
        ],
      },
    ]);
    expect(noted()).not.toContain("called");
  });

  test("says how many tools of a server it left out", slow, async () => {
    const stateDir = temporaryDirectory();
    const [program = "", script = ""] = server;
    for (const [name, manners] of [
      ["odd", "schemas that are no objects"],
      ["many", "a cursor without an end"],
    ] as const)
      await tools(stateDir, "add", name, "--", program, script, manners);
    expect((await tools(stateDir, "test", "odd")).stdout).toContain("\n6 more are left out: ");
    expect((await tools(stateDir, "test", "many")).stdout).toContain(
      "\nIt lists more tools than are looked at.\n",
    );
    const { leftOut, more } = JSON.parse((await tools(stateDir, "test", "odd", "--json")).stdout);
    expect([leftOut, more]).toEqual([6, false]);
  });

  test("adds a server by its address, with headers that are kept out of the list, and calls it", async () => {
    const stateDir = temporaryDirectory();
    const headers = join(temporaryDirectory(), "headers");
    writeFileSync(headers, `Authorization: Bearer ${SECRET}\n`);
    const far = await startHttpToolServer({ Authorization: `Bearer ${SECRET}` });
    expect(await tools(stateDir, "add", "ours", far.url, "--headers-from", headers)).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect((await tools(stateDir)).stdout).toContain(
      `ours: ${far.url}\n  headers: Authorization\n  every tool is off`,
    );
    expect((await tools(stateDir, "test", "ours")).stdout).toContain('"ours" works and has 5 tools');
    expect(await tools(stateDir, "allow", "ours", "echo")).toMatchObject({ code: 0 });
    const { gateway, lists } = await gatewayForTools();
    const node = run(gateway, stateDir);
    await eventually(() => expect(lists.at(-1)).toEqual(["ours_echo"]));
    expect(await call(gateway, "echo", { text: "far" })).toMatchObject({
      payload: { content: [{ text: '{"text":"far"}' }] },
    });
    node.child.kill("SIGTERM");
    expect(await node.exited).toBe(0);
    expect(far.seen.at(-1)?.method, "it is taken leave of").toBe("DELETE");
    expect(node.stdout + node.stderr).not.toContain(SECRET);
    expect(filesWith(stateDir, SECRET)).toHaveLength(1);
    expect(await tools(stateDir, "remove", "ours")).toMatchObject({ code: 0 });
    expect(filesWith(stateDir, SECRET)).toEqual([]);
  });

  test.each([
    [["add", "far", "https://example.org/mcp?key=1"], 2, "add --query"],
    [["add", "far", "https://example.org/mcp", "--env", "KEY"], 2, "for a server that is started here"],
    [["add", "far", "--header", "X-Key", "--", "server"], 2, "go with an address"],
    [["add", "far", "https://example.org/mcp", "more"], 2, "stands alone"],
    [["add", "far", "https://example.org/mcp", "--header", "X-Key: 1"], 2, "the name of a header alone"],
    [["add", "far", "https://example.org/mcp", "--header", "X-Key"], 1, "Nobody can be asked"],
    [["add", "far", "http://example.org/mcp"], 1, "needs https://"],
    [["add", "far", "https://me:secret@example.org/mcp"], 1, "give it as a header"],
  ])("%j is refused, with what to do", async (words, code, why) => {
    const stateDir = temporaryDirectory();
    const refused = await tools(stateDir, ...words);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(why)]);
    expect((await tools(stateDir)).stdout).toContain("There is no MCP server yet");
  });

  test("removes a server with its variables", async () => {
    const { stateDir } = await withServer();
    expect(await tools(stateDir, "remove", "ours")).toMatchObject({ code: 0 });
    expect((await tools(stateDir)).stdout).toContain("There is no MCP server yet");
    expect(existsSync(join(stateDir, "tool-keys.json"))).toBe(false);
  });

  test.each([
    ["forget --yes", "the first connection"],
    ["connections remove work --yes", "another connection"],
  ])("keeps no value after %s, for %s", async (words) => {
    const stateDir = temporaryDirectory();
    const place = ["--state-dir", stateDir, "--key-store", "file"];
    const isOther = words.startsWith("connections");
    if (isOther) expect(await said(["connections", "add", "work", ...place])).toMatchObject({ code: 0 });
    const file = join(temporaryDirectory(), "servers.json");
    const server = { command: "npx", args: ["-y", "some-server"], env: { KEY: SECRET } };
    writeFileSync(file, JSON.stringify({ mcpServers: { good: server } }));
    const which = isOther ? ["--connection", "work"] : [];
    expect(await said(["tools", "import", file, ...which, ...place])).toMatchObject({ code: 0 });
    expect(filesWith(stateDir, SECRET)).toHaveLength(1);
    expect(await said([...words.split(" "), ...place])).toMatchObject({ code: 0 });
    expect(filesWith(stateDir, SECRET)).toEqual([]);
    expect((await said(["tools", ...place])).stdout).toContain("There is no MCP server yet");
  });

  test("imports what other programs keep, and says what it left out, without a value", async () => {
    const stateDir = temporaryDirectory();
    const file = join(temporaryDirectory(), "servers.json");
    const servers = {
      good: { command: "npx", args: ["-y", "some-server"], env: { KEY: SECRET } },
      far: { url: "https://example.org/mcp", headers: { Authorization: SECRET } },
      remote: { url: "http://example.org/mcp" },
      "no name": { command: "x" },
      numbers: { command: "x", env: { PORT: 80 } },
    };
    writeFileSync(file, JSON.stringify({ mcpServers: servers }));
    const imported = await tools(stateDir, "import", file);
    expect(imported.stdout).toMatch(/^Added "good", "far"; every tool is off\./);
    for (const name of ["remote", "no name", "numbers"])
      expect(imported.stdout).toContain(`Left out "${name}": `);
    expect(imported.stdout + imported.stderr).not.toContain(SECRET);
    expect(await tools(stateDir, "import", file)).toMatchObject({ code: 1 });
  });

  test.each([
    [["add", "9lives", "--", "x"], "is no name for a server"],
    [["add", "x", "--", "./x"], "neither a name nor a whole path"],
    [["add", "x", "--network", "--", "x"], "--network goes with --contained"],
    [["add", "x", "--env", "A=b", "--", "x"], "Its value is asked for"],
    [["add", "x", "--env", "KEY", "--", "x"], "Nobody can be asked"],
    [["add", "x"], "Usage: clawtray tools"],
    [["remove", "nothing"], 'There is no server "nothing"'],
    [["import", "/no/such/file"], "cannot be read"],
  ] as const)("refuses %j", async (words, sentence) => {
    const { code, stderr } = await tools(temporaryDirectory(), ...words);
    expect(stderr).toContain(sentence);
    expect(code).not.toBe(0);
  });

  test("a damaged list offers nothing and is not written over", async () => {
    const { stateDir } = await withServer();
    writeFileSync(join(stateDir, "tools.json"), "{");
    expect(await tools(stateDir, "add", "more", "--", "x")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("cannot be understood"),
    });
    expect(readFileSync(join(stateDir, "tools.json"), "utf8")).toBe("{");
  });
});

describe("a node with tools", () => {
  test("says nothing of tools while none is on", async () => {
    const { stateDir, noted } = await withServer();
    const { gateway, lists } = await gatewayForTools();
    run(gateway, stateDir);
    await gateway.until(() => declared(gateway).includes("system.which"));
    expect(declared(gateway)).not.toContain("mcp.tools.call.v1");
    expect([lists, noted()]).toEqual([[], ""]);
  });

  test("publishes what is on, after an empty list, calls it, and withdraws what is switched off while it runs", async () => {
    const { stateDir } = await withServer();
    await tools(stateDir, "allow", "ours", "echo");
    const { gateway, lists } = await gatewayForTools();
    run(gateway, stateDir);
    await eventually(() => expect(lists.slice(0, 2)).toEqual([[], ["ours_echo"]]));
    expect(declared(gateway)).toContain("mcp.tools.call.v1");
    expect(await call(gateway, "echo", { text: "hello" })).toEqual({
      ok: true,
      payload: { content: [{ type: "text", text: "hello" }] },
    });
    expect(await call(gateway, "fail")).toMatchObject({ ok: false, error: { code: "TOOL_NOT_OFFERED" } });
    await tools(stateDir, "off", "ours", "echo");
    await eventually(() => expect(lists.at(-1)).toEqual([]));
    await eventually(() => expect(declared(gateway)).not.toContain("mcp.tools.call.v1"));
  });

  test("withdraws the tools of a server that dies, and publishes them again", async () => {
    const { stateDir } = await withServer();
    await tools(stateDir, "allow", "ours", "die");
    const { gateway, lists } = await gatewayForTools();
    run(gateway, stateDir);
    await eventually(() => expect(lists.at(-1)).toEqual(["ours_die"]));
    expect(await call(gateway, "die")).toMatchObject({ ok: false, error: { code: "TOOL_FAILED" } });
    await eventually(() => expect(lists.slice(-2)).toEqual([[], ["ours_die"]]));
  });

  test(
    "a server that fails is named by status and doctor, and tried at once when a test in a terminal saw it work",
    slow,
    async () => {
      const stateDir = temporaryDirectory();
      const [folder, place] = [temporaryDirectory(), ["--state-dir", stateDir, "--key-store", "file"]];
      const [script, notes] = [join(folder, "server"), join(folder, "notes")];
      const behave = (line: string) =>
        writeFileSync(script, `#!/bin/sh\necho start >> ${notes}\n${line}\n`, { mode: 0o755 });
      behave(`exec ${server.join(" ")}`);
      await tools(stateDir, "add", "ours", "--", script);
      await tools(stateDir, "add", "other", "--", script);
      expect(await tools(stateDir, "allow", "ours", "echo")).toMatchObject({ code: 0 });
      behave("exit 7");
      writeFileSync(notes, "");
      const { gateway, lists } = await gatewayForTools();
      const node = run(gateway, stateDir);
      // After several failures the pause is long: what comes before its end was not waited for.
      await eventually(() => expect(readFileSync(notes, "utf8").split("\n").length).toBeGreaterThan(3));
      const standing = async () => JSON.parse((await said(["status", "--json", ...place])).stdout).tools;
      expect(await standing()).toEqual({
        on: 1,
        builtIn: 0,
        servers: [
          { name: "ours", on: 1, standing: "failed", why: "it ended with exit code 7" },
          { name: "other", on: 0, standing: "off", why: null },
        ],
      });
      const status = await said(["status", ...place]);
      expect(status.stdout).toContain(
        "  Tools: 1 on, of 1 server; 1 server failing: ours. See: clawtray doctor\n",
      );
      const doctor = await said(["doctor", ...place]);
      expect(doctor.stdout).toMatch(
        /FAILED +tools +ours: 1 tool on, but it does not run: it ended with exit code 7\. See/,
      );
      expect(doctor.stdout).toMatch(/ok +tools +other: off/);
      const bundle = (await said(["doctor", "--bundle", "-", ...place])).stdout;
      expect(bundle).toContain("SERVER-1: 1 tool on, but it does not run");
      expect(bundle).not.toMatch(/\b(ours|other)\b/);
      behave(`exec ${server.join(" ")}`);
      expect(await tools(stateDir, "test", "ours")).toMatchObject({ code: 0 });
      expect((await standing()).servers[0].standing).toMatch(/^(starting|running)$/);
      await eventually(() => expect(lists.at(-1)).toEqual(["ours_echo"]));
      expect((await standing()).servers[0]).toMatchObject({ standing: "running", why: null });
      node.child.kill("SIGTERM");
      expect(await node.exited).toBe(0);
      expect((await said(["status", ...place])).stdout).toContain("  Tools: 1 on, of 1 server\n");
    },
  );

  test("refuses a tool that asks when nobody is there, and the activity log says so", async () => {
    const { stateDir, noted } = await withServer();
    await tools(stateDir, "ask", "ours", "echo");
    const { gateway, lists } = await gatewayForTools();
    run(gateway, stateDir);
    await eventually(() => expect(lists.at(-1)).toEqual(["ours_echo"]));
    expect(await call(gateway, "echo")).toMatchObject({
      ok: false,
      error: { code: "TOOL_DENIED", message: expect.stringContaining("nobody is there") },
    });
    expect(readFileSync(join(stateDir, "activity-refused.jsonl"), "utf8")).toContain(
      '"command":"ours/echo {}"',
    );
    expect(noted()).not.toContain("called");
  });

  test.each(["current", "old"] as const)(
    "tells an owner whose gateway (%s) knows no tools, and stays connected",
    async (generation) => {
      const { stateDir } = await withServer();
      await tools(stateDir, "allow", "ours", "echo");
      const { gateway } = await gatewayForTools({ generation, methods: {} });
      const node = run(gateway, stateDir);
      await eventually(() => expect(node.stdout).toContain("gateway-without-tools"));
      expect(gateway.attempts.length).toBeLessThan(4);
      expect(gateway.nodes()).toHaveLength(1);
      expect((await tools(stateDir)).stdout).toContain("This gateway is too old for the tools");
    },
  );
});

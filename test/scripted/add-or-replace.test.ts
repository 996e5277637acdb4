import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { listConnections } from "../../src/core/connections/list.ts";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess, program } from "./cli-process.ts";
import type { ScriptedGateway } from "./gateway.ts";
import { clawtray, end, friendlyGateway, pairedConnections } from "./several.ts";

const BOOTSTRAP = "recognisable-bootstrap-41cd";
const token = { OPENCLAW_GATEWAY_TOKEN: "shared-token" };
const hostOf = ({ url }: ScriptedGateway): string => new URL(url).host;
const namesIn = (stateDir: string): readonly string[] => listConnections(stateDir).map(({ name }) => name);
const settingsIn = (folder: string): string => readFileSync(join(folder, "settings.json"), "utf8");
const deviceAt = (gateway: ScriptedGateway): unknown => gateway.node().device?.deviceId;
const flat = (screen: string): string => screen.replace(/\s+/g, " ");

/** A computer that is a node of one gateway, and another gateway. */
async function homeAndWork() {
  const [home, work] = [await friendlyGateway(), await friendlyGateway({ bootstrapToken: BOOTSTRAP })];
  const { stateDir, ids } = await pairedConnections([{ name: "", gateway: home }]);
  const payload = { url: work.url, bootstrapToken: BOOTSTRAP };
  const code = Buffer.from(JSON.stringify(payload)).toString("base64url");
  return { stateDir, home, work, homeId: ids[0], payload, code };
}

/** A join link that answers with this. */
async function joinLink(payload: object): Promise<string> {
  const server = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(payload)),
  );
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  onTestFinished(() => void server.close());
  return `http://localhost:${(server.address() as AddressInfo).port}/j/${"a".repeat(22)}`;
}

const slow = { timeout: 120_000 };

describe("connect with another gateway than the one in use, where nobody can be asked", slow, () => {
  test.each(["an address", "a setup code", "a link", "a join link"])(
    "%s changes nothing, and what to pass is said",
    async (kind) => {
      const { stateDir, home, work, payload, code } = await homeAndWork();
      const before = [settingsIn(stateDir), work.attempts.length];
      const targets: Readonly<Record<string, string>> = {
        "an address": work.url,
        "a setup code": code,
        "a link": `oc-pair://${code}`,
        "a join link": await joinLink(payload),
      };
      const node = clawtray(stateDir, ["connect", "--json", targets[kind] ?? ""]);
      expect(await node.exited).toBe(2);
      expect(node.stderr).toContain(`already a node of ${hostOf(home)}`);
      expect(node.stderr).toMatch(/--add.*--replace/s);
      expect(node.stderr).not.toContain(BOOTSTRAP);
      expect([settingsIn(stateDir), work.attempts.length]).toEqual(before);
      expect(namesIn(stateDir)).toHaveLength(1);
    },
  );

  test("--add keeps the gateway in use, serves both, and the new one has a key of its own", async () => {
    const { stateDir, home, work, homeId, code } = await homeAndWork();
    const node = clawtray(stateDir, ["connect", "--json", "--add", `oc-pair://${code}`]);
    await work.until(() => work.nodes().length === 1);
    await home.until(() => home.nodes().length === 1);
    expect(namesIn(stateDir)).toEqual([hostOf(home), hostOf(work)]);
    expect(deviceAt(home)).toBe(homeId);
    expect(deviceAt(work)).not.toBe(homeId);
    await end(node);
  });

  test("--add beside a process that serves the first one runs the new one alone", async () => {
    const { stateDir, home, work } = await homeAndWork();
    const service = clawtray(stateDir, ["run", "--json"]);
    await service.phase("connected");
    const node = clawtray(stateDir, ["connect", "--json", "--add", work.url], token);
    await node.phase("connected");
    expect(node.stdout).not.toContain('"connections"');
    expect(home.nodes()).toHaveLength(1);
    await end(node);
    await end(service);
  });

  test("--replace uses the same identity at the other gateway, and adds nothing", async () => {
    const { stateDir, work, homeId } = await homeAndWork();
    // That this key may sign there is a question of its own.
    const refused = clawtray(stateDir, ["connect", "--json", "--replace", work.url], token);
    expect(await refused.exited).toBe(3);
    const words = ["connect", "--json", "--replace", "--allow-another-gateway", work.url];
    const node = clawtray(stateDir, words, token);
    await node.phase("connected");
    expect(deviceAt(work)).toBe(homeId);
    expect(namesIn(stateDir)).toEqual([hostOf(work)]);
    await end(node);
  });

  test("a gateway that a connection has already is that connection's, whichever it is", async () => {
    const [home, work] = [await friendlyGateway(), await friendlyGateway()];
    const { stateDir, ids } = await pairedConnections([
      { name: "", gateway: home },
      { name: "work", gateway: work },
    ]);
    for (const [index, gateway] of [home, work].entries()) {
      const address = gateway.url.replace("127.0.0.1", "localhost");
      const node = clawtray(stateDir, ["connect", "--json", address], token);
      await gateway.until(() => gateway.nodes().length === 1);
      expect(deviceAt(gateway)).toBe(ids[index]);
      await end(node);
    }
    expect(namesIn(stateDir)).toHaveLength(2);
  });

  test("an address at which nobody ever answered was a slip, and is replaced", async () => {
    const home = await friendlyGateway();
    const fresh = join(temporaryDirectory(), "state");
    const slip = clawtray(fresh, ["connect", "--json", "127.0.0.1:1", "--key-store", "file"]);
    await slip.phase("waiting");
    await end(slip);
    const node = clawtray(fresh, ["connect", "--json", home.url], token);
    await node.phase("connected");
    expect(namesIn(fresh)).toHaveLength(1);
    await end(node);
  });

  test.each([
    [["--add", "--replace"]],
    [["--add", "--connection", "work"]],
    [["--replace", "--connection", "work"]],
  ])("%j together are refused", async (flags) => {
    const node = new CliProcess(["connect", "127.0.0.1:1", ...flags]);
    expect(await node.exited).toBe(2);
    expect(node.stderr).toContain("cannot be combined");
  });
});

describe("connections add NAME TARGET", slow, () => {
  test("adds a connection of that name and connects it", async () => {
    const { stateDir, home, work, homeId, code } = await homeAndWork();
    const node = clawtray(stateDir, ["connections", "add", "at work", code, "--json"]);
    await work.until(() => work.nodes().length === 1);
    expect(namesIn(stateDir)).toEqual([hostOf(home), "at work"]);
    expect(deviceAt(work)).not.toBe(homeId);
    expect(node.stdout + node.stderr).not.toContain(BOOTSTRAP);
    await end(node);
  });

  test("what cannot be connected with leaves no connection behind", async () => {
    const { stateDir, payload } = await homeAndWork();
    const lost = (await joinLink(payload)).replace("/j/", "/nothing/j/");
    for (const [target, code] of [
      ["$GATEWAY", 2],
      ["ws://gateway.example.org", 2],
      [lost.replace(/localhost:\d+/, "localhost:1").replace("/nothing", ""), 1],
    ] as const) {
      const node = clawtray(stateDir, ["connections", "add", "work", target]);
      expect([target, await node.exited]).toEqual([target, code]);
      expect(namesIn(stateDir)).toHaveLength(1);
    }
    expect(existsSync(join(stateDir, "connections"))).toBe(false);
  });

  test("a name that is taken, and options without a target, are refused", async () => {
    const { stateDir, home, work } = await homeAndWork();
    const taken = clawtray(stateDir, ["connections", "add", hostOf(home), work.url]);
    expect(await taken.exited).toBe(2);
    expect(taken.stderr).toContain("Another connection has this name");
    const aimless = clawtray(stateDir, ["connections", "add", "work", "--service"]);
    expect(await aimless.exited).toBe(2);
    expect(aimless.stderr).toContain("clawtray connections add NAME TARGET");
    expect(namesIn(stateDir)).toHaveLength(1);
  });
});

const tool = terminalTool();

describe.skipIf(tool === null)(`add or replace, asked in a terminal (by ${tool})`, slow, () => {
  const inTerminal = (stateDir: string, target: string) =>
    new PseudoTerminal(
      tool ?? "script",
      ["sh", "-c", '"$@"; echo "ended with $?"', "sh", process.execPath, program, "connect", target].concat([
        "--state-dir",
        stateDir,
      ]),
      { ...process.env, ...token, TERM: "xterm" },
    );
  const isAsked = (screen: string): boolean => flat(screen).includes("[A/r/n]");

  test.each(["\r", "a\r"])("%j adds it: both are served", async (keys) => {
    const { stateDir, home, work, homeId } = await homeAndWork();
    const terminal = inTerminal(stateDir, work.url);
    await terminal.shows(isAsked);
    expect(flat(terminal.screen)).toContain(`already a node of ${hostOf(home)}`);
    expect(work.attempts).toHaveLength(0);
    terminal.press(keys);
    await work.until(() => work.nodes().length === 1);
    await home.until(() => home.nodes().length === 1);
    expect(deviceAt(work)).not.toBe(homeId);
  });

  test("r replaces it, once more asked whether the same key may sign there", async () => {
    const { stateDir, work, homeId } = await homeAndWork();
    const terminal = inTerminal(stateDir, work.url);
    await terminal.shows(isAsked);
    terminal.press("r\r");
    await terminal.shows((screen) => flat(screen).includes("[y/N]"));
    terminal.press("y\r");
    await work.until(() => work.nodes().length === 1);
    expect(deviceAt(work)).toBe(homeId);
    expect(namesIn(stateDir)).toHaveLength(1);
  });

  test.each(["n\r", "j'y pense\r", "\u0004", "\u0003"])("%j changes nothing", async (keys) => {
    const { stateDir, work } = await homeAndWork();
    const before = settingsIn(stateDir);
    const terminal = inTerminal(stateDir, work.url);
    await terminal.shows(isAsked);
    terminal.press(keys);
    await terminal.shows((screen) => screen.includes("ended with 2"));
    expect(flat(terminal.screen)).toContain("Nothing was changed.");
    expect([settingsIn(stateDir), namesIn(stateDir).length, work.attempts.length]).toEqual([before, 1, 0]);
  });
});

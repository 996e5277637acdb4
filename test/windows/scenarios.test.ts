import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { deviceRequests, grantSurface, listedNode } from "../../scripts/gateway/pairing.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { askNode } from "../gateway/ask-node.ts";
import { createWindowsComputer, type WindowsComputer, type WindowsConsole } from "./harness/computer.ts";
import { furnish } from "./hostile/world.ts";

let gateway: Gateway;
let computer: WindowsComputer;
let node: WindowsConsole;
let deviceId = "";
const place = ["--key-store", "file", "--state-dir", "C:\\users\\root\\node"];
const patience = { timeoutMs: 60_000, everyMs: 200 };

/** Waits until the console has said these words; `from` leaves out what it had said before. */
const seen = (words: RegExp, from = 0) =>
  waitFor(
    `${words} in the console`,
    () => (words.test(node.said().slice(from)) ? node.said().slice(from) : null),
    patience,
  ).catch((error: Error) => {
    throw new Error(`${error.message}; it said:\n${node.said().slice(from).slice(-2000)}`);
  });

const run = (...command: readonly string[]) =>
  askNode(gateway.admin, deviceId, "system.run", { command, cwd: "C:\\work", agentId: "main" }, 60_000);

/** A command in a second terminal. */
const cli = (...words: readonly string[]) => computer.cli([...words, ...place]);

const connected = (wanted: boolean) =>
  waitFor(
    `the gateway to see the node ${wanted ? "come" : "go"}`,
    async () => ((await listedNode(gateway.admin, deviceId))?.connected === wanted ? true : null),
    patience,
  );

/** Invokes it, and answers the question in the console once it takes answers. */
async function answered(key: string, ...command: readonly string[]) {
  const from = node.said().length;
  const running = run(...command);
  const question = await seen(/\[d\] Deny/, from);
  node.press(key);
  return { answer: await running, question };
}

beforeAll(async () => {
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)));
  computer = await createWindowsComputer();
  await furnish(computer);
  node = computer.startConsole(["run", "--gateway", gateway.url, ...place], {
    environment: { OPENCLAW_GATEWAY_TOKEN: gateway.token, WINEPATH: "C:\\tools" },
  });
  await seen(/Waiting for approval/);
  const identity = await computer.cli(["identity", "--json", ...place]);
  deviceId = JSON.parse(identity.stdout).deviceId;
  const [request] = await deviceRequests(gateway.admin, deviceId);
  await gateway.admin.call("device.pair.approve", { requestId: request?.requestId });
  await connected(true);
  await grantSurface(gateway.admin, deviceId, 60_000, "system.run");
});
afterAll(async () => {
  await node?.kill();
  await computer?.dispose();
  await gateway?.dispose();
});

describe("consent in a console of Windows", () => {
  test("nothing runs while nobody answers, and a person sees what would", async () => {
    const { answer, question } = await answered("d", "tool", "a b");
    expect(question).toMatch(/The agent "main" at .* asks to run:/);
    expect(question).toContain('tool "a b"');
    expect(question).toMatch(/Folder +C:\\work/);
    expect(question).toMatch(/Program +C:\\tools\\tool\.exe/);
    expect(answer).toMatchObject({ kind: "refusal", code: "SYSTEM_RUN_DENIED" });
  });

  test("once is once", async () => {
    const { answer } = await answered("o", "tool", "once");
    expect(answer).toMatchObject({ kind: "payload", payload: { success: true } });
    expect(JSON.stringify(answer)).toContain("commandLine=");
    expect((await answered("d", "tool", "once")).answer).toMatchObject({ kind: "refusal" });
  });

  test("always is these words, in this folder, in the running node", async () => {
    expect((await answered("a", "tool", "always")).answer).toMatchObject({ kind: "payload" });
    expect(await run("tool", "always")).toMatchObject({ kind: "payload" });
    expect((await answered("d", "tool", "always", "more")).answer).toMatchObject({ kind: "refusal" });
  });
});

describe("the commands while a node is running", () => {
  test("approvals: what is allowed holds in the running node, and what is removed no longer", async () => {
    const allowed = await cli("approvals", "allow", "whoami");
    expect(allowed.code, allowed.stderr).toBe(0);
    expect(allowed.stderr).toContain("Windows offers no way to contain a program.");
    expect(await run("whoami")).toMatchObject({ kind: "payload" });
    const listed = JSON.parse((await cli("approvals", "--json")).stdout);
    const entries = listed.agents.flatMap((agent: { allowlist: object[] }) => agent.allowlist);
    const entry = entries.find(({ pattern }: { pattern: string }) => pattern === "whoami");
    expect((await cli("approvals")).stdout).toContain("whoami");
    const removed = await cli("approvals", "remove", entry.id);
    expect(removed.code, removed.stderr).toBe(0);
    expect((await answered("d", "whoami")).answer).toMatchObject({ kind: "refusal" });
  });

  test("activity: what ran and what was refused, in order", async () => {
    const shown = await cli("activity");
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toContain("whoami");
    expect(shown.stdout).toContain("tool always");
  });

  test("status: connected, and paused after pause, until resume", async () => {
    expect((await cli("status")).code).toBe(0);
    expect((await cli("pause")).code).toBe(0);
    await connected(false);
    expect((await cli("status")).code).toBe(6);
    expect((await cli("resume")).code).toBe(0);
    await connected(true);
    await waitFor(
      "status to say connected",
      async () => ((await cli("status")).code === 0 ? true : null),
      patience,
    );
  });

  test("doctor: every finding in the words of Windows", async () => {
    const examined = await cli("doctor");
    expect(examined.stdout).toMatch(/state folder/);
    expect(examined.stdout).toContain("C:\\users\\root\\node");
    expect(examined.stdout + examined.stderr).not.toMatch(/chmod|sudo|systemd|bubblewrap|\/usr\//);
  });

  test("logs: says where there is none, or shows it", async () => {
    const logs = await cli("logs");
    expect(logs.stdout + logs.stderr).not.toBe("");
    expect(logs.stderr).not.toMatch(/internal|stack/);
  });

  test("service: not installed, and what would be", async () => {
    const status = await cli("service", "status");
    expect(status.code, status.stdout + status.stderr).toBe(7);
    expect(status.stdout).toContain("Not installed");
    const printed = await cli("service", "install", "--print");
    expect(printed.code, printed.stderr).toBe(0);
    expect(printed.stdout).toContain("<Task ");
    expect(printed.stdout).toContain("C:\\Program Files\\Clawtray\\node\\node.exe");
  });

  test("its key ends it, another start is the same device, and forget leaves none", async () => {
    node.press("q"); // Ctrl+C would end Wine itself
    expect(await node.exited).toBe(0);
    await connected(false);
    node = computer.startConsole(["run", ...place], { environment: { WINEPATH: "C:\\tools" } });
    await connected(true);
    node.press("q");
    expect(await node.exited).toBe(0);
    const forgotten = await cli("forget", "--yes");
    expect(forgotten.code, forgotten.stderr).toBe(0);
    expect((await cli("identity")).code).toBe(5);
  });
});

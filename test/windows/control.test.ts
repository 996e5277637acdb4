import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { controlOf } from "../../src/core/instance/control-key.ts";
import { acting, hostileLines } from "../support/hostile-peer.ts";
import { createWindowsComputer, type WindowsComputer, type WindowsProcess } from "./harness/computer.ts";
import { startWindowsNode, type WindowsNode } from "./harness/node.ts";

const stateDir = "C:\\Clawtray Pipe";
const place = ["--state-dir", stateDir, "--key-store", "file"];
let computer: WindowsComputer;
let node: WindowsNode;

beforeAll(async () => {
  computer = await createWindowsComputer();
  node = startWindowsNode(computer, ["--gateway", "127.0.0.1:1", ...place]);
  await node.waitFor("waiting for its gateway", (state) => state.phase === "waiting");
});
afterAll(() => computer?.dispose());

const secretFile = () => {
  const users = join(computer.drive, "users");
  const found = readdirSync(users)
    .map((user) => join(users, user, "AppData", "Local", "Clawtray", "control-secret"))
    .filter((path) => existsSync(path));
  expect(found).toHaveLength(1);
  return found[0] ?? "";
};

describe("the control pipe of a running node", () => {
  test("answers a second command, and obeys it", async () => {
    const status = await computer.cli(["status", "--json", ...place]);
    expect(JSON.parse(status.stdout)).toMatchObject({ answering: true, state: { phase: "waiting" } });
    const paused = await computer.cli(["pause", ...place]);
    expect(paused.code, paused.stderr).toBe(0);
    await node.waitFor("paused", (state) => state.phase === "paused");
  });

  test("keeps a second node away", async () => {
    const second = await computer.cli(["run", "--json", ...place]);
    expect(second.code).not.toBe(0);
    expect(second.stderr).toMatch(/already running here \(process \d+\)/);
  });

  test("has its secret in the local profile and nowhere else", async () => {
    const secret = readFileSync(secretFile(), "utf8").trim();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    const folder = join(computer.drive, "Clawtray Pipe");
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), "utf8")).not.toContain(secret);
    }
    const said = node.process.stdout() + node.process.stderr();
    expect(said).not.toContain(secret);
  });
});

describe("a program that took the name of the pipe", () => {
  let squatter: WindowsProcess;

  beforeAll(async () => {
    await node.process.kill();
    const control = controlOf(readFileSync(secretFile(), "utf8").trim(), stateDir);
    const script = `
      const lines = ${JSON.stringify(hostileLines.map(([, line]) => line).filter((line) => line.length < 2_000))};
      let next = 0;
      require("node:net").createServer((client) => {
        client.on("error", () => {});
        client.write(lines[next++ % lines.length] + "\\n");
      }).listen(${JSON.stringify(control.place)}, () => console.log("listening"));
    `;
    await writeFile(join(computer.drive, "squatter.cjs"), script);
    squatter = computer.startNode(["C:\\squatter.cjs"]);
    await waitFor("the squatter to listen", () => squatter.stdout().includes("listening") || null, {
      timeoutMs: 60_000,
      everyMs: 100,
    });
  });
  afterAll(() => squatter?.kill());

  test.each([
    ["status"],
    ["status --json"],
    ["pause"],
    ["resume"],
    ["capabilities"],
    ["capabilities on device"],
    ["doctor"],
    ["forget --yes"],
    ["run"],
    ["run --json"],
  ])("is found out by clawtray %s, and nothing it says is shown", async (command) => {
    const words = command.split(" ");
    const ended = await computer.cli([...words, ...place]);
    const said = ended.stdout + ended.stderr;
    expect(ended.code, said).not.toBe(0);
    expect(said).not.toMatch(acting);
    expect(said).not.toContain("evil");
    if (command === "status --json")
      expect(JSON.parse(ended.stdout)).toMatchObject({ unproven: true, running: false, state: null });
    else expect(said).toContain("cannot prove that it is Clawtray");
  });
});

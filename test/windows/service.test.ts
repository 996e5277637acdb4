import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { isReady } from "../../scripts/gateway/states.ts";
import { createScriptedGateway, type ScriptedGateway } from "../scripted/gateway.ts";
import { readTask } from "../service/fake-manager.ts";
import { createWindowsComputer, type WindowsComputer } from "./harness/computer.ts";
import { startWindowsNode } from "./harness/node.ts";

/**
 * The Task Scheduler's task, without the scheduler: Wine has none that runs a task. The task's own command line,
 * taken from the file that was written for the scheduler, is started as the scheduler starts it: program and
 * arguments go to CreateProcess as one line, unread and unquoted by anybody else.
 */
let computer: WindowsComputer;
beforeAll(async () => {
  computer = await createWindowsComputer();
});
afterAll(() => computer?.dispose());

const token = "recognisable-task-token-6b1d";
const place = ["--state-dir", "C:\\my state & more\\100%", "--key-store", "file"];

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const element = (xml: string, name: string): string =>
  (new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? "").replace(
    /&(\w+);/g,
    (whole, entity: string) => entities[entity] ?? whole,
  );

/** A program and the rest of its command line, as it stands in the task. */
interface CommandLine {
  readonly command: string;
  readonly line: string;
}

function commandLine(xml: string): CommandLine {
  const [command, line] = [element(xml, "Command"), element(xml, "Arguments")];
  if (command !== "conhost.exe") return { command, line };
  // Wine's conhost starts nothing. Windows' own hands on what follows as it is.
  const [, program = "", rest = ""] = /^--headless "([^"]*)" (.*)$/.exec(line) ?? [];
  return { command: program, line: rest };
}

function start({ command, line }: CommandLine) {
  // The name of the program is quoted, as the scheduler does; the rest stays as it is.
  const how = `{ windowsVerbatimArguments: true, argv0: ${JSON.stringify(`"${command}"`)}, stdio: "inherit" }`;
  const script = `require("node:child_process").spawn(${JSON.stringify(command)}, [${JSON.stringify(line)}], ${how}).on("exit", (code) => process.exit(code ?? 1))`;
  return computer.startNode(["-e", script]);
}

async function connectedPid(gateway: ScriptedGateway): Promise<string> {
  await gateway.until(() => gateway.nodes().length === 1, 60_000);
  const status = await computer.cli(["status", "--json", ...place]);
  expect(status.code, status.stderr).toBe(0);
  return String((JSON.parse(status.stdout) as { pid: number }).pid);
}

test("the task's own command line brings the same node back after every kill", async () => {
  const gateway = await createScriptedGateway({ token, autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  const first = startWindowsNode(computer, ["--gateway", gateway.url, ...place], {
    environment: { OPENCLAW_GATEWAY_TOKEN: token },
  });
  const { deviceId } = await first.waitFor("ready", isReady);
  const keys = join(computer.drive, "my state & more", "100%", "keys.json");
  await expect.poll(() => readFileSync(keys, "utf8")).toContain("device-token");
  await first.process.kill();
  await gateway.until(() => gateway.nodes().length === 0, 60_000);

  // What the answer is of a scheduler that runs nothing is no matter here: the task's file was written for it.
  const installed = await computer.cli(["service", "install", ...place]);
  const path = /^Installed: C:\\(.*)$/m.exec(installed.stdout.replaceAll("\r", ""))?.[1] ?? "";
  const file = readFileSync(join(computer.drive, ...path.split("\\")));
  const person = file.toString("utf16le");
  const system = (await computer.cli(["service", "install", "--system", "--print", ...place])).stdout;
  for (const xml of [person, system]) {
    expect(xml).not.toContain(token);
    expect(readTask(Buffer.from(xml, "utf16le")).words.slice(2)).toEqual(["run", "--service", ...place]);
  }
  for (const xml of [person, person, system]) {
    const attempts = gateway.attempts.length;
    const task = start(commandLine(xml));
    const pid = await connectedPid(gateway).catch((error: Error) => {
      throw new Error(`${error.message}; the task said ${task.stdout()} ${task.stderr()}`);
    });
    expect(gateway.node().device?.deviceId).toBe(deviceId);
    expect(gateway.attempts.length).toBe(attempts + 1);
    const killed = await computer.run("taskkill.exe", ["/F", "/PID", pid]);
    expect(killed.code, killed.stdout + killed.stderr).toBe(0);
    await gateway.until(() => gateway.nodes().length === 0, 60_000);
    await task.exited;
  }
}, 300_000);

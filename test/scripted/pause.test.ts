import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";

async function gatewayFor(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({
    token: null,
    autoApproveDevice: true,
    autoApproveSurface: true,
    ...options,
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

const place = (stateDir: string): readonly string[] => ["--state-dir", stateDir, "--key-store", "file"];

/** A command that ends, with how it ended. */
async function said(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = new CliProcess(words);
  const code = await command.exited;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

describe("clawtray pause and resume", () => {
  test("take a headless node from its gateway and bring it back, also over a restart", async () => {
    const gateway = await gatewayFor();
    const stateDir = temporaryDirectory();
    const run = () => new CliProcess(["run", "--json", "--gateway", gateway.url, ...place(stateDir)]);
    const node = run();
    const { deviceId } = await node.phase("connected");

    const paused = await said("pause", ...place(stateDir));
    expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining("clawtray resume") });
    await gateway.until(() => gateway.nodes().length === 0);
    expect(await said("status", ...place(stateDir))).toMatchObject({ code: 6 });

    node.child.kill("SIGTERM");
    await node.exited;
    const again = run();
    await again.phase("paused");
    expect(gateway.attempts).toHaveLength(1);

    expect(await said("resume", "--json", ...place(stateDir))).toMatchObject({
      code: 0,
      stdout: '{"paused":false,"running":true}\n',
    });
    expect(await again.phase("connected")).toMatchObject({ deviceId });
    expect(await said("status", ...place(stateDir))).toMatchObject({ code: 0 });
  });

  test("hold for the next start where nothing runs", async () => {
    const gateway = await gatewayFor();
    const stateDir = temporaryDirectory();
    expect(await said("pause", ...place(stateDir))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("next start"),
    });
    const node = new CliProcess(["run", "--json", ...place(stateDir)]);
    await node.phase("paused");
    node.child.kill("SIGTERM");
    await node.exited;
    expect(await said("resume", ...place(stateDir))).toMatchObject({ code: 0 });
    const after = new CliProcess(["run", "--json", "--gateway", gateway.url, ...place(stateDir)]);
    await after.phase("connected");
  });
});

describe("the exit code of clawtray status", () => {
  test("tells a script: connected, waiting, blocked, not running", async () => {
    const gateway = await gatewayFor({ token: "right", autoApproveDevice: false });
    const stateDir = temporaryDirectory();
    const status = () => said("status", ...place(stateDir));
    expect(await status()).toMatchObject({ code: 7, stdout: expect.stringContaining("has never run here") });
    const start = (token: string) =>
      new CliProcess(["run", "--json", "--gateway", gateway.url, ...place(stateDir)], {
        OPENCLAW_GATEWAY_TOKEN: token,
      });
    const wrong = start("wrong");
    await wrong.phase("blocked");
    expect(await status()).toMatchObject({ code: 3 });
    wrong.child.kill("SIGTERM");
    await wrong.exited;
    const node = start("right");
    await node.phase("awaiting-approval");
    expect(await status()).toMatchObject({ code: 6 });
    gateway.approveDevice();
    await node.phase("connected");
    const connected = await status();
    expect(connected.code).toBe(0);
    expect(connected.stdout).toMatch(/^Running, process \d+, version \d+\.\d+\.\d+, since \d{4}-\d\d-\d\d /);
    expect(connected.stdout).toMatch(
      /Turned on: device, notify, run\. Turned off: screen, computer, camera, location, presence\./,
    );
    node.child.kill("SIGKILL");
    await node.exited;
    expect(await status()).toMatchObject({ code: 7, stdout: expect.stringContaining("Last known") });
  });
});

import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

const sharedToken = "recognisable-shared-token-7f3a";

async function ended(words: readonly string[], env: Record<string, string> = {}) {
  const process = new CliProcess(words, env);
  const code = await process.exited;
  return { code, stdout: process.stdout, stderr: process.stderr };
}

/** Whether this machine knows places is no matter. */
const withoutBus = { DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/nowhere" };

const capabilities = (stateDir: string, ...words: string[]) =>
  ended(["capabilities", ...words, "--state-dir", stateDir], withoutBus);

async function listed(stateDir: string): Promise<Record<string, { on: boolean; available: boolean }>> {
  const { stdout } = await capabilities(stateDir, "--json");
  const { capabilities: all } = JSON.parse(stdout) as {
    capabilities: { name: string; on: boolean; available: boolean }[];
  };
  return Object.fromEntries(all.map(({ name, on, available }) => [name, { on, available }]));
}

describe("clawtray capabilities", () => {
  test("lists every capability, what is on, and what this computer cannot do", async () => {
    const stateDir = temporaryDirectory();
    const { code, stdout } = await capabilities(stateDir);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^device +on +device\.info, device\.status, system\.which$/m);
    expect(stdout).toMatch(/^location +off +not available here$/m);
    expect(await listed(stateDir)).toMatchObject({
      device: { on: true, available: true },
      camera: { on: false },
      location: { on: false, available: false },
    });
  });

  test("keeps a change in the settings when no node runs", async () => {
    const stateDir = temporaryDirectory();
    const { code, stdout } = await capabilities(stateDir, "off", "device");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '"device" is off: it is not offered, and anything still running for it is stopped.\n',
    });
    expect((await listed(stateDir)).device).toMatchObject({ on: false });
    expect((await capabilities(stateDir, "on", "device")).stdout).toContain("openclaw nodes pending");
    expect((await listed(stateDir)).device).toMatchObject({ on: true });
  });

  test("says so when what was turned on cannot be done here", async () => {
    const { stdout } = await capabilities(temporaryDirectory(), "on", "location");
    expect(stdout).toContain("not available here");
    expect(stdout).toContain("GeoClue");
    expect(stdout).not.toContain("openclaw nodes pending");
  });

  test("says what is missing for what cannot be done here", async () => {
    const stateDir = temporaryDirectory();
    expect((await capabilities(stateDir, "on", "camera")).stdout).toContain("needs the desktop app");
    const { stdout } = await ended(["capabilities", "on", "notify", "--state-dir", stateDir], {
      DISPLAY: "",
      WAYLAND_DISPLAY: "",
    });
    expect(stdout).toContain("notify-send");
  });

  test.each([
    [["on"]],
    [["device"]],
    [["on", "device", "camera"]],
    [["on", "everything"]],
    [["off", "__proto__"]],
  ])("refuses %j with the usage code", async (words) => {
    const { code, stderr } = await capabilities(temporaryDirectory(), ...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^clawtray: /);
  });

  test("takes effect in the node that runs, at once", async () => {
    const gateway = await createScriptedGateway({
      token: sharedToken,
      autoApproveDevice: true,
      autoApproveSurface: true,
    });
    onTestFinished(() => gateway.close());
    const stateDir = temporaryDirectory();
    const words = ["run", "--gateway", gateway.url, "--json", "--state-dir", stateDir, "--key-store", "file"];
    const node = new CliProcess(words, { OPENCLAW_GATEWAY_TOKEN: sharedToken });
    await node.phase("connected");
    expect(await gateway.invoke("system.which", { bins: ["sh"] }).result).toMatchObject({ ok: true });
    expect((await capabilities(stateDir, "off", "device")).code).toBe(0);
    expect(await gateway.invoke("system.which", { bins: ["sh"] }, { force: true }).result).toMatchObject({
      error: { code: "DEVICE_DISABLED" },
    });
    const declared = (): readonly string[] =>
      (gateway.attempts.at(-1)?.params as { commands?: readonly string[] } | null)?.commands ?? [
        "system.which",
      ];
    await gateway.until(() => !declared().includes("system.which"));
    expect(declared()).toContain("system.run");
    expect((await listed(stateDir)).device).toMatchObject({ on: false });
    await node.until(() =>
      node.states.some((state) => state.capabilities.some(({ name, on }) => name === "device" && !on)),
    );
  });

  test("keeps over a restart that the gateway let a command through", { timeout: 60_000 }, async () => {
    const gateway = await createScriptedGateway({
      token: null,
      autoApproveDevice: true,
      autoApproveSurface: true,
    });
    onTestFinished(() => gateway.close());
    const stateDir = temporaryDirectory();
    const words = ["run", "--gateway", gateway.url, "--json", "--state-dir", stateDir, "--key-store", "file"];
    const withheld = async () => {
      const { stdout } = await capabilities(stateDir, "--json");
      const { capabilities: all } = JSON.parse(stdout) as {
        capabilities: { name: string; withheld?: string[] }[];
      };
      return all.find(({ name }) => name === "device")?.withheld;
    };
    const node = new CliProcess(words);
    await node.phase("connected");
    expect(await withheld()).toContain("device.info");
    expect(await gateway.invoke("device.info", {}).result).toMatchObject({ ok: true });
    expect(await withheld()).not.toContain("device.info");
    node.child.kill("SIGTERM");
    await node.exited;

    const again = new CliProcess(words);
    await again.phase("connected");
    const after = await withheld();
    expect(after).not.toContain("device.info");
    expect(after).toContain("device.status");
  });

  test("offers notifications where the desktop has a way to show them", async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "notify-send"), "#!/bin/sh\n");
    chmodSync(join(folder, "notify-send"), 0o755);
    const env = { DISPLAY: ":7", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" };
    const words = ["capabilities", "--json", "--state-dir", temporaryDirectory()];
    const path = process.env.PATH ?? "";
    const shown = async (more: Record<string, string>) => {
      const { stdout } = await ended(words, { DISPLAY: "", WAYLAND_DISPLAY: "", ...more });
      const { capabilities: all } = JSON.parse(stdout) as { capabilities: { name: string }[] };
      return all.find(({ name }) => name === "notify");
    };
    expect(await shown({ ...env, PATH: `${folder}:${path}` })).toMatchObject({
      available: true,
      commands: ["system.notify"],
    });
    expect(await shown({ PATH: `${folder}:${path}` })).toMatchObject({ available: false });
  });
});

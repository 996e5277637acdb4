import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openServiceManager } from "../../src/core/service/open.ts";
import type { ServiceManager, ServiceSpec, ServiceWorld } from "../../src/core/service/service.ts";
import { FakeManager } from "../service/fake-manager.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { bareEnvironment, cli, connected, gatewayFor } from "./service-home.ts";

/** The other two managers, by the units and the tools' words of their platforms, on this computer. */
describe.skipIf(process.platform === "win32").each([
  { platform: "darwin", tool: "launchctl", service: "ai.openclaw.clawtray" },
  { platform: "win32", tool: "schtasks.exe", service: "\\Clawtray\\clawtray" },
] as const)("the service of $platform, under a stand-in for $tool", ({ platform, service: name }) => {
  test("brings the same node back after a restart of the computer and of the service", async () => {
    const gateway = await gatewayFor(null);
    const root = temporaryDirectory();
    const fake = new FakeManager(root, bareEnvironment(root));
    onTestFinished(() => fake.end());
    const world: ServiceWorld = {
      env: { APPDATA: `${root}/AppData`, USERNAME: "jörg", USERDOMAIN: "BÜRO" },
      home: root,
      uid: 501,
      root: "",
      run: (program, words) => fake.handle(program, words),
    };
    const manager = openServiceManager(platform, "user", "clawtray", world) as ServiceManager;
    const stateDir = join(root, 'Jörg & "Co" %d');
    const program = [
      process.execPath,
      cli,
      "run",
      "--service",
      "--state-dir",
      stateDir,
      "--key-store",
      "file",
      "--gateway",
      gateway.url,
    ];
    const spec: ServiceSpec = {
      scope: "user",
      name: "clawtray",
      program,
      searchPath: process.env.PATH ?? null,
      account: null,
      stateDir: null,
      logFile: join(root, "logs", "service.log"),
    };
    expect(await manager.status()).toEqual({ installed: false });
    expect(await manager.install(spec, { start: true })).toEqual({ ok: true, value: undefined });
    const deviceId = await connected(gateway);
    expect(fake.service(name)?.unit.words).toEqual(program);
    expect(await manager.status()).toMatchObject({ installed: true, running: true, enabled: true });

    await fake.reboot();
    await gateway.until(() => gateway.attempts.length >= 2, 20_000);
    expect(await connected(gateway)).toBe(deviceId);

    expect(await manager.restart()).toMatchObject({ ok: true });
    await gateway.until(() => gateway.attempts.length >= 3, 20_000);
    expect(await connected(gateway)).toBe(deviceId);

    expect(await manager.install(spec, { start: true }), "installed over itself").toMatchObject({ ok: true });
    await gateway.until(() => gateway.attempts.length >= 4, 20_000);
    expect(await connected(gateway)).toBe(deviceId);

    expect(await manager.uninstall()).toMatchObject({ ok: true });
    await gateway.until(() => gateway.nodes().length === 0);
    expect(await manager.status()).toEqual({ installed: false });
    expect(await manager.uninstall()).toEqual({ ok: false, failure: { kind: "not-installed" } });
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { readLastState } from "../../src/core/instance/last-state.ts";
import { openServiceManager } from "../../src/core/service/open.ts";
import type { ServiceManager, ServiceSpec, ServiceWorld } from "../../src/core/service/service.ts";
import { FakeManager, installTools, type Supervised } from "../service/fake-manager.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";

const cli = fileURLToPath(new URL("../../out/cli/index.js", import.meta.url));
const sharedToken = "recognisable-service-token-51c2";

async function gatewayFor(token: string | null): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({ token, autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** The one device that is connected. */
async function connected(gateway: ScriptedGateway): Promise<string> {
  await gateway.until(() => gateway.nodes().length === 1, 25_000);
  const deviceId = gateway.node().device?.deviceId;
  expect(deviceId).toMatch(/^[0-9a-f]{64}$/);
  return deviceId ?? "";
}

const bareEnvironment = (home: string): NodeJS.ProcessEnv => ({
  HOME: home,
  PATH: process.env.PATH,
  LANG: "C",
});

/** A home of its own, with the platform's tools first on its search path. */
async function systemdHome(): Promise<{
  readonly home: string;
  readonly stateDir: string;
  readonly manager: FakeManager;
  readonly clawtray: (words: readonly string[], more?: Readonly<Record<string, string>>) => CliProcess;
}> {
  const home = temporaryDirectory();
  const stateDir = join(home, "state");
  const manager = new FakeManager(join(home, ".config/systemd/user"), bareEnvironment(home));
  onTestFinished(() => manager.end());
  const tools = await installTools(join(home, "tools"), manager, ["systemctl", "loginctl", "journalctl"]);
  onTestFinished(() => void tools.close());
  const environment = {
    HOME: home,
    XDG_CONFIG_HOME: "",
    SUDO_USER: "",
    PATH: `${join(home, "tools")}:${process.env.PATH}`,
  };
  return {
    home,
    stateDir,
    manager,
    clawtray: (words, more = {}) =>
      new CliProcess([...words, "--state-dir", stateDir, "--key-store", "file"], { ...environment, ...more }),
  };
}

const onlyService = (manager: FakeManager, calls: readonly string[][] = manager.calls): Supervised => {
  const unit = calls.findLast(([tool, , verb]) => tool === "systemctl" && verb === "restart")?.[3] ?? "";
  const service = manager.service(unit);
  if (service === null) throw new Error(`nothing is supervised as ${unit}`);
  return service;
};

describe.skipIf(process.platform !== "linux")("clawtray service, under a stand-in for systemd", () => {
  it("brings the same node back after a kill, a gateway that was away, and a restart of the computer", async () => {
    const gateway = await gatewayFor(sharedToken);
    const { home, stateDir, manager, clawtray } = await systemdHome();
    const installed = clawtray(["service", "install", "--gateway", gateway.url], {
      OPENCLAW_GATEWAY_TOKEN: sharedToken,
    });
    expect(await installed.exited, installed.stderr).toBe(0);
    expect(installed.stdout).toMatch(/starts when you log in.*\n.*loginctl enable-linger/);
    const deviceId = await connected(gateway);

    const unit = installed.stdout.match(/^Installed: (.*)$/m)?.[1] ?? "";
    expect(readFileSync(unit, "utf8")).not.toContain(sharedToken);
    expect(unit.startsWith(home)).toBe(true);

    const service = onlyService(manager);
    service.child?.kill("SIGKILL");
    await expect.poll(() => service.starts).toBe(2);
    expect(await connected(gateway)).toBe(deviceId);

    await gateway.crash();
    await expect.poll(() => readLastState(stateDir)?.state.phase).toBe("waiting");
    await gateway.start();
    expect(await connected(gateway)).toBe(deviceId);
    expect(service.starts).toBe(2);

    await manager.reboot();
    expect(await connected(gateway)).toBe(deviceId);
    expect(gateway.pairing.issuedTokens.length).toBeGreaterThan(0);

    const status = clawtray(["service", "status"]);
    expect(await status.exited).toBe(0);
    expect(status.stdout).toMatch(
      /^Running, process \d+ \(systemd: active \(running\)\)\nStarts by itself: yes/,
    );
    const node = clawtray(["status"]);
    expect(await node.exited).toBe(0);
    expect(node.stdout).toMatch(/Service: runs, starts by itself/);
    expect(node.stdout).toContain(join(stateDir, "logs", "clawtray.log"));

    const removed = clawtray(["service", "uninstall"]);
    expect(await removed.exited).toBe(0);
    expect(existsSync(unit)).toBe(false);
    await gateway.until(() => gateway.nodes().length === 0);
    const left = clawtray(["identity"]);
    expect(await left.exited).toBe(0);
    expect(left.stdout).toContain(deviceId);
  });

  it("ends cleanly on stop, and says in its log that nobody can be asked", async () => {
    const gateway = await gatewayFor(null);
    const { manager, clawtray } = await systemdHome();
    const installed = clawtray(["service", "install", "--gateway", gateway.url]);
    expect(await installed.exited, installed.stderr).toBe(0);
    await connected(gateway);
    const connection = gateway.node();
    const service = onlyService(manager);
    await service.stop();
    await gateway.until(() => gateway.nodes().length === 0);
    expect(connection.closedWith).toBe(1000);
    expect(service.lastCode).toBe(0);
    const logs = clawtray(["logs"]);
    expect(await logs.exited).toBe(0);
    const lines = logs.stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z info Clawtray \S+ started, process \d+\. Nobody can be asked here/,
    );
    expect(lines.at(-1)).toMatch(/ info Ended\.$/);
    expect(lines.filter((line) => line.includes("Connected"))).not.toEqual([]);
  });

  it("is not started again where that cannot help: no gateway is known", async () => {
    const { manager, clawtray, stateDir, home } = await systemdHome();
    const refused = clawtray(["service", "install"]);
    expect(await refused.exited).toBe(2);
    expect(refused.stderr).toContain("clawtray service install --gateway HOST");
    // A unit whose settings went away later.
    const folder = join(home, ".config/systemd/user");
    const unit = spawnSync(process.execPath, [
      cli,
      "service",
      "install",
      "--print",
      "--state-dir",
      stateDir,
      "--key-store",
      "file",
    ]);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "lost.service"), unit.stdout);
    await manager.handle("systemctl", ["restart", "lost.service"]);
    const service = manager.service("lost.service");
    await expect.poll(() => service?.running).toBe(false);
    expect(service?.lastCode).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(service?.starts).toBe(1);
    expect(service?.output).toContain("Say where the gateway is");
  });

  it("waits for another process that holds the identity, and takes over when that one ends", async () => {
    const gateway = await gatewayFor(null);
    const { manager, clawtray } = await systemdHome();
    const person = clawtray(["run", "--json", "--gateway", gateway.url]);
    const { deviceId } = await person.phase("connected");
    const installed = clawtray(["service", "install"]);
    expect(await installed.exited, installed.stderr).toBe(0);
    expect(installed.stdout).toContain(`process ${person.child.pid}`);
    const service = onlyService(manager);
    await expect.poll(() => service.output).toContain(`process ${person.child.pid}`);
    expect(gateway.nodes()).toHaveLength(1);
    person.child.kill("SIGTERM");
    await person.exited;
    await gateway.until(() => gateway.nodes().length === 1 && gateway.attempts.length > 1, 20_000);
    expect(await connected(gateway)).toBe(deviceId);
    expect(service.starts).toBe(1);
  });

  it("leaves a unit alone that somebody else wrote", async () => {
    const gateway = await gatewayFor(null);
    const { clawtray, stateDir } = await systemdHome();
    const first = clawtray(["service", "install", "--gateway", gateway.url]);
    await first.exited;
    const unit = first.stdout.match(/^Installed: (.*)$/m)?.[1] ?? "";
    writeFileSync(unit, "[Service]\nExecStart=/bin/true\n");
    for (const verb of ["install", "uninstall"]) {
      const refused = clawtray(["service", verb]);
      expect(await refused.exited).toBe(1);
      expect(refused.stderr).toMatch(/not written by clawtray and is left alone/);
    }
    expect(readFileSync(unit, "utf8")).toContain("/bin/true");
    expect(stateDir).not.toBe("");
  });

  it("says that there is no service manager where none answers", async () => {
    const { clawtray, home } = await systemdHome();
    const refused = clawtray(["service", "install", "--gateway", "127.0.0.1:9"], {
      PATH: join(home, "nothing"),
    });
    expect(await refused.exited).toBe(1);
    expect(refused.stderr).toMatch(/systemd does not answer here.*clawtray run --service/);
  });

  it("makes room for a newer version of itself as soon as nothing runs, and stays the same node", async () => {
    const gateway = await gatewayFor(null);
    const home = temporaryDirectory();
    const program = join(home, "clawtray.mjs");
    copyFileSync(cli, program);
    const place = ["--state-dir", join(home, "state"), "--key-store", "file"];
    const clawtray = (...words: string[]) =>
      spawnSync(process.execPath, [program, ...words, ...place], { encoding: "utf8" });
    expect(clawtray("approvals", "set", "--security", "full", "--ask", "off").status).toBe(0);
    const paired = new CliProcess(["run", "--json", "--gateway", gateway.url, ...place]);
    const { deviceId } = await paired.phase("connected");
    paired.child.kill("SIGTERM");
    await paired.exited;
    const manager = new FakeManager(home, bareEnvironment(home));
    onTestFinished(() => manager.end());
    writeFileSync(join(home, "up.service"), clawtray("service", "install", "--print").stdout);
    await manager.handle("systemctl", ["restart", "up.service"]);
    const service = manager.service("up.service");
    expect(await connected(gateway)).toBe(deviceId);
    const works = gateway.invoke(
      "system.run",
      { command: ["sleep", "13"], agentId: "main" },
      { timeoutMs: 60_000 },
    );
    await expect.poll(() => spawnSync("pgrep", ["-fx", "sleep 13"]).status).toBe(0);

    const newer = readFileSync(cli, "utf8").replace("} started, process ", "} started anew, process ");
    writeFileSync(`${program}.new`, newer);
    renameSync(`${program}.new`, program);
    expect(await works.result, "what ran was not cut short").toMatchObject({ ok: true });
    expect(service?.starts).toBe(1);
    await expect.poll(() => service?.starts, { timeout: 20_000 }).toBe(2);
    expect(service?.output).toMatch(/Another version took the place/);
    await expect.poll(() => service?.output).toContain("started anew");
    expect(await connected(gateway)).toBe(deviceId);
  }, 60_000);

  it("comes back as the same node from a full disk", async (context) => {
    const mounted = temporaryDirectory();
    const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", mounted]);
    if (mount.status !== 0) return context.skip("a file system of 256 kB can be mounted by root only");
    onTestFinished(() => void execFileSync("umount", ["--lazy", mounted]));
    const gateway = await gatewayFor(null);
    const manager = new FakeManager(mounted, bareEnvironment(mounted));
    onTestFinished(() => manager.end());
    const stateDir = join(mounted, "state");
    const first = new CliProcess([
      "run",
      "--json",
      "--gateway",
      gateway.url,
      "--state-dir",
      stateDir,
      "--key-store",
      "file",
    ]);
    const { deviceId } = await first.phase("connected");
    first.child.kill("SIGKILL");
    await first.exited;
    spawnSync("sh", ["-c", `cat /dev/zero > ${join(mounted, "fill")}`]);
    const print = spawnSync(process.execPath, [
      cli,
      "service",
      "install",
      "--print",
      "--state-dir",
      stateDir,
      "--key-store",
      "file",
    ]);
    const units = temporaryDirectory();
    writeFileSync(join(units, "full.service"), print.stdout);
    const full = new FakeManager(units, bareEnvironment(mounted));
    onTestFinished(() => full.end());
    await full.handle("systemctl", ["restart", "full.service"]);
    const service = full.service("full.service");
    await expect.poll(() => service?.output).toMatch(/started/);
    execFileSync("rm", [join(mounted, "fill")]);
    expect(await connected(gateway)).toBe(deviceId);
  });
});

/** The other two managers, by the units and the tools' words of their platforms, on this computer. */
describe.skipIf(process.platform === "win32").each([
  { platform: "darwin", tool: "launchctl", service: "ai.openclaw.clawtray" },
  { platform: "win32", tool: "schtasks.exe", service: "\\Clawtray\\clawtray" },
] as const)("the service of $platform, under a stand-in for $tool", ({ platform, service: name }) => {
  it("brings the same node back after a restart of the computer and of the service", async () => {
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

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readLastState } from "../../src/core/instance/last-state.ts";
import { createScriptedGateway } from "./gateway.ts";
import { cli, connected, gatewayFor, onlyService, sharedToken, systemdHome } from "./service-home.ts";

describe.skipIf(process.platform !== "linux")(
  "clawtray service, under a stand-in for systemd",
  {
    timeout: 120_000,
  },
  () => {
    test("brings the same node back after a kill, a gateway that was away, and a restart of the computer", async () => {
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
        /^Running, process \d+ \(systemd: active \(running\)\)\nStarts automatically: yes/,
      );
      const node = clawtray(["status"]);
      expect(await node.exited).toBe(0);
      expect(node.stdout).toMatch(/Service: running, starts automatically/);
      expect(node.stdout).toContain(join(stateDir, "logs", "clawtray.log"));

      const removed = clawtray(["service", "uninstall"]);
      expect(await removed.exited).toBe(0);
      expect(existsSync(unit)).toBe(false);
      await gateway.until(() => gateway.nodes().length === 0);
      const left = clawtray(["identity"]);
      expect(await left.exited).toBe(0);
      expect(left.stdout).toContain(deviceId);
    });

    test("connect --service installs it once the gateway has let this computer in, and not before", async () => {
      const gateway = await createScriptedGateway({ token: null, bootstrapToken: sharedToken });
      onTestFinished(() => gateway.close());
      const { manager, clawtray } = await systemdHome();
      const payload = { url: gateway.url, bootstrapToken: sharedToken };
      const code = Buffer.from(JSON.stringify(payload)).toString("base64url");
      const connecting = clawtray(["connect", code, "--service"]);
      await connecting.until(() => connecting.stdout.includes("Waiting for approval"));
      expect(manager.calls).toEqual([]);
      gateway.approveDevice();
      expect(await connecting.exited, connecting.stderr).toBe(0);
      expect(connecting.stdout).toMatch(/^Installed: /m);
      const deviceId = await connected(gateway);
      expect(connecting.stdout).toContain(deviceId.slice(0, 4));
      onlyService(manager);

      const late = clawtray(["connect", "127.0.0.1:1", "--service", "--allow-another-gateway"]);
      expect(await late.exited).not.toBe(0);
    });

    test("ends cleanly on stop, and says in its log that nobody can be asked", async () => {
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

    test("is not started again where that cannot help: no gateway is known", async () => {
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
      expect(service?.output).toContain("Specify the gateway");
    });

    test("waits for another process that holds the identity, and takes over when that one ends", async () => {
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

    test("leaves a unit alone that somebody else wrote", async () => {
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

    test("leaves a unit alone that a newer version wrote, and stores no gateway for it", async () => {
      const gateway = await gatewayFor(null);
      const { clawtray, stateDir } = await systemdHome();
      const first = clawtray(["service", "install", "--gateway", gateway.url]);
      expect(await first.exited, first.stderr).toBe(0);
      const unit = first.stdout.match(/^Installed: (.*)$/m)?.[1] ?? "";
      const newer = readFileSync(unit, "utf8").replace("(layout 1)", "(layout 2)");
      expect(newer).toContain("(layout 2)");
      writeFileSync(unit, newer);
      const known = () => /"url": ".*"/.exec(readFileSync(join(stateDir, "settings.json"), "utf8"))?.[0];
      expect(known()).toContain(gateway.url);
      for (const words of [
        ["install", "--gateway", "127.0.0.1:9", "--allow-another-gateway"],
        ["uninstall"],
      ]) {
        const refused = clawtray(["service", ...words]);
        expect(await refused.exited).toBe(1);
        expect(refused.stderr).toMatch(/written by a newer version .* Use the newer version again/);
        expect(readFileSync(unit, "utf8")).toBe(newer);
        expect(known()).toContain(gateway.url);
      }
    });

    test("says that there is no service manager where none answers", async () => {
      const { clawtray, home } = await systemdHome();
      const refused = clawtray(["service", "install", "--gateway", "127.0.0.1:9"], {
        PATH: join(home, "nothing"),
      });
      expect(await refused.exited).toBe(1);
      expect(refused.stderr).toMatch(/systemd does not answer here.*clawtray run --service/);
    });
  },
);

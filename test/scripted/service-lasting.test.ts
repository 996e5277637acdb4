import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { FakeManager } from "../service/fake-manager.ts";
import { canMount, smallDisk } from "../support/small-disk.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import {
  bareEnvironment,
  cli,
  connected,
  gatewayFor,
  onlyService,
  sharedToken,
  systemdHome,
} from "./service-home.ts";

/** Puts another version in the place of the command line in this folder: the older one's chunks are gone. */
function makeNewer(folder: string): void {
  const [older, newer] = [join(folder, "chunks"), join(folder, "newer-chunks")];
  mkdirSync(newer);
  for (const name of readdirSync(older)) {
    const code = readFileSync(join(older, name), "utf8");
    writeFileSync(join(newer, name), code.replace("} started, process ", "} started anew, process "));
  }
  const program = join(folder, "index.js");
  writeFileSync(`${program}.new`, readFileSync(program, "utf8").replace("./chunks/", "./newer-chunks/"));
  renameSync(`${program}.new`, program);
  rmSync(older, { recursive: true });
}

describe.skipIf(process.platform !== "linux")(
  "what a service lasts through, under a stand-in for systemd",
  { timeout: 120_000 },
  () => {
    test("stays through an outage of half a minute, says it once, and comes back as the same node", async () => {
      const gateway = await gatewayFor(sharedToken);
      const { manager, clawtray } = await systemdHome();
      const installed = clawtray(["service", "install", "--gateway", gateway.url], {
        OPENCLAW_GATEWAY_TOKEN: sharedToken,
      });
      expect(await installed.exited, installed.stderr).toBe(0);
      const deviceId = await connected(gateway);
      const service = onlyService(manager);
      const before = service.output.length;
      await gateway.crash();
      // The outage itself, and no condition that is waited for.
      await new Promise((resolve) => setTimeout(resolve, 25_000));
      await gateway.start();
      expect(await connected(gateway)).toBe(deviceId);
      expect(gateway.attempts.at(-1)?.params?.auth).toEqual({
        deviceToken: gateway.pairing.issuedTokens.at(-1),
      });
      await expect.poll(() => service.output.slice(before)).toContain("Connected");
      const said = service.output.slice(before);
      expect(said.match(/Nothing answers at/g), said).toHaveLength(1);
      expect(service.starts).toBe(1);
    }, 90_000);
    test("makes room for a newer version of itself as soon as nothing runs, and stays the same node", async () => {
      const gateway = await gatewayFor(null);
      const home = temporaryDirectory();
      cpSync(dirname(cli), join(home, "cli"), { recursive: true });
      cpSync("package.json", join(home, "package.json"));
      const program = join(home, "cli", "index.js");
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

      makeNewer(join(home, "cli"));
      expect(await works.result, "what ran was not cut short").toMatchObject({ ok: true });
      expect(service?.starts).toBe(1);
      await expect.poll(() => service?.starts, { timeout: 20_000 }).toBe(2);
      expect(service?.output).toMatch(/This program was replaced by another version/);
      await expect.poll(() => service?.output).toContain("started anew");
      expect(await connected(gateway)).toBe(deviceId);
    }, 60_000);

    test.skipIf(!canMount && "mounting takes root")(
      "comes back as the same node from a full disk",
      async () => {
        const disk = smallDisk("256k");
        const gateway = await gatewayFor(null);
        const stateDir = join(disk.folder, "state");
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
        disk.fill();
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
        const full = new FakeManager(units, bareEnvironment(disk.folder));
        onTestFinished(() => full.end());
        await full.handle("systemctl", ["restart", "full.service"]);
        const service = full.service("full.service");
        await expect.poll(() => service?.output).toMatch(/started/);
        disk.free();
        expect(await connected(gateway)).toBe(deviceId);
      },
    );
  },
);

import { describe, expect, onTestFinished, test } from "vitest";
import { exitCode } from "../../src/cli/exit-code.ts";
import { createScriptedGateway, type ScriptedGateway } from "../scripted/gateway.ts";
import { person, RealComputer, whyNoComputer } from "../service/real-computer.ts";

/** What `clawtray service` makes of a real systemd, which starts it, starts it again and ends it. */
const token = "recognisable-service-token-77d1";

async function gatewayFor(secret: string | null): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({
    token: secret,
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

async function computer(): Promise<RealComputer> {
  const made = new RealComputer();
  await made.boot();
  await made.installClawtray();
  return made;
}

/** The one device that is connected. */
async function connected(gateway: ScriptedGateway): Promise<string> {
  await gateway.until(() => gateway.nodes().length === 1, 40_000);
  const deviceId = gateway.node().device?.deviceId;
  expect(deviceId).toMatch(/^[0-9a-f]{64}$/);
  return deviceId ?? "";
}

const away = (gateway: ScriptedGateway): Promise<void> =>
  gateway.until(() => gateway.nodes().length === 0, 40_000);
const pidOf = (text: string): string => /process (\d+)/.exec(text)?.[1] ?? "no process";

describe.skipIf(whyNoComputer() !== null)("clawtray service, under a real systemd", () => {
  test("a person's: killed, stopped, upgraded, without power: the same node comes back until it is removed", async () => {
    const gateway = await gatewayFor(token);
    const there = await computer();
    expect((await there.root("systemctl", "start", `user@${person.uid}.service`)).code).toBe(0);
    const installed = await there.person(
      ["clawtray", "service", "install", "--key-store", "file", "--gateway", gateway.url],
      {
        OPENCLAW_GATEWAY_TOKEN: token,
      },
    );
    expect(installed.code, installed.stderr).toBe(0);
    expect(installed.stdout).toContain(`sudo loginctl enable-linger ${person.name}`);
    const deviceId = await connected(gateway);
    const unit = await there.person(["systemctl", "--user", "cat", "clawtray.service"]);
    expect(unit.stdout).toContain("ExecStart=");
    expect(unit.stdout).not.toContain(token);

    const running = await there.person(["clawtray", "service", "status"]);
    expect(running.stdout).toMatch(
      /^Running, process \d+ \(systemd: active \(running\)\)\nStarts automatically: yes/,
    );
    await there.person(["kill", "-KILL", pidOf(running.stdout)]);
    await away(gateway);
    expect(await connected(gateway)).toBe(deviceId);
    const again = await there.person(["clawtray", "service", "status"]);
    expect(pidOf(again.stdout)).not.toBe(pidOf(running.stdout));

    const connection = gateway.node();
    expect((await there.person(["systemctl", "--user", "stop", "clawtray.service"])).code).toBe(0);
    await away(gateway);
    expect(connection.closedWith).toBe(1000);
    const stopped = await there.person(["clawtray", "service", "status"]);
    expect(stopped).toMatchObject({
      code: exitCode.notRunning,
      stdout: expect.stringContaining("Not running (systemd: inactive (dead))"),
    });
    const restarted = await there.person(["clawtray", "service", "restart"]);
    expect(restarted.code, restarted.stderr).toBe(0);
    expect(await connected(gateway)).toBe(deviceId);
    const logs = await there.person(["clawtray", "service", "logs", "--lines", "200"]);
    expect(logs.stdout).toContain("Nobody can be asked here");

    // A later version comes while a program runs: that one ends first, and identity, settings and rules stay.
    const rules = [
      "clawtray",
      "approvals",
      "set",
      "--security",
      "full",
      "--ask",
      "off",
      "--key-store",
      "file",
    ];
    expect((await there.person(rules)).code).toBe(0);
    const works = gateway.invoke(
      "system.run",
      { command: ["sleep", "13"], agentId: "main" },
      { timeoutMs: 60_000 },
    );
    await expect.poll(async () => (await there.root("pgrep", "-fx", "sleep 13")).code).toBe(0);
    await there.upgradeClawtray();
    expect(await works.result, "what ran was not cut short").toMatchObject({
      ok: true,
      payload: { exitCode: 0 },
    });
    await away(gateway);
    expect(await connected(gateway)).toBe(deviceId);
    const upgraded = await there.person(["clawtray", "service", "logs", "--lines", "200"]);
    expect(upgraded.stdout).toContain("This program was replaced by another version");
    expect(upgraded.stdout).toContain("started anew");
    expect((await there.person(["clawtray", "approvals"])).stdout).toContain("security full, ask off");

    const linger = await there.root("loginctl", "enable-linger", person.name);
    expect(linger.code, linger.stderr).toBe(0);
    await there.cutPower();
    await away(gateway);
    await there.boot();
    expect(await connected(gateway)).toBe(deviceId);

    const removed = await there.person(["clawtray", "service", "uninstall"]);
    expect(removed.code, removed.stderr).toBe(0);
    await away(gateway);
    expect((await there.person(["systemctl", "--user", "is-enabled", "clawtray.service"])).code).not.toBe(0);
    expect((await there.person(["clawtray", "identity"])).stdout).toContain(deviceId);
  }, 180_000);

  test("the computer's: with an account of its own, killed, without power, full, until it is removed", async () => {
    const gateway = await gatewayFor(null);
    const there = await computer();
    const installed = await there.root(
      "clawtray",
      "service",
      "install",
      "--system",
      "--gateway",
      gateway.url,
    );
    expect(installed.code, installed.stderr).toBe(0);
    const deviceId = await connected(gateway);
    expect((await there.root("stat", "-c", "%U %a", "/var/lib/clawtray")).stdout).toBe("clawtray 700\n");
    const running = await there.root("clawtray", "service", "status", "--system");
    expect(running).toMatchObject({ code: 0, stdout: expect.stringContaining("Starts automatically: yes") });
    const account = await there.root("ps", "-o", "user=", "-p", pidOf(running.stdout));
    expect(account.stdout.trim()).toBe("clawtray");

    await there.root("kill", "-KILL", pidOf(running.stdout));
    await away(gateway);
    expect(await connected(gateway)).toBe(deviceId);
    await there.cutPower();
    await away(gateway);
    await there.boot();
    expect(await connected(gateway)).toBe(deviceId);

    // The same state on a disk with not a byte left.
    const full =
      "systemctl stop clawtray && cp -a /var/lib/clawtray /var/kept && mount -t tmpfs -o size=512k full /var/lib/clawtray && cp -a /var/kept/. /var/lib/clawtray && ! dd if=/dev/zero of=/var/lib/clawtray/filler bs=4k status=none && systemctl start clawtray";
    const filled = await there.root("sh", "-ec", full);
    expect(filled).toMatchObject({ code: 0, stderr: expect.stringContaining("No space left on device") });
    expect(await connected(gateway)).toBe(deviceId);
    const onFull = await there.root("clawtray", "service", "status", "--system");
    await there.root("kill", "-KILL", pidOf(onFull.stdout));
    await away(gateway);
    expect(await connected(gateway)).toBe(deviceId);

    const logs = await there.root("clawtray", "service", "logs", "--system", "--lines", "200");
    expect(logs.stdout).toContain("Nobody can be asked here");
    const removed = await there.root("clawtray", "service", "uninstall", "--system");
    expect(removed.code, removed.stderr).toBe(0);
    await away(gateway);
    expect((await there.root("systemctl", "is-enabled", "clawtray.service")).code).not.toBe(0);
  }, 180_000);
});

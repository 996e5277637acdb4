import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";

const sharedToken = "recognisable-shared-token-7f3a";

async function gatewayFor(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({ token: sharedToken, ...options });
  onTestFinished(() => gateway.close());
  return gateway;
}

const file = (stateDir: string): readonly string[] => ["--state-dir", stateDir, "--key-store", "file"];

const runJson = (gateway: ScriptedGateway, stateDir: string, more: readonly string[] = []): CliProcess =>
  new CliProcess(["run", "--gateway", gateway.url, "--json", ...file(stateDir), ...more], {
    OPENCLAW_GATEWAY_TOKEN: sharedToken,
  });

describe("clawtray run --json", () => {
  test("writes one state per line, from the start to connected, and nothing else", async () => {
    const gateway = await gatewayFor();
    const node = runJson(gateway, temporaryDirectory());
    const waiting = await node.phase("awaiting-approval");
    expect(waiting.fingerprint).toBe(waiting.deviceId);
    gateway.approveDevice();
    const connected = await node.phase("connected");
    expect(connected.gateway).toEqual({ url: gateway.url, version: "2026.9.6", protocol: 4 });
    await node.until(() =>
      node.states.some((state) => state.phase === "connected" && state.surface.status === "pending"),
    );
    gateway.approveSurface();
    await node.until(() =>
      node.states.some((state) => state.phase === "connected" && state.surface.status === "approved"),
    );
    for (const line of node.stdout.trimEnd().split("\n")) {
      expect(Object.keys(JSON.parse(line) as object)).toEqual(["at", "state"]);
    }
    expect(node.states[0]).toMatchObject({ phase: "connecting" });
    expect(node.stderr).toBe("");
  });

  test.each(["SIGINT", "SIGTERM"] as const)("says goodbye to the gateway and ends on %s", async (signal) => {
    const gateway = await gatewayFor({ autoApproveDevice: true, autoApproveSurface: true });
    const node = runJson(gateway, temporaryDirectory());
    await node.phase("connected");
    const connection = gateway.node();
    node.child.kill(signal);
    expect(await node.exited).toBe(0);
    await gateway.until(() => gateway.nodes().length === 0);
    expect(connection.closedWith).toBe(1000);
  });

  test("keeps its session and what runs on SIGHUP, and tries at once where it waits", async () => {
    const gateway = await gatewayFor({ autoApproveDevice: true });
    gateway.script({ upgrade: { status: 503, headers: { "Retry-After": "3600" } } });
    const node = runJson(gateway, temporaryDirectory());
    await node.phase("waiting");
    gateway.script({});
    node.child.kill("SIGHUP");
    await node.phase("connected");
    node.child.kill("SIGHUP");
    await gateway.until(() => gateway.node().pings === 1);
    expect(gateway.attempts).toHaveLength(2);
    expect(gateway.nodes()).toHaveLength(1);
  });

  test("goes on when nobody reads its log any more", async () => {
    const gateway = await gatewayFor({ autoApproveDevice: true });
    const node = runJson(gateway, temporaryDirectory(), ["--log-level", "debug"]);
    await node.phase("connected");
    node.child.stderr?.destroy();
    await gateway.crash();
    await gateway.start();
    await gateway.until(() => gateway.nodes().length === 1);
    expect(node.child.exitCode).toBeNull();
  });

  test("of a second process says who runs already, and changes nothing", async () => {
    const gateway = await gatewayFor({ autoApproveDevice: true });
    const stateDir = temporaryDirectory();
    const first = runJson(gateway, stateDir);
    await first.phase("connected");
    const second = runJson(gateway, stateDir);
    expect(await second.exited).toBe(4);
    expect(await second.phase("blocked")).toMatchObject({
      reason: "held-by-another-process",
      detail: { pid: String(first.child.pid) },
    });
    expect(second.stderr).toContain(`process ${first.child.pid}`);
    expect(gateway.attempts).toHaveLength(1);
  });

  test("ends with code 3 when blocked, if asked to", async () => {
    const gateway = await gatewayFor();
    const node = new CliProcess(
      ["run", "--gateway", gateway.url, "--json", "--exit-when-blocked", ...file(temporaryDirectory())],
      { OPENCLAW_GATEWAY_TOKEN: "a-wrong-token" },
    );
    expect(await node.exited).toBe(3);
    expect(node.states.at(-1)).toMatchObject({ phase: "blocked", reason: "credential-rejected" });
  });

  test("with no gateway makes the identity, shows it, and says what is missing", async () => {
    const node = new CliProcess(["run", "--json", ...file(temporaryDirectory())]);
    expect(await node.exited).toBe(2);
    expect(node.states.at(-1)).toMatchObject({
      phase: "unconfigured",
      deviceId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(node.stderr).toContain("clawtray run --gateway HOST");
  });
});

describe("clawtray run without a terminal", () => {
  test("prints what the administrator needs once, not at every attempt", async () => {
    const gateway = await gatewayFor();
    const node = new CliProcess(["run", "--gateway", gateway.url, ...file(temporaryDirectory())], {
      OPENCLAW_GATEWAY_TOKEN: sharedToken,
    });
    await gateway.until(() => gateway.attempts.length >= 3);
    gateway.approveDevice();
    await node.until(() => node.stdout.includes("Connected"));
    expect(node.stdout.match(/To approve: openclaw devices approve/g)).toHaveLength(1);
    expect(node.stdout).toMatch(/Fingerprint: [0-9a-f]{64}\n/);
    const [request = ""] = /(?<=devices approve )\S+/.exec(node.stdout) ?? [];
    expect(node.stdout.split(request)).toHaveLength(2);
  });
});

describe("arguments", () => {
  test.each([
    [["dance"], /no command "dance"/],
    [["run", "--gatway", "x"], /gatway/],
    [["run", "--key-store", "cloud"], /keychain.*file/],
    [["run", "--gateway", "ftp://example.com"], /ftp/],
    [["run", "--gateway", "ws://example.com"], /public address.*wss:\/\/example\.com/],
    [["run", "--gateway", "host:99999"], /port/],
    [["run", "--tls-fingerprint", "zz"], /64 hex digits/],
    [["run", "--display-name", "a\u202Eb"], /printable/],
    [["forget"], /forget --yes/],
  ])("%j are refused with what to do", async (words, message) => {
    const ownPlace = words[0] === "dance" || words.includes("--key-store");
    const place = ownPlace ? [] : file(temporaryDirectory());
    const [command = "", ...options] = words;
    const node = new CliProcess([command, ...place, ...options]);
    expect(await node.exited).not.toBe(0);
    expect(node.stderr).toMatch(message);
    expect(node.stdout).toBe("");
  });

  test.each(["--token", "--password=", "-token="])("%s is refused and not repeated", async (option) => {
    const node = new CliProcess([
      "run",
      option.endsWith("=") ? `${option}hunter2secret` : option,
      "hunter2secret",
    ]);
    expect(await node.exited).toBe(2);
    expect(node.stderr).toContain("OPENCLAW_GATEWAY_TOKEN");
    expect(node.stderr).not.toContain("hunter2secret");
  });

  test("in the address may hold no secret, and none is repeated", async () => {
    const node = new CliProcess([
      "run",
      "--gateway",
      "wss://example.com/?token=hunter2secret",
      ...file(temporaryDirectory()),
    ]);
    expect(await node.exited).toBe(2);
    expect(node.stderr).not.toContain("hunter2secret");
  });
});

describe("identity, status and forget", () => {
  test("identity creates nothing", async () => {
    const stateDir = join(temporaryDirectory(), "fresh");
    const asked = new CliProcess(["identity", "--json", ...file(stateDir)]);
    expect(await asked.exited).toBe(5);
    expect(JSON.parse(asked.stdout)).toMatchObject({ deviceId: null });
    expect(readdirSync(stateDir)).toEqual([]);
  });

  test("show the running node, then the last known one, then nothing after forgetting", async () => {
    const gateway = await gatewayFor({ autoApproveDevice: true });
    const stateDir = temporaryDirectory();
    const node = runJson(gateway, stateDir);
    const { deviceId } = await node.phase("connected");
    const running = new CliProcess(["status", "--json", ...file(stateDir)]);
    expect(await running.exited).toBe(0);
    expect(JSON.parse(running.stdout)).toMatchObject({
      running: true,
      pid: node.child.pid,
      state: { phase: "connected" },
    });
    const held = new CliProcess(["forget", "--yes", ...file(stateDir)]);
    expect(await held.exited).toBe(4);
    node.child.kill("SIGTERM");
    await node.exited;
    const stopped = new CliProcess(["status", "--json", ...file(stateDir)]);
    await stopped.exited;
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      running: false,
      state: null,
      last: { state: { deviceId } },
    });
    const told = new CliProcess(["status", ...file(stateDir)], { LC_ALL: "de_DE.UTF-8" });
    await told.exited;
    expect(told.stdout).toMatch(/^Not running\. Last known, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\n/);
    const asked = new CliProcess(["identity", ...file(stateDir)]);
    expect(await asked.exited).toBe(0);
    expect(asked.stdout).toContain(deviceId);
    const forgotten = new CliProcess(["forget", "--yes", ...file(stateDir)]);
    expect(await forgotten.exited).toBe(0);
    expect(forgotten.stdout).toContain(`openclaw devices remove ${deviceId}`);
    const gone = new CliProcess(["identity", ...file(stateDir)]);
    expect(await gone.exited).toBe(5);
  });
});

describe("secrets", () => {
  test.each(["error", "debug"])("are nowhere to be read, at log level %s", async (level) => {
    const gateway = await gatewayFor();
    const stateDir = temporaryDirectory();
    const node = runJson(gateway, stateDir, ["--log-level", level]);
    await node.phase("awaiting-approval");
    gateway.approveDevice();
    const { deviceId } = await node.phase("connected");
    await gateway.restart();
    await gateway.until(() => gateway.nodes().length === 1, 20_000);
    gateway.removeDevice();
    await node.until(() => node.states.at(-1)?.phase === "awaiting-approval");
    const keys = JSON.stringify(JSON.parse(readFileSync(join(stateDir, "keys.json"), "utf8")));
    const seed = /"seed\\?":\\?"([\w-]{40,})/.exec(keys)?.[1];
    expect(seed).toBeDefined();
    const secrets = [sharedToken, seed ?? "", ...gateway.pairing.issuedTokens];
    expect(secrets.length).toBeGreaterThan(2);
    const command = readFileSync(`/proc/${node.child.pid}/cmdline`, "utf8");
    node.child.kill("SIGTERM");
    await node.exited;
    const places: Record<string, string> = { stdout: node.stdout, stderr: node.stderr, command };
    for (const name of readdirSync(stateDir)) {
      if (name !== "keys.json") places[name] = readFileSync(join(stateDir, name), "utf8");
    }
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets) expect(text.includes(secret), place).toBe(false);
    }
    expect(Object.keys(places)).toContain("settings.json");
    expect(statSync(join(stateDir, "keys.json")).mode & 0o777).toBe(0o600);
    expect(deviceId).toMatch(/^[0-9a-f]{64}$/);
  });
});

import { execFile } from "node:child_process";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { exitCode } from "../../src/cli/exit-code.ts";
import { CliProcess } from "../scripted/cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "../scripted/gateway.ts";
import { readSystemdUnit, Supervised } from "../service/fake-manager.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** `npm install -g` of a newer version over an older one that runs. */
const run = promisify(execFile);
const repository = resolve(import.meta.dirname, "../..");
const folder = makeThrowAwayFolder("npm-upgrade");
const newerVersion = "99.0.0";
const token = "recognisable-upgrade-token-3e90";

/** npm's own settings of the run around this one are not those of a person. */
const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  HOME: folder.path,
  npm_config_update_notifier: "false",
};

let older = "";
let newer = "";

beforeAll(async () => {
  older = await pack(repository);
  await run("tar", ["xzf", older, "-C", folder.path]);
  newer = await pack(makeNewer(join(folder.path, "package")));
  return () => folder.remove();
}, 300_000);

async function pack(from: string): Promise<string> {
  const words = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder.path];
  const { stdout } = await run("npm", words, { cwd: from, env: environment, maxBuffer: 16 * 1024 * 1024 });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ filename: string }];
  return join(folder.path, filename);
}

/** The unpacked package is of a newer version, whose chunks have names of their own, as every build's may. */
function makeNewer(unpacked: string): string {
  const manifest = join(unpacked, "package.json");
  const text = readFileSync(manifest, "utf8");
  const { version } = JSON.parse(text) as { version: string };
  writeFileSync(manifest, text.replace(`"version": "${version}"`, `"version": "${newerVersion}"`));
  const built = join(unpacked, "out/cli");
  renameSync(join(built, "chunks"), join(built, "newer-chunks"));
  const start = join(built, "index.js");
  writeFileSync(start, readFileSync(start, "utf8").replaceAll('"./chunks/', '"./newer-chunks/'));
  const chunks = readdirSync(join(built, "newer-chunks")).map((name) => join(built, "newer-chunks", name));
  const told = chunks.filter((chunk) => readFileSync(chunk, "utf8").includes(`"${version}"`));
  expect(told).not.toEqual([]);
  for (const chunk of told)
    writeFileSync(chunk, readFileSync(chunk, "utf8").replaceAll(`"${version}"`, `"${newerVersion}"`));
  return unpacked;
}

async function gatewayFor(): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({ token, autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** An older version installed by npm in a place of its own, with a rule and a state folder. */
async function installed() {
  const prefix = join(temporaryDirectory(), "global");
  const command = join(prefix, "bin", "clawtray");
  const install = (tarball: string) =>
    run("npm", ["install", "--global", "--prefix", prefix, tarball], { env: environment, cwd: folder.path });
  await install(older);
  const stateDir = join(temporaryDirectory(), "state");
  const place = ["--state-dir", stateDir, "--key-store", "file"];
  const clawtray = async (...words: string[]): Promise<string> =>
    (await run(command, [...words, ...place], { env: environment })).stdout;
  await clawtray("approvals", "allow", "/bin/sleep", "--uncontained");
  return { command, install, stateDir, place, clawtray };
}

const settingsOf = (stateDir: string) =>
  JSON.parse(readFileSync(join(stateDir, "settings.json"), "utf8")) as Record<string, unknown> & {
    gateway: object;
  };

test("a service: what runs is not cut short, and then the newer version is the same node with the same rules", async () => {
  const gateway = await gatewayFor();
  const { command, install, stateDir, place, clawtray } = await installed();
  const words = ["run", "--json", "--gateway", gateway.url, "--display-name", "Attic", ...place];
  const first = new CliProcess(words, { OPENCLAW_GATEWAY_TOKEN: token }, command, null);
  const { deviceId } = await first.phase("connected");
  await first.until(() =>
    first.states.some((state) => state.phase === "connected" && state.surface.status === "approved"),
  );
  first.child.kill("SIGTERM");
  await first.exited;
  const kept = { settings: settingsOf(stateDir), rules: await clawtray("approvals") };

  const unit = readSystemdUnit(await clawtray("service", "install", "--print"));
  const service = new Supervised(unit, environment);
  onTestFinished(() => service.stop("SIGKILL"));
  service.start();
  await gateway.until(() => gateway.nodes().length === 1, 30_000);
  const versionOf = () => gateway.attempts.at(-1)?.params?.client.version;
  const versionBefore = versionOf();
  expect(versionBefore).not.toBe(newerVersion);
  const works = gateway.invoke(
    "system.run",
    { command: ["/bin/sleep", "25"], agentId: "main", timeoutMs: 60_000 },
    { timeoutMs: 60_000 },
  );
  await expect.poll(() => readFileSync(join(stateDir, "activity.jsonl"), "utf8")).toContain("/bin/sleep 25");
  await install(newer);
  expect((await run(command, ["--version"])).stdout.trim()).toBe(newerVersion);
  // What the older one reads of its package only now is gone; it still answers.
  const asked = gateway.invoke("device.status", {}, { timeoutMs: 30_000 });
  expect(await asked.result).toMatchObject({ ok: true });
  expect(await works.result).toMatchObject({ ok: true, payload: { exitCode: 0 } });
  expect([service.starts, versionOf()]).toEqual([1, versionBefore]);

  await expect.poll(() => service.starts, { timeout: 30_000 }).toBe(2);
  expect(service.lastCode).toBe(exitCode.replaced);
  await expect.poll(versionOf, { timeout: 30_000 }).toBe(newerVersion);
  await gateway.until(() => gateway.nodes().length === 1, 30_000);
  expect(gateway.node().device?.deviceId).toBe(deviceId);
  // What the gateway has called meanwhile is remembered besides; nothing else has changed.
  const called = ["system.run", "device.status"];
  expect(settingsOf(stateDir)).toEqual({ ...kept.settings, gateway: { ...kept.settings.gateway, called } });
  expect(await clawtray("approvals")).toBe(kept.rules);
  expect(JSON.parse(await clawtray("status", "--json"))).toMatchObject({ version: newerVersion });
  expect(service.output).not.toContain(token);
}, 180_000);

test("in a terminal: it goes on as it was until it is started again, and the doctor says so", async () => {
  const gateway = await gatewayFor();
  const { command, install, stateDir, place, clawtray } = await installed();
  const words = ["run", "--json", "--gateway", gateway.url, ...place];
  const node = new CliProcess(words, { OPENCLAW_GATEWAY_TOKEN: token }, command, null);
  const { deviceId } = await node.phase("connected");
  await install(newer);
  const examined = await clawtray("doctor").catch(({ stdout }: { stdout: string }) => stdout);
  expect(examined).toMatch(new RegExp(`running node is version .*, this is ${newerVersion}`));
  expect(gateway.nodes()).toHaveLength(1);
  node.child.kill("SIGTERM");
  expect(await node.exited).toBe(exitCode.ok);

  const again = new CliProcess(words, {}, command, null);
  const connected = await again.phase("connected");
  expect(connected.deviceId).toBe(deviceId);
  expect(gateway.attempts.at(-1)?.params?.client.version).toBe(newerVersion);
  expect(settingsOf(stateDir).deviceId).toBe(deviceId);
}, 180_000);

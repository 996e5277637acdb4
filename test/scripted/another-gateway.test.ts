import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { selfSignedCertificate } from "./certificate.ts";
import { CliProcess, program } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";

async function friendly(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({
    autoApproveDevice: true,
    autoApproveSurface: true,
    ...options,
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

const token = { OPENCLAW_GATEWAY_TOKEN: "shared-token" };
const place = (stateDir: string) => ["--state-dir", stateDir, "--key-store", "file"];
const run = (stateDir: string, ...words: readonly string[]) =>
  new CliProcess(["run", "--json", ...place(stateDir), ...words], token);
const deviceOf = ({ attempts }: ScriptedGateway) =>
  (attempts.at(-1)?.params as { device?: { id?: string } } | null)?.device?.id;

async function end(node: CliProcess): Promise<void> {
  node.child.kill("SIGTERM");
  expect(await node.exited).toBe(0);
}

/** A state folder whose identity signed at a first gateway, and a second one. */
async function paired() {
  const [first, second] = [await friendly(), await friendly()];
  const stateDir = temporaryDirectory();
  const node = run(stateDir, "--gateway", first.url);
  await node.phase("connected");
  await end(node);
  return { stateDir, first, second, deviceId: deviceOf(first) };
}

const hostOf = (gateway: ScriptedGateway): string => new URL(gateway.url).host;

describe("a second gateway", () => {
  test("is not signed at where nobody can be asked: refused with what to do, and nothing is changed", async () => {
    const { stateDir, first, second } = await paired();
    const settings = readFileSync(join(stateDir, "settings.json"), "utf8");
    const node = run(stateDir, "--gateway", second.url);
    expect(await node.exited).toBe(3);
    expect(node.stderr).toContain(`So far, this computer's identity has been used at ${hostOf(first)}`);
    expect(node.stderr).toContain(`clawtray run --gateway ${second.url} --allow-another-gateway`);
    expect(node.states.at(-1)).toMatchObject({ phase: "blocked", reason: "another-gateway" });
    expect(readFileSync(join(stateDir, "settings.json"), "utf8")).toBe(settings);
    expect(second.attempts).toHaveLength(0);
  });

  test("is with --allow-another-gateway, as the same device, and it is asked once for each", async () => {
    const { stateDir, first, second, deviceId } = await paired();
    const node = run(stateDir, "--gateway", second.url, "--allow-another-gateway");
    await node.phase("connected");
    await end(node);
    expect(deviceOf(second)).toBe(deviceId);
    for (const gateway of [first, second]) {
      const again = run(stateDir, "--gateway", gateway.url);
      await again.phase("connected");
      await end(again);
    }
    expect(await run(stateDir, "--gateway", "ws://127.0.0.1:1").exited).toBe(3);
  });

  test("that only an edited settings file names is not signed at either, by a service neither", async () => {
    const { stateDir, first, second } = await paired();
    const path = join(stateDir, "settings.json");
    const settings = JSON.parse(readFileSync(path, "utf8")) as { gateway: object };
    writeFileSync(path, JSON.stringify({ ...settings, gateway: { ...settings.gateway, url: second.url } }));
    expect(await run(stateDir).exited).toBe(3);
    const service = new CliProcess(["run", "--service", ...place(stateDir)], token);
    await service.until(() =>
      service.stdout.includes(`So far, this computer's identity has been used at ${hostOf(first)}`),
    );
    await end(service);
    expect(second.attempts).toHaveLength(0);
  });

  test("is no second one by another name of this computer, or with the certificate that is pinned", async () => {
    const tls = selfSignedCertificate();
    const [plain, secure] = [await friendly(), await friendly({ tls })];
    const stateDir = temporaryDirectory();
    const by = async (url: string, ...more: readonly string[]) => {
      const node = run(stateDir, "--gateway", url, ...more);
      await node.phase("connected");
      await end(node);
    };
    await by(plain.url);
    await by(plain.url.replace("127.0.0.1", "localhost"));
    const pinned = ["--tls-fingerprint", tls.fingerprint];
    await by(secure.url, ...pinned, "--allow-another-gateway");
    const moved = await friendly({ tls });
    await by(moved.url, ...pinned);
  });

  test("is asked about by nobody before the identity was sent anywhere", async () => {
    const stateDir = temporaryDirectory();
    const away = run(stateDir, "--gateway", "ws://127.0.0.1:1");
    await away.phase("waiting");
    await end(away);
    const closed = await friendly();
    closed.script({ upgrade: { status: 503 } });
    const refused = run(stateDir, "--gateway", closed.url);
    await refused.phase("waiting");
    await end(refused);
    const gateway = await friendly();
    await run(stateDir, "--gateway", gateway.url).phase("connected");
  });

  test("is asked about again after forgetting: no, for that identity signed nowhere", async () => {
    const { stateDir, second } = await paired();
    const forget = new CliProcess(["forget", "--yes", ...place(stateDir)]);
    expect(await forget.exited).toBe(0);
    await run(stateDir, "--gateway", second.url).phase("connected");
  });
});

const tool = terminalTool();

describe.skipIf(tool === null)(`a second gateway, in a terminal (by ${tool})`, () => {
  const inTerminal = (stateDir: string, gateway: ScriptedGateway) =>
    new PseudoTerminal(
      tool ?? "script",
      [process.execPath, program, "run", "--gateway", gateway.url, ...place(stateDir)],
      { ...process.env, ...token, TERM: "xterm" },
    );
  const isAsked = (screen: string) => screen.replace(/\s+/g, " ").includes("[y/N]");

  test("is asked about, saying what it means; y goes on, and it is not asked again", async () => {
    const { stateDir, first, second } = await paired();
    const terminal = inTerminal(stateDir, second);
    await terminal.shows(isAsked);
    const text = terminal.screen.replace(/\s+/g, " ");
    expect(text).toContain(`So far, this computer's identity has been used at ${hostOf(first)}`);
    expect(text).toContain("could sign in there as this computer");
    expect(second.attempts).toHaveLength(0);
    terminal.press("y\r");
    await terminal.shows((screen) => screen.includes("● Connected"));
    await inTerminal(stateDir, first).shows((screen) => /already running/.test(screen));
  });

  test.each(["\r", "n\r", "j'y pense\r", "\u0004", "\u0003"])("%j is a no: nothing is sent", async (keys) => {
    const { stateDir, second } = await paired();
    const terminal = inTerminal(stateDir, second);
    await terminal.shows(isAsked);
    terminal.press(keys);
    await terminal.shows((screen) => screen.includes("--allow-another-gateway"));
    expect(second.attempts).toHaveLength(0);
    expect(readFileSync(join(stateDir, "settings.json"), "utf8")).not.toContain(second.url);
  });
});

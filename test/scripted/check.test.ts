import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { gatewayForTest, tcpServer } from "./harness.ts";

const TOKEN = "a-token-nobody-may-read";

async function check(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const command = new CliProcess(
    ["check", ...words, "--state-dir", temporaryDirectory(), "--key-store", "file"],
    environment,
  );
  const code = await command.exited;
  expect(command.stdout + command.stderr).not.toContain(TOKEN);
  return { code, stdout: command.stdout, stderr: command.stderr };
}

const setupCode = (url: string, more: object = {}): string =>
  Buffer.from(JSON.stringify({ url, bootstrapToken: TOKEN, ...more })).toString("base64url");

describe("clawtray check", () => {
  test("passes each step up to a gateway, and asks it for no pairing", async () => {
    const gateway = await gatewayForTest({ token: null });
    const { code, stdout } = await check([gateway.url]);
    expect(stdout).toMatch(/ok +OpenClaw gateway/);
    expect(stdout).toContain("Everything is fine.");
    expect(code).toBe(0);
    expect(() => gateway.approveDevice()).toThrow("pending device");
  });

  test("tells a right token from a wrong one", async () => {
    const gateway = await gatewayForTest({ token: TOKEN });
    expect(await check([gateway.url], { OPENCLAW_GATEWAY_TOKEN: TOKEN })).toMatchObject({ code: 0 });
    const wrong = await check([gateway.url], { OPENCLAW_GATEWAY_TOKEN: `${TOKEN}x` });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/FAILED +Sign-in/);
  });

  test("says where it ended, and what to do", async () => {
    const silent = await tcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    const { code, stdout } = await check([silent.url]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/ok +Network/);
    expect(stdout).toMatch(/FAILED +WebSocket/);
    expect(stdout).toContain("Check the address and the port.");
  });

  test("answers in JSON", async () => {
    const gateway = await gatewayForTest({ token: null });
    const { stdout } = await check([gateway.url, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, address: gateway.url, untrustedCertificate: null });
    const refused = await check(["ws://example.com", "--json"]);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, address: null });
    expect(refused.code).toBe(1);
  });

  test("takes a setup code and spends none of it", async () => {
    const gateway = await gatewayForTest({ token: "another" });
    for (const code of [setupCode(gateway.url), `oc-pair://${setupCode(gateway.url)}`]) {
      const { code: exit, stdout } = await check([code]);
      expect(stdout).toContain("used when connecting");
      expect(exit).toBe(0);
    }
  });

  test.each([
    ["a setup code that has expired", setupCode("ws://127.0.0.1:1", { expiresAtMs: 1 }), /expired/],
    ["a broken link", "oc-pair://nothing-of-it", /setup code/],
    ["a join link, which works only once", `https://gw.example/j/${"a".repeat(22)}`, /only once/],
    ["nothing", " ", /clawtray check HOST/],
  ])("refuses %s and says why", async (_, target, sentence) => {
    const { code, stderr, stdout } = await check([target]);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stdout).toBe("");
  });

  test("without an address checks the gateway in use, or says that there is none", async () => {
    expect(await check([])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("clawtray check HOST"),
    });
    const gateway = await gatewayForTest({ token: null, autoApproveDevice: true, autoApproveSurface: true });
    const stateDir = temporaryDirectory();
    const place = ["--state-dir", stateDir, "--key-store", "file"];
    const node = new CliProcess(["run", "--json", "--gateway", gateway.url, ...place]);
    await node.phase("connected");
    const command = new CliProcess(["check", "--json", ...place]);
    expect(await command.exited).toBe(0);
    expect(JSON.parse(command.stdout)).toMatchObject({ ok: true, address: gateway.url });
  });
});

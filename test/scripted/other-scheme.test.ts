import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { selfSignedCertificate } from "./certificate.ts";
import { CliProcess } from "./cli-process.ts";
import { gatewayForTest, tcpServer } from "./harness.ts";

const TOKEN = "recognisable-token-58d1";
const place = (): string[] => ["--state-dir", temporaryDirectory(), "--key-store", "file"];
const run = (url: string) =>
  new CliProcess(["run", "--gateway", url, "--json", ...place()], { OPENCLAW_GATEWAY_TOKEN: TOKEN });

async function checked(url: string): Promise<string> {
  const check = new CliProcess(["check", url, ...place()]);
  expect(await check.exited).toBe(1);
  return check.stdout;
}

describe("ws where the gateway speaks wss, and the reverse", () => {
  test("a gateway with TLS is asked in plain text: the address over TLS is offered", async () => {
    const gateway = await gatewayForTest({ token: TOKEN, tls: selfSignedCertificate() });
    const plain = gateway.url.replace("wss:", "ws:");
    const { reason, detail } = await run(plain).phase("blocked");
    expect({ reason, detail }).toEqual({ reason: "speaks-tls", detail: { url: gateway.url } });
    expect(await checked(plain)).toContain(`clawtray run --gateway ${gateway.url}`);
    expect(gateway.attempts).toHaveLength(0);
  });

  test("a plain gateway is asked for TLS: the plain address is offered, where it crosses no internet", async () => {
    const gateway = await gatewayForTest({ token: TOKEN });
    const secure = gateway.url.replace("ws:", "wss:");
    const { reason, detail } = await run(secure).phase("blocked");
    const command = `clawtray run --gateway ${gateway.url}`;
    expect({ reason, detail }).toEqual({ reason: "speaks-plain", detail: { url: gateway.url, command } });
    const said = await checked(secure);
    expect(said).toContain("answers without TLS");
    expect(said).toContain(command);
    expect(gateway.attempts).toHaveLength(0);
  });

  test("what speaks neither is not a gateway, as before", async () => {
    const server = await tcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    expect(await run(server.url).phase("waiting")).toMatchObject({ reason: "not-a-gateway" });
    const secure = server.url.replace("ws:", "wss:");
    expect(await run(secure).phase("waiting")).toMatchObject({ reason: "not-a-gateway" });
  });
});

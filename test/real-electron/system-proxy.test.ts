import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { appPath } from "../e2e/driver.ts";
import { appForTest, enterGateway, gatewayForTest, homeForTest, TOKEN, untilTray } from "../e2e/scenario.ts";
import { selfSignedCertificate } from "../scripted/certificate.ts";

/** A CONNECT proxy that alone knows where `gateway.test` is. */
async function knowingProxy(port: number): Promise<{ readonly port: number; readonly asked: Set<string> }> {
  const asked = new Set<string>();
  const server = createServer();
  server.on("connect", (request, socket) => {
    asked.add(request.url ?? "");
    const there = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      there.pipe(socket).pipe(there);
    });
    for (const end of [there, socket]) end.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, asked };
}

test("the system's proxy is asked for, used, and said by the window, status and doctor", async () => {
  const gateway = await gatewayForTest({
    tls: selfSignedCertificate(),
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  const place = `gateway.test:${new URL(gateway.url.replace("wss", "https")).port}`;
  const proxy = await knowingProxy(gateway.port);
  const shown = `http://127.0.0.1:${proxy.port}`;
  // What KDE's settings write, and Chromium reads there.
  const home = homeForTest();
  mkdirSync(join(home, ".config"), { recursive: true });
  writeFileSync(
    join(home, ".config", "kioslaverc"),
    `[Proxy Settings]\nProxyType=1\nhttpsProxy=http://127.0.0.1 ${proxy.port}\nNoProxyFor=\n`,
  );
  const app = await appForTest({ home, env: { XDG_CURRENT_DESKTOP: "KDE", KDE_SESSION_VERSION: "5" } });
  const page = await app.page();
  await enterGateway(page, `wss://${place}`, TOKEN);
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Accept this certificate" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect" }).click();
  await untilTray(app, "Connected");
  expect(proxy.asked).toEqual(new Set([place]));

  const environment = { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, ".config") };
  const say = async (command: string): Promise<string> => {
    const words = [join(appPath, "out/cli/index.js"), command, "--key-store", "file"];
    const said = await promisify(execFile)(process.execPath, words, { env: environment }).catch(
      (error: { readonly stdout: string; readonly stderr: string }) => error,
    );
    return said.stdout + said.stderr;
  };
  expect(await say("status")).toContain(shown);
  const doctor = await say("doctor");
  expect(doctor).toMatch(new RegExp(`ok +proxy +${shown}, set by the settings of this computer`));
  // The name is known to the proxy alone: without it the doctor would find nothing there.
  expect(doctor).toMatch(/ok +gateway/);
});

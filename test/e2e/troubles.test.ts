import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { selfSignedCertificate } from "../scripted/certificate.ts";
import {
  appForTest,
  connectedApp,
  enterGateway,
  gatewayForTest,
  goThroughWizard,
  homeForTest,
  simulated,
  TOKEN,
  trayLabels,
  untilTray,
} from "./scenario.ts";
import { until } from "./until.ts";

test("a wrong token is named by the live check, and leaves no pairing request at the gateway", async () => {
  const gateway = await gatewayForTest();
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  await enterGateway(page, gateway.url, "not-the-token");
  await page
    .getByText(/refused the token/)
    .first()
    .waitFor();
  expect(gateway.pairing.pendingDevices.size).toBe(0);

  await page.getByLabel("Gateway token").fill(TOKEN);
  await page.getByRole("button", { name: /Check/ }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).waitFor();
  expect(gateway.pairing.pendingDevices.size).toBe(0);
});

test("a host that does not exist and a port where nobody listens are told apart", async () => {
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  await enterGateway(page, "wss://no-such-host.invalid", null);
  await page
    .getByText(/was not found/)
    .first()
    .waitFor();

  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  await page.getByLabel("Address, link or setup code").fill(`ws://127.0.0.1:${port}`);
  await page.getByRole("button", { name: /Check/ }).click();
  await page
    .getByText(/Nothing answers at/)
    .first()
    .waitFor();
});

test("something that is not a gateway is called that", async () => {
  const server = createServer((socket) => socket.end("220 mail.example ESMTP\r\n")).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  await enterGateway(page, `ws://127.0.0.1:${port}`, null);
  await page
    .getByText(/not an OpenClaw gateway/)
    .first()
    .waitFor();
});

test("an unknown certificate is shown with its fingerprint, accepted explicitly, and then pinned", async () => {
  const certificate = selfSignedCertificate();
  const gateway = await gatewayForTest({
    tls: certificate,
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  const home = homeForTest();
  const app = await appForTest({ home });
  const page = await app.page();
  await enterGateway(page, gateway.url, TOKEN);
  await page.getByText("Do you know this certificate?").waitFor();
  const shown = ((await page.locator("body").textContent()) ?? "").toLowerCase().replace(/[^0-9a-f]/g, "");
  expect(shown).toContain(certificate.fingerprint);
  // Nothing secret was said to a gateway nobody vouched for.
  expect(gateway.attempts).toHaveLength(0);

  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Accept this certificate" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect" }).click();
  await untilTray(app, "Connected");
});

test("an old gateway, which knows neither new signatures nor surfaces, is paired and connected all the same", async () => {
  const gateway = await gatewayForTest({ generation: "old" });
  const app = await appForTest({ home: homeForTest() });
  await goThroughWizard(await app.page(), gateway.url, TOKEN);
  await untilTray(app, "Waiting for approval");
  gateway.approveDevice();
  await untilTray(app, "Connected");
});

test("the gateway restarts: the app says so, and is connected again by itself", async () => {
  const { app, gateway } = await connectedApp();
  await gateway.stop();
  await untilTray(app, "Waiting to reconnect");
  await gateway.start();
  await untilTray(app, "Connected", 40_000);
});

test("waking up means connecting now, not at the end of the back-off", async () => {
  const { app, gateway } = await connectedApp();
  await gateway.crash();
  await untilTray(app, "Waiting to reconnect");
  await gateway.start();
  await app.power("resume");
  await untilTray(app, "Connected", 5_000);
});

simulated(
  "a locked keychain blocks and makes no new identity; unlocked, the same device connects",
  async () => {
    const { app, gateway, home } = await connectedApp();
    const [deviceId] = gateway.pairing.paired.keys();
    await app.quit();
    const again = await appForTest({ home, args: ["--hidden"], keychain: "locked" });
    const blocked = await untilTray(again, "Needs your attention");
    expect(trayLabels(blocked)).toContain("The keychain is locked");
    await until("a notification tells of it", async () => (await again.facts()).notifications.length === 1);

    await again.keychain("open");
    await again.choose("Reconnect now");
    await untilTray(again, "Connected");
    expect([...gateway.pairing.paired.keys()]).toEqual([deviceId]);
    expect((await again.facts()).notifications).toHaveLength(1);
  },
);

simulated("a keychain that does not answer never freezes the window", async () => {
  const app = await appForTest({ home: homeForTest(), keychain: "silent" });
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Address, link or setup code").fill("gateway.example.org");
  await app.choose("Start at login");
  await until(
    "the menu answered",
    async () =>
      (await app.facts()).trays[0]?.menu.some((line) => line.label === "Start at login" && line.checked) ===
      true,
  );
});

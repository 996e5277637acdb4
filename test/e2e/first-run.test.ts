import { expect, test } from "vitest";
import {
  appForTest,
  gatewayForTest,
  goThroughWizard,
  homeForTest,
  TOKEN,
  trayLabels,
  untilTray,
} from "./scenario.ts";
import { until } from "./until.ts";

test("a first run leads from the welcome page to connected, and the admin's two approvals are noticed by themselves", async () => {
  const gateway = await gatewayForTest();
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  await goThroughWizard(page, gateway.url, TOKEN);

  await gateway.until(() => gateway.pairing.pendingDevices.size === 1);
  const waiting = await untilTray(app, "Waiting for approval");
  expect(trayLabels(waiting)).toContain("Copy admin command");
  const [pending] = gateway.pairing.pendingDevices.values();
  await page
    .getByText(pending?.requestId ?? "none")
    .first()
    .waitFor();

  gateway.approveDevice();
  await untilTray(app, "Waiting for the second approval");
  await gateway.until(() => gateway.pairing.pendingSurfaces.size === 1);
  await page.getByText("One more approval").first().waitFor();
  gateway.approveSurface();
  await untilTray(app, "Connected");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
});

test("the admin approves while the window is closed: a notification says so, and its click opens the app", async () => {
  const gateway = await gatewayForTest();
  const app = await appForTest({ home: homeForTest() });
  await goThroughWizard(await app.page(), gateway.url, TOKEN);
  await untilTray(app, "Waiting for approval");
  await app.closeWindow();
  expect((await app.facts()).windows[0]?.visible).toBe(false);

  gateway.approveDevice();
  await gateway.until(() => gateway.pairing.pendingSurfaces.size === 1);
  gateway.approveSurface();
  await until(
    "a notification tells of it",
    async () => (await app.facts()).notifications.at(-1)?.title === "Connected",
  );
  const { notifications } = await app.facts();
  await app.clickNotification(notifications.length - 1);
  expect((await app.facts()).windows[0]?.visible).toBe(true);
});

test("closing the window and starting again later keeps what was entered, but not the secret", async () => {
  const gateway = await gatewayForTest();
  const home = homeForTest();
  const first = await appForTest({ home });
  const page = await first.page();
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Address, link or setup code").fill(gateway.url);
  await until("main has the address", async () =>
    page.evaluate(
      async (url) =>
        (
          await (
            globalThis as unknown as { clawtray: { snapshot(): Promise<{ draft: { address: string } }> } }
          ).clawtray.snapshot()
        ).draft.address === url,
      gateway.url,
    ),
  );
  await first.quit();

  const second = await appForTest({ home });
  const again = await second.page();
  await again.getByLabel("Address, link or setup code").waitFor();
  expect(await again.getByLabel("Address, link or setup code").inputValue()).toBe(gateway.url);
});

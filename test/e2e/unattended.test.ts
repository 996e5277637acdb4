import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appForTest, gatewayForTest, goThroughWizard, homeForTest, TOKEN, untilTray } from "./scenario.ts";
import { until } from "./until.ts";

const autostartOf = (home: string) => join(home, ".config", "autostart", "clawtray.desktop");

/** Pairing was asked for and nobody has approved yet. */
async function waitingApp() {
  const gateway = await gatewayForTest();
  const home = homeForTest();
  const app = await appForTest({ home });
  const page = await app.page();
  await goThroughWizard(page, gateway.url, TOKEN);
  await untilTray(app, "Waiting for approval");
  return { gateway, home, app, page };
}

test("a set-up that was closed while it waited is finished by the approval, with its login item", async () => {
  const { gateway, home, app } = await waitingApp();
  await app.closeWindow();
  expect(existsSync(autostartOf(home))).toBe(false);
  gateway.approveDevice();
  await until("the login item is there", async () => existsSync(autostartOf(home)));
  await gateway.until(() => gateway.pairing.pendingSurfaces.size === 1);
  gateway.approveSurface();
  await untilTray(app, "Connected");
  await app.clickTray();
  await (await app.page()).getByRole("heading", { name: "Connected" }).waitFor();
});

test("linux: a login item that was not wanted is not made either", async () => {
  const { gateway, home, app, page } = await waitingApp();
  await page.getByRole("switch", { name: "Start Clawtray when I log in" }).click();
  await until("main knows", async () =>
    page
      .getByRole("switch", { name: "Start Clawtray when I log in" })
      .isChecked()
      .then((on) => !on),
  );
  await app.closeWindow();
  gateway.approveDevice();
  await gateway.until(() => gateway.pairing.pendingSurfaces.size === 1);
  gateway.approveSurface();
  await untilTray(app, "Connected");
  await app.clickTray();
  await (await app.page()).getByRole("heading", { name: "Connected" }).waitFor();
  expect(existsSync(autostartOf(home))).toBe(false);
});

test("linux: an approval that was seen counts when the window is closed without Finish", async () => {
  const { gateway, home, app, page } = await waitingApp();
  gateway.approveDevice();
  await page.getByText("One more approval").first().waitFor();
  expect(existsSync(autostartOf(home))).toBe(false);
  await app.closeWindow();
  await until("the login item is there", async () => existsSync(autostartOf(home)));
});

test("linux: an approval that was seen counts when the app is quit without Finish", async () => {
  const { gateway, home, app, page } = await waitingApp();
  gateway.approveDevice();
  await page.getByText("One more approval").first().waitFor();
  await app.quit();
  expect(existsSync(autostartOf(home))).toBe(true);
});

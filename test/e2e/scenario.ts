import type { Page } from "playwright-core";
import { afterAll, onTestFinished, test } from "vitest";
import { closeBrowser, temporaryHome } from "../electron/host/double.ts";
import { createScriptedGateway, type ScriptedGateway } from "../scripted/gateway.ts";
import type { ScriptedGatewayOptions } from "../scripted/options.ts";
import type { App, AppOptions } from "./app.ts";
import { backEnd, describeBackEnd, startApp } from "./driver.ts";
import { goThroughWizard, untilTray } from "./steps.ts";
import { until } from "./until.ts";

export { enterGateway, goThroughWizard, trayLabels, trayTitle, untilTray } from "./steps.ts";

console.log(describeBackEnd());
afterAll(closeBrowser);

/** A home folder that is gone when the test is. */
export function homeForTest(): string {
  const home = temporaryHome();
  onTestFinished(() => home.remove());
  return home.path;
}

/** The app with its tray icon, gone when the test is; nothing in its main process may have gone uncaught. */
export async function appForTest(options: AppOptions): Promise<App> {
  const app = await startApp(options);
  onTestFinished(async () => {
    await app.quit().catch(() => app.kill());
    if (app.failure() !== null) throw new Error(`main failed: ${app.failure()}`);
  });
  // Electron is ready before the app has read its settings and shown itself.
  await until("the tray is there", async () => (await app.facts()).trays.length === 1);
  return app;
}

/** A scripted gateway that is gone when the test is. */
export async function gatewayForTest(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** The secret the scripted gateway takes. */
export const TOKEN = "shared-token";

/** An app that is connected, its surface approved and its set-up finished. */
export async function connectedApp(
  options: Partial<AppOptions> = {},
  gatewayOptions: ScriptedGatewayOptions = {},
): Promise<{
  readonly app: App;
  readonly page: Page;
  readonly gateway: ScriptedGateway;
  readonly home: string;
}> {
  const gateway = await gatewayForTest({
    autoApproveDevice: true,
    autoApproveSurface: true,
    ...gatewayOptions,
  });
  const home = options.home ?? homeForTest();
  const app = await appForTest({ home, ...options });
  const page = await app.page();
  await goThroughWizard(page, gateway.url, TOKEN);
  await untilTray(app, "Connected");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
  return { app, page, gateway, home };
}

/** Whether the app runs under real Electron. */
export const onRealElectron = backEnd() === "electron";
/** Whether it runs under the Electron the registry carries, which is twenty versions older than the product's. */
export const onOldElectron = onRealElectron && process.env.CLAWTRAY_ELECTRON_APP !== undefined;

/** The display the app is on: the desktop that `test/real-electron` makes, or what the stand-in tells of. Pixels. */
export const displaySize = { width: 1_280, height: onRealElectron ? 800 : 720 } as const;

/** A scenario that is skipped, with the reason, where `reason` is not null. */
export const unless =
  (reason: string | null) =>
  (what: string, run: () => Promise<void>): void => {
    test(what, async ({ skip }) => {
      if (reason !== null) skip(reason);
      await run();
    });
  };

/** For scenarios in which the computer is another one, or the keychain does as it is told. */
export const simulated = unless(onRealElectron ? "only the stand-in can pretend to be this computer" : null);

/** For scenarios that an Electron of this age cannot play, and the product's can. */
export const notInOldElectron = (why: string) => unless(onOldElectron ? `Electron 25: ${why}` : null);

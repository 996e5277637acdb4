import type { Page } from "playwright-core";
import type { Facts } from "../electron/protocol.ts";
import type { App } from "./app.ts";
import { until } from "./until.ts";

/** Steps of a person that a benchmark takes as well: nothing here needs a test to be running. */

/** The text of the status line: the first entry of the tray menu. */
export const trayTitle = (facts: Facts): string => facts.trays[0]?.menu[0]?.label ?? "";

export function trayLabels(facts: Facts): string[] {
  return (facts.trays[0]?.menu ?? []).filter((line) => line.type !== "separator").map((line) => line.label);
}

/** Waits until the tray says this. */
export async function untilTray(app: App, title: string, limit = 15_000): Promise<Facts> {
  await until(`the tray says "${title}"`, async () => trayTitle(await app.facts()) === title, limit);
  return app.facts();
}

/** From the welcome page to the live check of this gateway. */
export async function enterGateway(page: Page, url: string, token: string | null): Promise<void> {
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Address, link or setup code").fill(url);
  if (token !== null) {
    // The page draws what main holds: the choice is seen a moment later.
    await page.getByRole("radio", { name: "Token" }).click();
    await page.getByLabel("Gateway token").fill(token);
  }
  await page.getByRole("button", { name: "Check connection" }).click();
}

/** From the welcome page to the pairing page. */
export async function goThroughWizard(page: Page, url: string, token: string | null): Promise<void> {
  await enterGateway(page, url, token);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect" }).click();
}

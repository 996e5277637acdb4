import type { Browser } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { AppSnapshot } from "../../src/shared/bridge.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { connected, settled } from "./harness/snapshots.ts";
import { axe, openWindow, startBrowser, sticksOut, type WindowOptions } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

async function settings(
  options: WindowOptions = {},
  chosen = "",
  askShortcut: AppSnapshot["app"]["askShortcut"] = { status: "none", wayland: false },
) {
  const base = settled(connected, { page: { name: "settings", serial: 2 } });
  const main = new FakeMain({
    ...base,
    preferences: { ...base.preferences, askShortcut: chosen },
    app: { ...base.app, askShortcut },
  });
  const window = await openWindow(browser, main, options);
  onTestFinished(() => window.close());
  const { page } = window;
  return { main, page, row: page.locator(".shortcut-row") };
}

const change = (askShortcut: string) => ({ kind: "set-preferences", change: { askShortcut } });

describe.skipIf(browser === null)("the shortcut in the settings (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  test("is chosen with the keyboard alone, by pressing it, and removed", async () => {
    const { main, page, row } = await settings();
    const button = page.getByRole("button", { name: "Shortcut that opens “Ask the agent” None" });
    await button.press("Enter");
    await page.getByRole("button", { name: /Press the keys/ }).waitFor();
    await page.keyboard.press("Control+Alt+k");
    await expect.poll(() => main.asked).toEqual([change("Control+Alt+K")]);
    await page.getByRole("button", { name: "Shortcut that opens “Ask the agent” Ctrl+Alt+K" }).waitFor();
    await row.getByRole("button", { name: "Remove shortcut" }).press("Enter");
    await expect.poll(() => main.asked.at(-1)).toEqual(change(""));
    await button.waitFor();
  });

  test("is never a trap: Escape and Tab end it, and nothing is chosen", async () => {
    const { main, page, row } = await settings();
    const button = row.getByRole("button").first();
    for (const key of ["Escape", "Tab"]) {
      await button.click();
      await page.getByRole("button", { name: /Press the keys/ }).waitFor();
      await page.keyboard.press(key);
      await page.getByRole("button", { name: /None/ }).waitFor();
    }
    expect(await button.evaluate((element) => element.matches(":focus"))).toBe(false);
    expect(main.asked).toEqual([]);
  });

  test("is refused in words when it could not be used, and another can be pressed at once", async () => {
    const { main, page, row } = await settings({ locale: "de" });
    await row.getByRole("button").first().click();
    for (const [keys, sentence] of [
      ["k", "Halten Sie dazu Strg"],
      ["Control+c", "Programme verwenden Strg+C selbst"],
      ["Control+Alt+;", "Wählen Sie einen Buchstaben"],
    ] as const) {
      await page.keyboard.press(keys);
      await expect.poll(() => row.getByRole("alert").textContent()).toContain(sentence);
    }
    expect(main.asked).toEqual([]);
    await page.keyboard.press("Control+Shift+F5");
    await expect.poll(() => main.asked).toEqual([change("Control+Shift+F5")]);
    await expect.poll(() => row.getByRole("alert").count()).toBe(0);
    expect(await row.getByRole("button").first().textContent()).toBe("Strg+Umschalt+F5");
  });

  test.each<readonly [string, WindowOptions]>([
    ["light", { theme: "light" }],
    ["dark, German", { theme: "dark", locale: "de" }],
    ["narrow", { width: 360, height: 400 }],
  ])("says what the system does not give, for every reader: %s", async (_, options) => {
    const { page, row } = await settings(options, "Super+Space", { status: "refused", wayland: true });
    expect(await row.getByRole("alert").textContent()).toMatch(/Super\+(Space|Leertaste)/);
    expect(await row.textContent()).toContain("--ask");
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
  });
});

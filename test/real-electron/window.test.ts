import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { App } from "../e2e/app.ts";
import { appForTest, connectedApp, homeForTest } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { chooseFrom, statusItemOf } from "./status-item.ts";
import { pressKeys, windowsOf } from "./x-windows.ts";

/** What the windows are to the desktop and to a person at its keyboard. */

const windows = async (app: App) => (await app.facts()).windows;

test("no key opens developer tools or reloads, and there is no menu of Electron's", async () => {
  const { app, page } = await connectedApp();
  await page.evaluate(() => {
    (globalThis as unknown as { mark: number }).mark = 1;
  });
  const [window = ""] = await windowsOf(app.pid, "Clawtray");
  for (const keys of ["ctrl+shift+i", "F12", "ctrl+r", "ctrl+shift+r", "F5", "alt+f", "alt+v", "F10"]) {
    await pressKeys(window, keys);
  }
  // A key the page does react to comes after them: when it was seen, so were they.
  await page.evaluate(() => {
    const page_ = globalThis as unknown as {
      addEventListener(name: string, listener: (event: { key: string }) => void): void;
      last: string;
    };
    page_.addEventListener("keydown", ({ key }) => {
      page_.last = key;
    });
  });
  await pressKeys(window, "x");
  await until("the page sees a key", () =>
    page.evaluate(() => (globalThis as unknown as { last: string }).last === "x"),
  );
  expect(await page.evaluate(() => (globalThis as unknown as { mark?: number }).mark)).toBe(1);
  expect(await windows(app)).toHaveLength(1);
  expect(await windowsOf(app.pid, "Developer Tools")).toEqual([]);
});

test("a page has neither require nor process nor any other name of Node's", async () => {
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).waitFor();
  const names = ["require", "process", "module", "exports", "Buffer", "global", "setImmediate", "__dirname"];
  expect(await page.evaluate((all) => all.filter((name) => name in (globalThis as object)), names)).toEqual(
    [],
  );
});

test("its page is killed five times: drawn again thrice, then a dialog says so, and the app lives on", async () => {
  const { app, gateway, home } = await connectedApp();
  const logged = () =>
    readFileSync(join(home, ".local", "state", "clawtray", "logs", "clawtray.log"), "utf8");
  const drawn = async () => (await app.shownText()).includes("Connected");
  const open = async () => {
    const item = await statusItemOf(app.pid);
    if (item === null) throw new Error("no icon");
    await chooseFrom(item, "Open Clawtray");
    await until("the page is drawn", drawn);
  };
  for (let time = 1; time <= 4; time += 1) {
    await until("the page is drawn", drawn);
    await app.crashPage();
    await until("it was noticed", () => logged().split("the window's page ended").length === time + 1);
  }
  await until("its window is gone", async () => (await windows(app)).length === 0);
  await until("a dialog is there", async () => (await windowsOf(app.pid)).length > 0);

  await open();
  await app.crashPage();
  await until("it was noticed", () => logged().split("the window's page ended").length === 6);
  await until("the page is drawn", drawn);
  expect(gateway.nodes()).toHaveLength(1);
  expect(await gateway.invoke("device.info", {}).result).toMatchObject({ ok: true });
});

import { expect, test } from "vitest";
import type { App } from "../e2e/app.ts";
import { appForTest, connectedApp, homeForTest, untilTray } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { activate, chooseFrom, menuOf, type StatusItem, statusItemOf } from "./status-item.ts";

/** The tray icon as a real panel gets it, over D-Bus. */

async function itemOf(app: App): Promise<StatusItem> {
  await until("the panel has the icon", async () => (await statusItemOf(app.pid)) !== null);
  const item = await statusItemOf(app.pid);
  if (item === null) throw new Error("no icon");
  return item;
}

const visible = async (app: App) => (await app.facts()).windows[0]?.visible === true;

test("the panel gets a picture, the name and what is said of the connection", async () => {
  const { app } = await connectedApp();
  const item = await itemOf(app);
  expect(item.toolTip).toMatch(/Connected/);
  expect(item.widths.length).toBeGreaterThan(0);
  // Something of it can be seen, and not all of it is one area.
  const alpha = item.pixels.filter((_byte, index) => index % 4 === 0);
  expect(alpha.some((value) => value > 128)).toBe(true);
  expect(alpha.some((value) => value === 0)).toBe(true);
});

test("the picture changes with the state", async () => {
  const { app } = await connectedApp();
  const before = await itemOf(app);
  await app.choose("Pause");
  await untilTray(app, "Paused");
  await until("the panel has another picture", async () => {
    const now = await itemOf(app);
    return now.pixels.join() !== before.pixels.join() && /Paused/.test(now.toolTip);
  });
});

test("the panel's menu is the app's, and what is chosen in it happens", async () => {
  const { app } = await connectedApp();
  const item = await itemOf(app);
  const lines = await menuOf(item);
  expect(lines[0]).toMatchObject({ label: "Connected", enabled: false });
  expect(lines.find(({ label }) => label === "Start at login")).toMatchObject({ checked: true });
  expect(lines.filter(({ type }) => type === "separator").length).toBeGreaterThan(0);

  await chooseFrom(item, "Pause");
  await untilTray(app, "Paused");
  await until("the panel reads the new menu", async () =>
    (await menuOf(await itemOf(app))).some(({ label }) => label === "Resume"),
  );
  await chooseFrom(await itemOf(app), "Resume");
  await untilTray(app, "Connected");

  await app.closeWindow();
  await until("the window is hidden", async () => !(await visible(app)));
  await chooseFrom(await itemOf(app), "Open Clawtray");
  await until("the window is back", () => visible(app));

  await chooseFrom(await itemOf(app), "Quit Clawtray");
  expect(await app.ended).toBe(0);
});

test("a click on the icon opens the window", async () => {
  const app = await appForTest({ home: homeForTest(), args: ["--hidden"] });
  expect((await app.facts()).windows).toHaveLength(0);
  await activate(await itemOf(app));
  await until("the window is there", () => visible(app));
});

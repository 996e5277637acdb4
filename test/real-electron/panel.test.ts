import { expect, onTestFinished, test } from "vitest";
import { appForTest, homeForTest } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { type Desktop, type DesktopParts, startDesktop } from "./desktop.ts";
import { chooseFrom, menuOf, statusItemOf } from "./status-item.ts";

/** Panels that come late, go, come back, or never come. */

async function desktopForTest(parts: DesktopParts): Promise<Desktop> {
  const desktop = await startDesktop({ ownBus: true, ...parts });
  onTestFinished(() => desktop.dispose());
  return desktop;
}

async function hiddenApp(desktop: Desktop) {
  const app = await appForTest({ home: homeForTest(), args: ["--hidden"], env: desktop.environment });
  const bus = desktop.environment.DBUS_SESSION_BUS_ADDRESS ?? "";
  const item = () => statusItemOf(app.pid, bus);
  const untilShown = async () => {
    await until("the panel has the icon", async () => (await item()) !== null);
    return item();
  };
  return { app, item, untilShown };
}

const withWindow = async (app: Awaited<ReturnType<typeof appForTest>>) =>
  (await app.facts()).windows.some(({ visible }) => visible);

test("a panel that starts after the app gets its icon and its menu, and so does one that was restarted", async () => {
  const desktop = await desktopForTest({ panel: false });
  const { app, item, untilShown } = await hiddenApp(desktop);
  expect(await item()).toBe(null);
  await desktop.startPanel();
  const shown = await untilShown();
  expect((await menuOf(shown as NonNullable<typeof shown>)).map(({ label }) => label)).toContain(
    "Open Clawtray",
  );
  expect(await withWindow(app)).toBe(false);

  await desktop.endPanel();
  await desktop.startPanel();
  const again = await untilShown();
  await chooseFrom(again as NonNullable<typeof again>, "Open Clawtray");
  await until("the window is there", () => withWindow(app));
});

test("without any panel a hidden start shows itself in the end, and a second start opens the window", async () => {
  const desktop = await desktopForTest({ panel: false });
  const { app } = await hiddenApp(desktop);
  await until("something can be seen", () => withWindow(app), 30_000);
  await app.closeWindow();
  await until("the window is hidden", async () => !(await withWindow(app)));
  expect(await app.startAgain([])).toBe(0);
  await until("the window is back", () => withWindow(app));
});

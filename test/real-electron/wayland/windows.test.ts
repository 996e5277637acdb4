import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { App } from "../../e2e/app.ts";
import { appForTest, connectedApp, homeForTest, untilTray } from "../../e2e/scenario.ts";
import { until } from "../../e2e/until.ts";
import { activate, chooseFrom, type StatusItem, statusItemOf } from "../status-item.ts";
import { closeByFrame, type MappedWindow, pictureOf, windowsOf } from "./windows.ts";

/**
 * What the compositor of a Wayland session shows of the app. What Electron says of its own windows is not asked: it
 * takes one for visible that was never mapped.
 */

const run = promisify(execFile);

/** Resolves with the window that has these words in its title, once it is mapped and painted. */
async function inSight(app: App, title: RegExp): Promise<MappedWindow> {
  let found: MappedWindow | undefined;
  await until(`a window "${title.source}" is mapped`, async () => {
    found = (await windowsOf(app.pid)).find((one) => title.test(one.title));
    return found !== undefined;
  });
  const window = found as MappedWindow;
  // Text has many shades, and an empty page one.
  await until("it is painted", async () => {
    const { colors, most } = await pictureOf(window);
    return colors > 30 && most < 0.99;
  });
  return window;
}

const nothingInSight = (app: App) =>
  until("no window is mapped", async () => (await windowsOf(app.pid)).length === 0);

async function itemOf(app: App): Promise<StatusItem> {
  let item: StatusItem | null = null;
  await until("the bar has the icon", async () => {
    item = await statusItemOf(app.pid);
    return item !== null;
  });
  return item as unknown as StatusItem;
}

test("a first start: the wizard's window is mapped and painted, in its size and under the app's name", async () => {
  const app = await appForTest({ home: homeForTest() });
  const window = await inSight(app, /Setup/);
  expect(window).toMatchObject({ appId: "clawtray", rect: { width: 880, height: 720 } });
  expect(await windowsOf(app.pid)).toHaveLength(1);
  await (await app.page()).getByRole("button", { name: "Get started" }).click();
  await (await app.page()).getByLabel("Address, link or setup code").waitFor();
});

test("closed into the tray and opened again, by the icon, its menu and a second start", async () => {
  const { app, gateway } = await connectedApp();
  const ways: readonly (() => Promise<unknown>)[] = [
    async () => activate(await itemOf(app)),
    async () => chooseFrom(await itemOf(app), "Open Clawtray"),
    () => app.startAgain([]),
  ];
  for (const open of ways) {
    await closeByFrame(await inSight(app, /Clawtray/));
    await nothingInSight(app);
    // What changes meanwhile is drawn for nobody.
    await app.choose("Pause");
    await untilTray(app, "Paused");
    await app.choose("Resume");
    await untilTray(app, "Connected");
    await open();
    await inSight(app, /Clawtray/);
  }
  expect(gateway.nodes()).toHaveLength(1);
});

test("a page that ended while its window was closed is not redrawn while nobody is looking, and is there when it is opened", async () => {
  const { app } = await connectedApp();
  await closeByFrame(await inSight(app, /Clawtray/));
  await nothingInSight(app);
  await app.crashPage();
  await until("the page is there again", async () => (await app.shownText()).includes("Connected"));
  expect(await windowsOf(app.pid)).toEqual([]);
  await activate(await itemOf(app));
  await inSight(app, /Clawtray/);
});

test("a hidden start maps nothing, and a second start brings the window", async () => {
  const app = await appForTest({ home: homeForTest(), args: ["--hidden"] });
  await itemOf(app);
  await untilTray(app, "No gateway chosen yet");
  expect(await windowsOf(app.pid)).toEqual([]);
  expect(await app.startAgain([])).toBe(0);
  await inSight(app, /Setup/);
});

test("a hidden start, and a click on the icon", async () => {
  const app = await appForTest({ home: homeForTest(), args: ["--hidden"] });
  await activate(await itemOf(app));
  await inSight(app, /Setup/);
});

test("an agent asks while the window is closed: the window that asks is there, and goes when it is answered", async () => {
  const { app, gateway } = await connectedApp();
  await closeByFrame(await inSight(app, /Clawtray/));
  await nothingInSight(app);
  for (const command of ["first", "second"]) {
    const asked = gateway.invoke(
      "system.run",
      { command: ["/bin/echo", command], agentId: "ada", sessionKey: "agent:ada:main" },
      { timeoutMs: 60_000 },
    );
    const window = await inSight(app, /./);
    expect(window.rect).toMatchObject({ width: 560, height: 460 });
    expect(await windowsOf(app.pid)).toHaveLength(1);
    const page = await app.questionPage();
    await page
      .locator("button:not([aria-disabled])", { hasText: /^Deny$/ })
      .first()
      .click();
    expect(await asked.result).toMatchObject({ ok: false });
    await nothingInSight(app);
  }
});

test("behind another window, or minimized, it comes in front with the keyboard, by a second start and by the icon", async () => {
  const { app, gateway } = await connectedApp();
  const own = await inSight(app, /Clawtray/);
  gateway.invoke("system.run", { command: ["/bin/echo", "x"], agentId: "ada", sessionKey: "agent:ada:main" });
  const focused = async () => (await windowsOf(app.pid)).find((one) => one.focused)?.rect.width;
  const ways: readonly (() => Promise<unknown>)[] = [
    () => app.startAgain([]),
    async () => activate(await itemOf(app)),
    async () => {
      await app.minimize();
      await activate(await itemOf(app));
    },
  ];
  await until("the window that asks is in front", async () => (await focused()) === 560);
  for (const open of ways) {
    await open();
    await until("the main window is in front", async () => (await focused()) === own.rect.width);
    await inSight(app, new RegExp(`^${own.title}$`));
    await chooseFrom(await itemOf(app), "Questions for you: 1");
    await until("the window that asks is in front", async () => (await focused()) === 560);
  }
  expect(await windowsOf(app.pid)).toHaveLength(2);
});

test("a notification that is pressed brings the window", async () => {
  const { app, gateway } = await connectedApp();
  await closeByFrame(await inSight(app, /Clawtray/));
  await nothingInSight(app);
  await run("dunstctl", ["close-all"]);
  expect(await gateway.invoke("system.notify", { title: "Tea", body: "is ready" }).result).toMatchObject({
    ok: true,
  });
  await until(
    "it is on the screen",
    async () => Number((await run("dunstctl", ["count", "displayed"])).stdout) === 1,
  );
  await run("dunstctl", ["action", "0"]);
  await inSight(app, /Clawtray/);
});

test.each(["in sight", "closed into the tray"])("SIGTERM ends it when its window is %s", async (where) => {
  const { app, gateway } = await connectedApp();
  const window = await inSight(app, /Clawtray/);
  if (where !== "in sight") {
    await closeByFrame(window);
    await nothingInSight(app);
  }
  process.kill(app.pid, "SIGTERM");
  await app.ended;
  await gateway.until(() => gateway.openConnections() === 0);
  expect(await windowsOf(app.pid)).toEqual([]);
});

test("a screenshot for the agent, where no portal gives one, is refused in words, and the window that asks is back", async () => {
  const { app } = await connectedApp();
  await app.choose("Ask the agent …");
  await inSight(app, /Ask the agent/);
  const page = await app.askPage();
  await page.getByRole("button", { name: "Take a screenshot" }).click();
  await page.getByRole("alert").getByText("Without a desktop portal").waitFor();
  await inSight(app, /Ask the agent/);
});

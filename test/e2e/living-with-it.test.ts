import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { filesBelow } from "../support/files-below.ts";
import { appForTest, connectedApp, homeForTest, TOKEN, trayLabels, untilTray } from "./scenario.ts";
import { until } from "./until.ts";

test("pausing closes the connection and lasts over a restart; resuming connects again", async () => {
  const { app, gateway, home } = await connectedApp();
  await app.choose("Pause");
  await untilTray(app, "Paused");
  await gateway.until(() => gateway.nodes().length === 0);
  await app.quit();

  const again = await appForTest({ home, args: ["--hidden"] });
  await untilTray(again, "Paused");
  await again.choose("Resume");
  await untilTray(again, "Connected");
});

test("forgetting this device needs the typed confirmation, and then it is another device", async () => {
  const { app, page, gateway } = await connectedApp();
  const [deviceId] = gateway.pairing.paired.keys();
  const forget = (confirmation: string) =>
    page.evaluate(
      (text) =>
        (
          globalThis as unknown as {
            clawtray: { request(request: object): Promise<{ ok: boolean; problem?: string }> };
          }
        ).clawtray.request({ kind: "forget-device", confirmation: text }),
      confirmation,
    );
  expect(await forget("no")).toMatchObject({ ok: false, problem: "not-confirmed" });
  await untilTray(app, "Connected");
  expect(await forget(deviceId?.slice(0, 4) ?? "")).toEqual({ ok: true });
  await untilTray(app, "No gateway chosen yet");
  await page.getByRole("button", { name: "Get started" }).waitFor();
});

test("a second start ends at once and brings the window of the first one back", async () => {
  const { app } = await connectedApp();
  await app.closeWindow();
  expect((await app.facts()).windows[0]?.visible).toBe(false);
  expect(await app.startAgain([])).toBe(0);
  await until("the window is back", async () => (await app.facts()).windows[0]?.visible === true);
});

test("started hidden there is no window, and Open makes one", async () => {
  const app = await appForTest({ home: homeForTest(), args: ["--hidden"] });
  await untilTray(app, "No gateway chosen yet");
  expect((await app.facts()).windows).toHaveLength(0);
  await app.choose("Open Clawtray");
  await (await app.page()).getByRole("button", { name: "Get started" }).waitFor();
});

test("a crash of the page is survived: the window is drawn again, and nothing entered is lost", async () => {
  const { app } = await connectedApp();
  await app.crashPage();
  await until("the page is drawn again", async () => (await app.shownText()).includes("Connected"));
  expect((await app.facts()).windows).toHaveLength(1);
});

test("quitting says goodbye to the gateway and ends", async () => {
  const { app, gateway } = await connectedApp();
  const connection = gateway.node();
  await app.choose("Quit Clawtray");
  expect(await app.ended).toBe(0);
  await gateway.until(() => gateway.openConnections() === 0);
  expect(connection.closedWith).toBe(1000);
});

test("the window is closed and opened again in every phase, and shows the phase it is in", async () => {
  const { app, gateway } = await connectedApp();
  const reopened = async (heading: string) => {
    await app.closeWindow();
    expect((await app.facts()).windows[0]?.visible).toBe(false);
    await app.choose("Open Clawtray");
    expect((await app.facts()).windows[0]?.visible).toBe(true);
    await (await app.page()).getByRole("heading", { name: heading }).waitFor();
  };
  await reopened("Connected");
  await app.choose("Pause");
  await untilTray(app, "Paused");
  await reopened("Paused");
  await gateway.stop();
  await app.choose("Resume");
  await untilTray(app, "Waiting to reconnect");
  await reopened("Waiting to reconnect");
});

test("neither the log, the settings, the diagnostic report nor the terminal holds a secret", async () => {
  const { app, page, gateway, home } = await connectedApp();
  await page.evaluate(() =>
    (globalThis as unknown as { clawtray: { request(request: object): Promise<unknown> } }).clawtray.request({
      kind: "copy",
      what: "diagnostics",
    }),
  );
  const { clipboard } = await app.facts();
  expect(clipboard).toContain("Phase: connected");
  const [device] = gateway.pairing.paired.values();
  const secrets = [TOKEN, device?.token ?? "missing"];
  const written = filesBelow(home)
    .filter((file) => !/key(chain|s)\.json$/.test(file))
    .map((file) => readFileSync(file, "latin1"));
  for (const secret of secrets) {
    for (const text of [clipboard, app.output(), ...written]) expect(text).not.toContain(secret);
  }
});

test("broken settings of the desktop are put aside, not lost, and the app starts", async () => {
  const { app, home } = await connectedApp();
  await app.quit();
  const file = filesBelow(home).find((one) => one.endsWith("desktop.json")) ?? "";
  const { writeFileSync } = await import("node:fs");
  writeFileSync(file, '{"preferences": 7');
  const again = await appForTest({ home, args: ["--hidden"] });
  await untilTray(again, "Connected");
  const aside = filesBelow(home).find((one) => /desktop\.broken-\d+\.json$/.test(one));
  expect(readFileSync(aside ?? "", "utf8")).toBe('{"preferences": 7');
});

test("in German the tray speaks German", async () => {
  const app = await appForTest({ home: homeForTest(), locale: "de-AT" });
  expect(trayLabels(await app.facts())).toContain("Clawtray beenden");
});

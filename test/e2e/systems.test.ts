import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { App } from "./app.ts";
import { has } from "./programs.ts";
import { appForTest, homeForTest, simulated } from "./scenario.ts";
import { until } from "./until.ts";

const startsAtLogin = async (app: App) =>
  (await app.facts()).trays[0]?.menu.find((line) => line.label === "Start at login")?.checked;

test("linux: start at login is an autostart entry, read back from the system, gone when switched off", async () => {
  const home = homeForTest();
  const app = await appForTest({ home });
  const entry = join(home, ".config", "autostart", "clawtray.desktop");
  expect(await startsAtLogin(app)).toBe(false);
  await app.choose("Start at login");
  await until("the menu shows it", async () => (await startsAtLogin(app)) === true);
  expect(readFileSync(entry, "utf8")).toMatch(/^Exec=.* --hidden$/m);
  if (has("desktop-file-validate")) execFileSync("desktop-file-validate", [entry]);
  await app.choose("Start at login");
  await until("the menu shows it", async () => (await startsAtLogin(app)) === false);
  expect(existsSync(entry)).toBe(false);
});

test("linux: an entry the desktop has switched off counts as off, whatever the app did before", async () => {
  const home = homeForTest();
  const app = await appForTest({ home });
  await app.choose("Start at login");
  await until("the menu shows it", async () => (await startsAtLogin(app)) === true);
  await app.quit();
  const entry = join(home, ".config", "autostart", "clawtray.desktop");
  writeFileSync(entry, readFileSync(entry, "utf8").replace("enabled=true", "enabled=false"));
  const again = await appForTest({ home, args: ["--hidden"] });
  expect(await startsAtLogin(again)).toBe(false);
  rmSync(entry);
});

simulated("linux: inside an AppImage the image itself is started, odd folder names and all", async () => {
  const home = homeForTest();
  const image = join(home, 'My $Apps "new"', "Clawtray.AppImage");
  mkdirSync(dirname(image));
  writeFileSync(image, "", { mode: 0o755 });
  const APPDIR = dirname(process.execPath);
  const app = await appForTest({ home, packaged: true, env: { APPIMAGE: image, APPDIR } });
  await app.choose("Start at login");
  await until("the menu shows it", async () => (await startsAtLogin(app)) === true);
  const entry = join(home, ".config", "autostart", "clawtray.desktop");
  const text = readFileSync(entry, "utf8");
  expect(text).toContain('My \\\\$Apps \\\\"new\\\\"/Clawtray.AppImage" --hidden');
  if (has("desktop-file-validate")) execFileSync("desktop-file-validate", [entry]);
});

simulated("linux: an AppImage that started this app is not what the next login starts", async () => {
  const home = homeForTest();
  const image = join(home, "Editor.AppImage");
  writeFileSync(image, "", { mode: 0o755 });
  const env = {
    APPIMAGE: image,
    APPDIR: join(home, "mount"),
    PATH: `${join(home, "mount")}:${process.env.PATH}`,
  };
  const app = await appForTest({ home, packaged: true, env });
  await app.choose("Start at login");
  await until("the menu shows it", async () => (await startsAtLogin(app)) === true);
  const text = readFileSync(join(home, ".config", "autostart", "clawtray.desktop"), "utf8");
  expect(text).not.toContain("Editor.AppImage");
});

test("linux: the next login starts on the same state folder, and an entry of another one is not this app's", async () => {
  const home = homeForTest();
  const app = await appForTest({ home, args: ["--state-dir", join(home, "elsewhere")] });
  await app.choose("Start at login");
  await until("the menu shows it", async () => (await startsAtLogin(app)) === true);
  const text = readFileSync(join(home, ".config", "autostart", "clawtray.desktop"), "utf8");
  expect(text).toContain(`--state-dir ${join(home, "elsewhere")} `);
  await app.quit();
  const other = await appForTest({ home, args: ["--hidden"] });
  expect(await startsAtLogin(other)).toBe(false);
});

test("linux: an entry whose program is gone is off", async () => {
  const home = homeForTest();
  const app = await appForTest({ home });
  await app.choose("Start at login");
  await until("the menu shows it", async () => (await startsAtLogin(app)) === true);
  await app.quit();
  const entry = join(home, ".config", "autostart", "clawtray.desktop");
  writeFileSync(entry, readFileSync(entry, "utf8").replace(/^(TryExec|Exec)=\S+/gm, "$1=/nowhere/clawtray"));
  const again = await appForTest({ home, args: ["--hidden"] });
  expect(await startsAtLogin(again)).toBe(false);
});

simulated(
  "windows: login item, model id for notifications, a click on the tray opens the window",
  async () => {
    const app = await appForTest({
      home: homeForTest(),
      platform: "win32",
      args: ["--hidden"],
      packaged: true,
    });
    expect((await app.facts()).appUserModelId).toBe("ai.openclaw.clawtray");
    await app.choose("Start at login");
    await until("the menu shows it", async () => (await startsAtLogin(app)) === true);
    expect((await app.facts()).loginItem).toMatchObject({
      openAtLogin: true,
      args: ["--state-dir", expect.stringContaining("state"), "--hidden"],
    });
    expect((await app.facts()).windows).toHaveLength(0);
    await app.clickTray();
    await until("the window is there", async () => (await app.facts()).windows[0]?.visible === true);
    await app.choose("Start at login");
    await until("the menu shows it", async () => (await startsAtLogin(app)) === false);
  },
);

simulated("macOS: no Dock icon, template images, hidden when the system started it at login", async () => {
  const app = await appForTest({
    home: homeForTest(),
    platform: "darwin",
    openedAtLogin: true,
    packaged: true,
  });
  const facts = await app.facts();
  expect(facts.dockVisible).toBe(false);
  expect(facts.trays[0]?.template).toBe(true);
  expect(facts.trays[0]?.image).toMatch(/mac[/\\]unconfiguredTemplate\.png$/);
  expect(facts.windows).toHaveLength(0);
  await app.choose("Start at login");
  await until("the menu shows it", async () => (await startsAtLogin(app)) === true);
});

test("on Linux the tray icon has an outline, and shows on light and on dark panels", async () => {
  const app = await appForTest({ home: homeForTest() });
  await app.setDark(true);
  expect((await app.facts()).trays[0]?.image).toMatch(/outlined[/\\]unconfigured\.png$/);
});

simulated("windows: the tray icon follows the light and dark of the panel", async () => {
  const app = await appForTest({ home: homeForTest(), platform: "win32", args: ["--hidden"] });
  await app.setDark(true);
  await until("the dark icon is shown", async () => /dark/.test((await app.facts()).trays[0]?.image ?? ""));
});

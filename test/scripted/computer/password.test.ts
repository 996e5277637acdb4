import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { allPrograms, openAccessibility } from "../../../src/core/computer/accessible.ts";
import { markFile, putBack } from "../../../src/core/computer/announced.ts";
import { accessibilityOf } from "../../support/accessibility-bus.ts";
import { memoryMark } from "../../support/memory-mark.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import {
  done,
  never,
  openDriver,
  type TestDesktop,
  telling,
  textField,
  withWindowManager,
} from "./desktop.ts";

const programs = ["openbox", "xprop", "xdotool"] as const;
const refused = { ok: false, failure: { kind: "protected", detail: "a field for a password" } };

async function desktopOf(context: TestContext) {
  const desktop = await telling(context, ...programs);
  await withWindowManager(desktop);
  return desktop;
}

test("nothing is typed into a field for a password that had the focus before", async (context) => {
  const desktop = await desktopOf(context);
  const field = await textField(context, desktop, "--password");
  const driver = await openDriver(desktop, desktop);
  await expect.poll(() => driver.key("BackSpace", never)).toEqual(refused);
  expect(await driver.type("secret", never)).toEqual(refused);
  expect(await driver.hold("a", 10, never)).toEqual(refused);
  expect(field.text()).toBe("");
});

test("nothing is typed into one that gets it in the middle of a text, and into others it is", async (context) => {
  const desktop = await desktopOf(context);
  const driver = await openDriver(desktop, desktop);
  const form = await textField(context, desktop, "--form");
  await expect.poll(() => driver.type("n", never)).toEqual(done);
  expect(await driver.type("ame\tsecret", never)).toEqual(refused);
  await expect.poll(form.text).toMatch(/^n+ame\/$/);
  expect(await driver.key("shift+Tab", never)).toEqual(refused);
});

test("nothing is clicked, dragged or scrolled into a field for a password, and a field beside it is", async (context) => {
  const desktop = await desktopOf(context);
  const driver = await openDriver(desktop, desktop);
  await textField(context, desktop, "--form");
  const shell = desktop.run("xdotool", "search", "--name", "^Entry$", "getwindowgeometry", "--shell");
  const [left, top, width, height] = ["X", "Y", "WIDTH", "HEIGHT"].map((name) =>
    Number(new RegExp(`^${name}=(\\d+)`, "m").exec(shell)?.[1]),
  ) as [number, number, number, number];
  const at = (part: number) => ({ x: left + Math.round(width / 2), y: top + Math.round(height * part) });
  const [plain, password] = [at(0.25), at(0.75)];
  await expect.poll(() => driver.click(0, password, "middle", 1, [], never)).toEqual(refused);
  expect(await driver.click(0, plain, "left", 1, [], never)).toEqual(done);
  expect(await driver.drag(0, plain, password, [], never)).toEqual(refused);
  expect(await driver.drag(0, password, plain, [], never)).toEqual(refused);
  expect(await driver.scroll(0, password, "down", 1, [], never)).toEqual(refused);
  expect(await driver.move(0, password, never)).toEqual(done);
  expect(await driver.press("left", true, never)).toEqual(refused);
  expect(await driver.click(0, null, "right", 1, [], never)).toEqual(refused);
  expect(await driver.drag(0, plain, { x: plain.x + 40, y: plain.y }, [], never)).toEqual(done);
});

test("a dialog that asks for a password is left alone with its buttons, its plain fields and its title", async (context) => {
  const desktop = await desktopOf(context);
  const driver = await openDriver(desktop, desktop);
  const dialog = await textField(context, desktop, "--form", "--dialog");
  const shell = desktop.run("xdotool", "search", "--name", "^Entry$", "getwindowgeometry", "--shell");
  const [left = 0, top = 0] = ["X", "Y"].map((name) =>
    Number(new RegExp(`^${name}=(\\d+)`, "m").exec(shell)?.[1]),
  );
  // The plain field is the first, and has the focus.
  await expect.poll(() => driver.key("Return", never)).toEqual(refused);
  expect(await driver.type("name", never)).toEqual(refused);
  expect(await driver.click(0, { x: left + 30, y: top + 10 }, "left", 1, [], never)).toEqual(refused);
  expect(await driver.click(0, { x: left + 60, y: top - 8 }, "left", 1, [], never)).toEqual(refused);
  expect(dialog.text()).toBe("");
  dialog.end();
  await textField(context, desktop, "--form");
  await expect.poll(() => driver.type("name", never)).toEqual(done);
});

test("nothing is typed into a dialog of Qt that asks for a password", async (context) => {
  const desktop = await telling(context, ...programs, "pinentry-qt");
  await withWindowManager(desktop);
  const driver = await openDriver(desktop, desktop);
  await expect.poll(accessibilityOf(desktop.environment).isOn).toBe(true);
  const target = ["--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"];
  const told = desktop.run("gdbus", "call", "--session", ...target, "--method", "org.a11y.Bus.GetAddress");
  // As on a desktop whose bus was started at login.
  desktop.run("xprop", "-root", "-f", "AT_SPI_BUS", "8s", "-set", "AT_SPI_BUS", told.split("'")[1] ?? "");
  const folder = temporaryDirectory();
  // Under another name, for by its own it is known.
  const [program, wishes] = [join(folder, "asking"), join(folder, "wishes")];
  copyFileSync("/usr/bin/pinentry-qt", program);
  writeFileSync(wishes, "SETTITLE Entry\nGETPIN\n");
  const dialog = desktop.start("sh", "-c", 'exec "$0" --no-global-grab <"$1"', program, wishes);
  const name = () => desktop.run("xdotool", "getwindowfocus", "getwindowname");
  await expect.poll(name).toBe("Entry\n");
  await expect.poll(() => driver.type("s", never)).toEqual(refused);
  expect(await driver.key("Return", never)).toEqual(refused);
  dialog.end();
  await textField(context, desktop, "--form");
  await expect.poll(() => driver.type("name", never)).toEqual(done);
});

test("programs are told to tell of their fields while somebody looks, and no longer", async (context) => {
  const desktop = await telling(context, "gdbus");
  const { set, isOn } = accessibilityOf(desktop.environment);
  const onBus = () => {
    const bus = ["--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus"];
    const method = ["--method", "org.freedesktop.DBus.ListNames"];
    return desktop.run("gdbus", "call", "--session", ...bus, ...method).match(/':1\.\d+'/g)?.length ?? 0;
  };
  expect(isOn()).toBe(false);
  const driver = await openDriver(desktop, desktop);
  await expect.poll(isOn).toBe(true);
  const others = onBus() - 1;
  driver.dispose();
  await expect.poll(isOn).toBe(false);

  // One that is left at once, and one that is opened before another is left.
  (await openDriver(desktop, desktop)).dispose();
  await expect.poll(onBus).toBe(others);
  expect(isOn()).toBe(false);
  const early = await openDriver(desktop, desktop);
  await expect.poll(isOn).toBe(true);
  const late = await openDriver(desktop, desktop);
  early.dispose();
  await expect.poll(onBus).toBe(others + 1);
  await expect.poll(isOn).toBe(true);
  late.dispose();
  await expect.poll(isOn).toBe(false);

  // Meanwhile somebody has the screen read aloud, and before.
  const during = await openDriver(desktop, desktop);
  await expect.poll(isOn).toBe(true);
  set("ScreenReaderEnabled");
  during.dispose();
  await expect.poll(onBus).toBe(others);
  expect(isOn()).toBe(true);
  (await openDriver(desktop, desktop)).dispose();
  await expect.poll(onBus).toBe(others);
  expect(isOn()).toBe(true);
});

const announcing = fileURLToPath(new URL("../../support/announcing-process.ts", import.meta.url));

test("what a killed process has left switched on is put back, but not while another one needs it", async (context) => {
  const desktop = await telling(context, "gdbus");
  const { isOn } = accessibilityOf(desktop.environment);
  const mark = (name: string) => markFile(join(folder, name));
  const folder = temporaryDirectory();
  const start = (name: string) => {
    const child = spawn(process.execPath, [announcing, join(folder, name)], {
      env: { ...process.env, ...desktop.environment },
      stdio: "inherit",
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    };
  };
  expect(isOn()).toBe(false);
  const killFirst = start("first");
  await expect.poll(isOn).toBe(true);
  const killSecond = start("second");
  await expect.poll(mark("second").isThere).toBe(true);
  await killFirst();
  await putBack(desktop.environment, mark("first"));
  expect([isOn(), mark("first").isThere()]).toEqual([true, false]);
  await killSecond();
  expect([isOn(), mark("second").isThere()]).toEqual([true, true]);

  // Without a bus the mark is there for the next time.
  await putBack({}, mark("second"));
  expect(mark("second").isThere()).toBe(true);
  await putBack(desktop.environment, mark("second"));
  expect([isOn(), mark("second").isThere()]).toEqual([false, false]);
});

/** A window of Chromium with a field for a password below one for text. */
function startChromium(desktop: TestDesktop, focused: "text" | "password"): void {
  const field = (type: string, top: string) =>
    `<input type="${type}" ${type === focused ? "autofocus" : ""} style="position:fixed;left:0;width:100%;height:50%;top:${top}">`;
  const page = `<title>fields</title>${field("text", "0")}${field("password", "50%")}`;
  const profile = `--user-data-dir=${temporaryDirectory()}`;
  const flags = ["--no-sandbox", "--no-first-run", "--disable-gpu", "--password-store=basic", profile];
  const place = ["--window-position=0,0", "--window-size=800,600"];
  desktop.start("chromium", ...flags, ...place, `--app=data:text/html,${encodeURIComponent(page)}`);
}

async function withChromium(context: TestContext, focused: "text" | "password") {
  const desktop = await telling(context, ...programs, "chromium");
  await withWindowManager(desktop);
  const driver = await openDriver(desktop, desktop);
  await expect.poll(accessibilityOf(desktop.environment).isOn).toBe(true);
  startChromium(desktop, focused);
  const name = () => desktop.run("xdotool", "getwindowfocus", "getwindowname");
  await expect.poll(name, { timeout: 30_000 }).toBe("fields\n");
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const bus = await openAccessibility(desktop.environment, over.signal, memoryMark());
  await expect.poll(async () => (await allPrograms(bus)).length).toBe(1);
  return driver;
}

test("the first key of all is not typed into a field for a password in a page of Chromium", async (context) => {
  const driver = await withChromium(context, "password");
  expect(await driver.type("s", never)).toEqual(refused);
  expect(await driver.click(0, { x: 400, y: 200 }, "left", 1, [], never)).toEqual(done);
  await expect.poll(() => driver.type("n", never)).toEqual(done);
  expect(await driver.key("Tab", never)).toEqual(done);
  await expect.poll(() => driver.type("s", never)).toEqual(refused);
});

test("the first click of all is not into a field for a password in a page of Chromium", async (context) => {
  const driver = await withChromium(context, "text");
  expect(await driver.click(0, { x: 400, y: 500 }, "middle", 1, [], never)).toEqual(refused);
  expect(await driver.click(0, { x: 400, y: 200 }, "left", 1, [], never)).toEqual(done);
  expect(await driver.type("n", never)).toEqual(done);
});

import { expect, test } from "vitest";
import {
  done,
  never,
  openDriver,
  recorder,
  startEntry,
  testDesktop,
  textField,
  withWindowManager,
} from "./desktop.ts";

const programs = ["openbox", "pinentry-gtk-2", "xdotool", "xev", "xprop", "xwininfo"] as const;
const middle = { x: 640, y: 360 };
const refused = { ok: false, failure: { kind: "protected", detail: "a window that asks the person" } };

test("a program that asks for a password is neither clicked nor typed into, a window beside it is", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const beside = await recorder(desktop, "200x200+20+40");
  const lines = "'SETTITLE Passphrase' 'SETDESC Unlock the key' GETPIN";
  const prompt = desktop.start("sh", "-c", `printf '%s\\n' ${lines} | pinentry-gtk-2 --no-global-grab`);
  const find = () => desktop.run("xwininfo", "-name", "Passphrase");
  await expect.poll(find).toContain("IsViewable");
  const place = (side: string) =>
    Number(new RegExp(`Absolute upper-left ${side}: +(\\d+)`).exec(find())?.[1]);
  const inside = { x: place("X") + 30, y: place("Y") + 30 };
  const title = { x: inside.x + 60, y: place("Y") - 8 };
  const outside = { x: 100, y: 120 };

  for (const at of [inside, title]) {
    expect(await driver.click(0, at, "left", 1, [], never)).toEqual(refused);
    expect(await driver.scroll(0, at, "down", 1, [], never)).toEqual(refused);
    expect(await driver.press("left", true, never)).toEqual(refused);
    expect(await driver.drag(0, outside, at, [], never)).toEqual(refused);
    expect(await driver.drag(0, at, outside, [], never)).toEqual(refused);
  }
  const isFocused = () => desktop.run("xdotool", "getwindowfocus", "getwindowname");
  await expect.poll(isFocused).toBe("Passphrase\n");
  expect(await driver.type("secret\n", never)).toEqual(refused);
  expect(await driver.key("Return", never)).toEqual(refused);
  expect(prompt.output()).not.toMatch(/^D /m);

  expect(await driver.click(0, outside, "left", 1, [], never)).toEqual(done);
  await expect
    .poll(beside.buttons)
    .toEqual(["press 1 at 100,120 with 0x0", "release 1 at 100,120 with 0x100"]);
  await expect.poll(beside.isFocused).toBe(true);
  await expect.poll(() => driver.type("a", never)).toEqual(done);
  await expect.poll(beside.text).toBe("a");
});

test("the keys of a program that asks for the passphrase of a key are left alone", async (context) => {
  const desktop = await testDesktop(context, ...programs, "ssh-askpass");
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const prompt = desktop.start("/usr/libexec/ssh-askpass/x11-ssh-askpass", "Passphrase");
  const find = () => desktop.run("xwininfo", "-name", "OpenSSH Authentication Passphrase Request");
  await expect.poll(find).toContain("IsViewable");
  const at = (side: string) => Number(new RegExp(`Absolute upper-left ${side}: +(\\d+)`).exec(find())?.[1]);
  const inside = { x: at("X") + 30, y: at("Y") + 30 };
  await expect.poll(() => driver.click(0, inside, "left", 1, [], never)).toEqual(refused);
  await expect.poll(() => driver.type("secret\n", never)).toEqual(refused);
  expect(prompt.output()).toBe("");
});

const taken = {
  ok: false,
  failure: { kind: "protected", detail: "a program has taken keyboard and mouse" },
};

test("a lock screen is neither clicked nor typed into, nor dragged over", async (context) => {
  const desktop = await testDesktop(context, ...programs, "i3lock");
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const beside = await recorder(desktop);
  expect(await driver.click(0, middle, "left", 1, [], never)).toEqual(done);
  desktop.start("i3lock", "--nofork");
  await expect.poll(() => driver.click(0, { x: 10, y: 10 }, "left", 1, [], never)).toEqual(taken);
  expect(await driver.drag(0, middle, { x: 10, y: 10 }, [], never)).toMatchObject({ ok: false });
  expect(await driver.scroll(0, middle, "down", 1, [], never)).toEqual(taken);
  expect(await driver.press("left", true, never)).toEqual(taken);
  expect(await driver.type("secret\n", never)).toMatchObject({ ok: false, failure: { kind: "protected" } });
  expect(beside.buttons()).toHaveLength(2);
});

test("nor is one that nobody has heard of, but a menu of Java is clicked: each has taken both", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const menu = await textField(context, desktop, "--swing");
  await expect.poll(menu.text).toBe("taken");
  expect(await driver.click(0, middle, "left", 1, [], never)).toEqual(done);
  menu.end();
  const lock = startEntry(context, desktop, "--lock");
  await expect.poll(lock.text).toBe("taken");
  expect(await driver.click(0, middle, "left", 1, [], never)).toEqual(taken);
  expect(await driver.click(0, { x: 10, y: 10 }, "left", 1, [], never)).toEqual(taken);
  lock.end();
  await expect.poll(() => driver.click(0, middle, "left", 1, [], never)).toEqual(done);
});

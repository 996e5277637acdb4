import { expect, test } from "vitest";
import { done, never, openDriver, recorder, testDesktop, withWindowManager } from "./desktop.ts";

const programs = ["openbox", "pinentry-gtk-2", "xdotool", "xev", "xprop", "xwininfo"] as const;
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

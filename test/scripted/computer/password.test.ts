import { expect, type TestContext, test } from "vitest";
import { done, never, openDriver, telling, textField, withWindowManager } from "./desktop.ts";

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

import { expect, test } from "vitest";
import { isAsk } from "../e2e/app.ts";
import { connectedApp } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { pressAnywhere, pressKeys, windowsOf } from "./x-windows.ts";

test("Escape hides the window that asks the agent, and it comes back with what was written", async () => {
  const { app } = await connectedApp();
  const isVisible = async () => (await app.facts()).windows.some(({ url, visible }) => visible && isAsk(url));
  await app.choose("Ask the agent …");
  const page = await app.askPage();
  await page.getByRole("textbox", { name: "Message" }).fill("Not yet");
  await until("it is shown", isVisible);
  const [window = ""] = await windowsOf(app.pid, "Ask the agent");
  await pressKeys(window, "Escape");
  await until("it is hidden", async () => !(await isVisible()));
  await app.choose("Ask the agent …");
  await until("it is back", isVisible);
  expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("Not yet");
});

test("the shortcut that its owner chose opens it while another window has the keyboard", async () => {
  const { app, page } = await connectedApp();
  const isVisible = async () => (await app.facts()).windows.some(({ url, visible }) => visible && isAsk(url));
  const choose = (askShortcut: string) =>
    page.evaluate(
      `clawtray.request(${JSON.stringify({ kind: "set-preferences", change: { askShortcut } })})`,
    );
  expect(await choose("Control+Alt+K")).toEqual({ ok: true });
  await until("it is held", async () => (await app.facts()).shortcuts.length === 1);
  await pressAnywhere("ctrl+alt+k");
  await until("it is shown", isVisible);
  const [window = ""] = await windowsOf(app.pid, "Ask the agent");
  await pressKeys(window, "Escape");
  await until("it is hidden", async () => !(await isVisible()));
  expect(await choose("")).toEqual({ ok: true });
  await until("it is given back", async () => (await app.facts()).shortcuts.length === 0);
});

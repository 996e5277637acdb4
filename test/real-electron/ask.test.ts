import { expect, test } from "vitest";
import { isAsk } from "../e2e/app.ts";
import { connectedApp } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { pressKeys, windowsOf } from "./x-windows.ts";

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

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { common } from "../../src/shared/words/en/common.ts";
import { appPath } from "../e2e/driver.ts";
import { connectedApp, untilTray } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { pressKeys, windowsOf } from "./x-windows.ts";

const preloads = [join(appPath, "test", "real-electron", "faults.cjs")];
const logOf = (home: string) =>
  readFileSync(join(home, ".local", "state", "clawtray", "logs", "clawtray.log"), "utf8");

test("what nobody caught goes to the log and the terminal, a person is told once, and the app goes on", async () => {
  const env = { CLAWTRAY_FAULTS: "throws,rejects" };
  const { app, home } = await connectedApp({ preloads, env });
  const before = await windowsOf(app.pid);

  process.kill(app.pid, "SIGUSR2");
  await until("the log has it", () => logOf(home).includes("provoked: thrown"));
  expect(logOf(home)).toMatch(/an uncaught error.*faults\.cjs/);
  expect(app.output()).toMatch(/Clawtray: an uncaught error\. See the log in \S+\./);
  await until("a person is told", async () => (await windowsOf(app.pid)).length === before.length + 1);
  const [box = ""] = (await windowsOf(app.pid)).filter((id) => !before.includes(id));

  process.kill(app.pid, "SIGUSR2");
  await until("the log has the second", () => logOf(home).includes("provoked: rejected"));
  expect(logOf(home)).toMatch(/an unhandled rejection/);
  // Whatever is behind the box still works while it is open.
  await app.choose("Pause");
  await untilTray(app, "Paused");
  expect((await windowsOf(app.pid)).length).toBe(before.length + 1);

  await pressKeys(box, "Return");
  await until("the box is closed", async () => (await windowsOf(app.pid)).length === before.length);
  await app.choose("Resume");
  await untilTray(app, "Connected");
  await app.quit();
  expect(await app.ended).toBe(0);
});

test("a box that nobody answers does not keep the app from ending", async () => {
  const { app } = await connectedApp({ preloads, env: { CLAWTRAY_FAULTS: "throws" } });
  const before = (await windowsOf(app.pid)).length;
  process.kill(app.pid, "SIGUSR2");
  await until("a person is told", async () => (await windowsOf(app.pid)).length > before);
  await app.quit();
  expect(await app.ended).toBe(0);
});

test("an error while a page is answered: the page says so, the log has the trace, no box comes", async () => {
  const { app, page, home } = await connectedApp({ preloads, env: { CLAWTRAY_FAULTS: "folder" } });
  const before = (await windowsOf(app.pid)).length;
  process.kill(app.pid, "SIGUSR2");
  await until("it is broken", () => app.output().includes("fault: folder"));
  await page.getByRole("button", { name: "Open log folder" }).click();
  await until("the log has it", () => logOf(home).includes("provoked: in a handler"));
  expect(logOf(home)).toContain("a call of the window could not be answered");
  await page.getByText(common.problems.failed).first().waitFor();
  expect((await windowsOf(app.pid)).length).toBe(before);
  expect(app.output()).not.toContain("an uncaught error");
  await untilTray(app, "Connected");
});

import { spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { appPath } from "../e2e/driver.ts";
import { electronCommand } from "../e2e/real-electron-app.ts";
import { appForTest, connectedApp, homeForTest, untilTray } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { statusItemOf } from "./status-item.ts";

/**
 * Main processes of the app that were started in this home as their folder: other desktops have the same app, and one
 * does not always show the variables it was given.
 */
function mainProcesses(home: string): number[] {
  const executable = electronCommand(appPath, { home }).executable;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        const isMain = !words.some((word) => word.startsWith("--type="));
        const of = (link: string) => readlinkSync(`/proc/${pid}/${link}`);
        return isMain && of("exe") === executable && of("cwd") === realpathSync(home);
      } catch {
        return false;
      }
    })
    .map(Number);
}

test("what is in the autostart entry starts the app hidden, as the same device", async () => {
  const { app, gateway, home } = await connectedApp({ keyStore: "keychain" });
  const [deviceId] = gateway.pairing.paired.keys();
  const entry = join(home, ".config", "autostart", "clawtray.desktop");
  await until("the entry is there", () => {
    try {
      return readFileSync(entry, "utf8").includes("--hidden");
    } catch {
      return false;
    }
  });
  await app.quit();
  await gateway.until(() => gateway.nodes().length === 0);

  // As the desktop does it at login.
  const { environment } = electronCommand(appPath, { home });
  spawn("gio", ["launch", entry], { cwd: home, env: environment, stdio: "ignore" });
  await until("it runs", () => mainProcesses(home).length === 1);
  const [pid = -1] = mainProcesses(home);
  onTestFinished(async () => {
    process.kill(pid, "SIGTERM");
    await until("it has ended", () => mainProcesses(home).length === 0);
  });
  await until("it is in the tray", async () => (await statusItemOf(pid)) !== null);
  await gateway.until(() => gateway.nodes().length === 1, 20_000);
  expect([...gateway.pairing.paired.keys()]).toEqual([deviceId]);
});

test("a second start of a hidden app ends at once and brings the window", async () => {
  const home = homeForTest();
  const app = await appForTest({ home, args: ["--hidden"] });
  await untilTray(app, "No gateway chosen yet");
  expect((await app.facts()).windows).toHaveLength(0);
  expect(await app.startAgain([])).toBe(0);
  await until("the window is there", async () => (await app.facts()).windows[0]?.visible === true);
});

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { descendantsOf } from "../../scripts/gateway/descendants.ts";
import { appPath } from "../e2e/driver.ts";
import { electronCommand } from "../e2e/real-electron-app.ts";
import { appForTest, connectedApp, homeForTest, untilTray } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { startDisplay } from "./desktop.ts";
import { ends, hidden, phases } from "./phases.ts";

for (const [phase, reach] of Object.entries(phases)) {
  test(`SIGTERM ends it when ${phase}`, async () => {
    const app = await reach();
    const below = descendantsOf(app.pid);
    process.kill(app.pid, "SIGTERM");
    expect(await ends(app)).toBe("ended");
    await untilGone(below);
  });
}

test("killed, it leaves no process behind", async () => {
  const { app } = await connectedApp();
  // Those that draw end with their connection to it; what watches the panel has none.
  await until("the panel is watched", () => descendantsOf(app.pid).some((pid) => commandOf(pid) === "gdbus"));
  const below = descendantsOf(app.pid);
  await app.kill();
  await untilGone(below);
});

test.each(["SIGINT", "SIGHUP"] as const)(
  "%s ends it as well, and the next start is a first one",
  async (signal) => {
    const { app, home } = await connectedApp();
    process.kill(app.pid, signal);
    expect(await ends(app)).toBe("ended");
    const again = await appForTest({ home, ...hidden });
    await untilTray(again, "Connected");
  },
);

test("SIGTERM ends it at every moment of its start", async () => {
  for (const after of [0, 100, 200, 300, 400, 500, 600, 800, 1_000]) {
    const home = homeForTest();
    const { executable, switches, words, environment } = electronCommand(appPath, { home });
    const child: ChildProcess = spawn(executable, [...switches, ...words], {
      env: environment,
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    onTestFinished(() => void child.kill("SIGKILL"));
    // No condition but the time itself is what is tried here.
    await new Promise((resolve) => setTimeout(resolve, after));
    child.kill("SIGTERM");
    expect([after, await ends({ ended })]).toEqual([after, "ended"]);
  }
});

test("SIGTERM twice, and once more, ends it as one does", async () => {
  const { app, gateway } = await connectedApp();
  for (let time = 0; time < 3; time += 1) process.kill(app.pid, "SIGTERM");
  expect(await ends(app)).toBe("ended");
  await gateway.until(() => gateway.openConnections() === 0);
});

test("the display goes away with its session: the app ends", async () => {
  const started: ChildProcess[] = [];
  const display = await startDisplay(started);
  const app = await appForTest({ home: homeForTest(), env: { DISPLAY: display } });
  await (await app.page()).getByRole("button", { name: "Get started" }).waitFor();
  for (const server of started) server.kill();
  expect(await ends(app)).toBe("ended");
});

const untilGone = (pids: readonly number[]): Promise<void> =>
  until("every process below it is gone", () => !pids.some(runs));

/** False for one that has ended and is only waited for. */
function runs(pid: number): boolean {
  return commandOf(pid) !== "";
}

/** What this process was started as; nothing when it is no more. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "";
  } catch {
    return "";
  }
}

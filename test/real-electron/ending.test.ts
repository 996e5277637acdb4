import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { App } from "../e2e/app.ts";
import { turn } from "../e2e/captures.ts";
import { appPath } from "../e2e/driver.ts";
import { electronCommand } from "../e2e/real-electron-app.ts";
import {
  appForTest,
  connectedApp,
  gatewayForTest,
  goThroughWizard,
  homeForTest,
  TOKEN,
  untilTray,
} from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { startDisplay } from "./desktop.ts";

/** Longest goodbye, ms: what the app gives the node, and a machine with other work to do. */
const DEADLINE = 15_000;

/** Resolves with whether it ended in time. */
async function ends(app: Pick<App, "ended">): Promise<"ended" | "still there"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"still there">((resolve) => {
    timer = setTimeout(resolve, DEADLINE, "still there");
  });
  const result = await Promise.race([app.ended.then(() => "ended" as const), late]);
  clearTimeout(timer);
  return result;
}

const hidden = { args: ["--hidden"] };

/** Every phase the app can be in, and how it gets there. */
const phases: Readonly<Record<string, () => Promise<App>>> = {
  "nothing is set up, and there never was a window": () => appForTest({ home: homeForTest(), ...hidden }),
  "the wizard is open": async () => {
    const app = await appForTest({ home: homeForTest() });
    await (await app.page()).getByRole("button", { name: "Get started" }).waitFor();
    return app;
  },
  "an approval is waited for": async () => {
    const gateway = await gatewayForTest();
    const app = await appForTest({ home: homeForTest() });
    await goThroughWizard(await app.page(), gateway.url, TOKEN);
    await untilTray(app, "Waiting for approval");
    return app;
  },
  "it is connected": async () => (await connectedApp()).app,
  "it is connected and its window was closed": async () => {
    const { app } = await connectedApp();
    await app.closeWindow();
    return app;
  },
  "it is paused": async () => {
    const { app } = await connectedApp();
    await app.choose("Pause");
    await untilTray(app, "Paused");
    return app;
  },
  "it waits to reconnect": async () => {
    const { app, gateway } = await connectedApp();
    await gateway.stop();
    await untilTray(app, "Waiting to reconnect");
    return app;
  },
  "it connects to something that never answers": async () => {
    const { app, gateway } = await connectedApp();
    await gateway.stop();
    await untilTray(app, "Waiting to reconnect");
    await silentServer(Number(new URL(gateway.url).port));
    await app.choose("Reconnect now");
    await untilTray(app, "Connecting");
    return app;
  },
  "a person must act": async () => {
    const { app, home } = await connectedApp();
    await app.quit();
    const folder = join(home, ".config", "clawtray");
    const keys = readdirSync(folder).filter((name) => /^key/.test(name));
    expect(keys).not.toEqual([]);
    for (const name of keys) writeFileSync(join(folder, name), "not keys");
    const again = await appForTest({ home, ...hidden });
    await untilTray(again, "Needs your attention");
    return again;
  },
  "a question is open": async () => {
    const { app, gateway } = await connectedApp();
    gateway.invoke("system.run", {
      command: ["/bin/echo", "x"],
      agentId: "ada",
      sessionKey: "agent:ada:main",
    });
    await app.questionPage();
    return app;
  },
  "a camera is in use": async () => {
    const { app, page, gateway } = await connectedApp();
    await turn(page, gateway, "camera", true);
    gateway.invoke("camera.snap", { delayMs: 10_000 }, { timeoutMs: 60_000 });
    await until("its page is there", async () => (await app.facts()).windows.length === 2);
    return app;
  },
};

async function silentServer(port: number): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(port, "127.0.0.1");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, "listening");
}

for (const [phase, reach] of Object.entries(phases)) {
  test(`SIGTERM ends it when ${phase}`, async () => {
    const app = await reach();
    process.kill(app.pid, "SIGTERM");
    expect(await ends(app)).toBe("ended");
  });
}

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
  for (const after of [0, 100, 200, 300, 450, 600]) {
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

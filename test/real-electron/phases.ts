import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { descendantsOf } from "../../scripts/gateway/descendants.ts";
import type { App, AppOptions } from "../e2e/app.ts";
import { turn } from "../e2e/captures.ts";
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

/** Longest goodbye, ms: what the app gives the node, and a machine with other work to do. */
const DEADLINE = 15_000;

/** Resolves with whether it ended in time. */
export async function ends(app: Pick<App, "ended">): Promise<"ended" | "still there"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"still there">((resolve) => {
    timer = setTimeout(resolve, DEADLINE, "still there");
  });
  const result = await Promise.race([app.ended.then(() => "ended" as const), late]);
  clearTimeout(timer);
  return result;
}

/** What the app runs for an agent. */
function programsOf(app: Pick<App, "pid">): number[] {
  return descendantsOf(app.pid).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("/bin/sleep\0"),
  );
}

export const hidden = { args: ["--hidden"] };

/** Every phase the app can be in, and how it gets there. What is given goes to every start of it. */
export const phases: Readonly<Record<string, (options?: Partial<AppOptions>) => Promise<App>>> = {
  "nothing is set up, and there never was a window": (options) =>
    appForTest({ home: homeForTest(), ...hidden, ...options }),
  "the wizard is open": async (options) => {
    const app = await appForTest({ home: homeForTest(), ...options });
    await (await app.page()).getByRole("button", { name: "Get started" }).waitFor();
    return app;
  },
  "an approval is waited for": async (options) => {
    const gateway = await gatewayForTest();
    const app = await appForTest({ home: homeForTest(), ...options });
    await goThroughWizard(await app.page(), gateway.url, TOKEN);
    await untilTray(app, "Waiting for approval");
    return app;
  },
  "it is connected": async (options) => (await connectedApp(options)).app,
  "it is connected and its window was closed": async (options) => {
    const { app } = await connectedApp(options);
    await app.closeWindow();
    return app;
  },
  "it is paused": async (options) => {
    const { app } = await connectedApp(options);
    await app.choose("Pause");
    await untilTray(app, "Paused");
    return app;
  },
  "it waits to reconnect": async (options) => {
    const { app, gateway } = await connectedApp(options);
    await gateway.stop();
    await untilTray(app, "Waiting to reconnect");
    return app;
  },
  "it connects to something that never answers": async (options) => {
    const { app, gateway } = await connectedApp(options);
    await gateway.stop();
    await untilTray(app, "Waiting to reconnect");
    await silentServer(Number(new URL(gateway.url).port));
    await app.choose("Reconnect now");
    await untilTray(app, "Connecting");
    return app;
  },
  "a person must act": async (options) => {
    const { app, home } = await connectedApp(options);
    await app.quit();
    const folder = join(home, ".config", "clawtray");
    const keys = readdirSync(folder).filter((name) => /^key/.test(name));
    expect(keys).not.toEqual([]);
    for (const name of keys) writeFileSync(join(folder, name), "not keys");
    const again = await appForTest({ home, ...hidden, ...options });
    await untilTray(again, "Needs your attention");
    return again;
  },
  "a question is open": async (options) => {
    const { app, gateway } = await connectedApp(options);
    gateway.invoke("system.run", {
      command: ["/bin/echo", "x"],
      agentId: "ada",
      sessionKey: "agent:ada:main",
    });
    await app.questionPage();
    return app;
  },
  "a program runs for an agent": async (options) => {
    const { app, gateway } = await connectedApp(options);
    gateway.invoke("system.run", {
      command: ["/bin/sleep", "3600"],
      agentId: "ada",
      sessionKey: "agent:ada:main",
    });
    const page = await app.questionPage();
    await page.locator("button:not([aria-disabled])", { hasText: "Allow once" }).first().click();
    await until("the program runs", () => programsOf(app).length > 0);
    return app;
  },
  "a camera is in use": async (options) => {
    const { app, page, gateway } = await connectedApp(options);
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

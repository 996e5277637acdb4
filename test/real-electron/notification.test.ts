import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { connectedApp } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";

const run = promisify(execFile);

interface Notified {
  readonly summary: string;
  readonly body: string;
}

/** Listens on the bus to what the notification daemon is asked to show. */
async function listen(): Promise<() => readonly Notified[]> {
  const match = "type='method_call',interface='org.freedesktop.Notifications',member='Notify'";
  const monitor = spawn("busctl", ["--user", "--json=short", "monitor", `--match=${match}`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void monitor.kill());
  let text = "";
  let ready = "";
  monitor.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  monitor.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    ready += chunk;
  });
  await until("the bus is listened to", () => ready.includes("Monitoring"));
  return () =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { payload?: { data?: readonly unknown[] } })
      .flatMap(({ payload }) => {
        const [, , , summary, body] = payload?.data ?? [];
        return typeof summary === "string" ? [{ summary, body: String(body) }] : [];
      });
}

/** How many the real daemon has on the screen now. */
const displayed = async () => Number((await run("dunstctl", ["count", "displayed"])).stdout);

test("a notification of the gateway's is on the desktop, and pressing it opens the window", async () => {
  const { app, gateway } = await connectedApp();
  await app.closeWindow();
  await run("dunstctl", ["close-all"]);
  const notified = await listen();
  const sent = gateway.invoke("system.notify", { title: "Tea", body: "<b>is</b> ready & hot" });
  expect(await sent.result).toMatchObject({ ok: true });
  await until("it is on the screen", async () => (await displayed()) === 1);
  // Markup of the sender's is escaped: the daemon would read a bare "<b>" as bold.
  expect(notified()).toEqual([
    { summary: expect.stringMatching(/Tea$/), body: "&lt;b&gt;is&lt;/b&gt; ready &amp; hot" },
  ]);
  expect((await app.facts()).windows[0]?.visible).toBe(false);
  await run("dunstctl", ["action", "0"]);
  await until("the window is back", async () => (await app.facts()).windows[0]?.visible === true);
});

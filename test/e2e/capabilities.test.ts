import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ScriptedGateway } from "../scripted/gateway.ts";
import { appPath } from "./driver.ts";
import { appForTest, connectedApp, homeForTest } from "./scenario.ts";
import { until } from "./until.ts";

const declared = (gateway: ScriptedGateway): readonly string[] =>
  (gateway.attempts.at(-1)?.params as { commands?: readonly string[] } | null)?.commands ?? [];

test("a switch in the window turns the node's own capability, both ways; what is not possible here cannot be turned", async () => {
  // Whether this machine knows places is no matter.
  const env = { DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/nowhere" };
  const { page, gateway } = await connectedApp({ env });
  await page.getByRole("button", { name: "Settings" }).click();
  const run = page.getByRole("switch", { name: /^Run programs/ });
  expect(await run.isChecked()).toBe(true);
  expect(await page.getByRole("switch", { name: /^Know where/ }).isDisabled()).toBe(true);
  expect(declared(gateway)).toContain("system.run");
  await run.click();
  await gateway.until(() => !declared(gateway).includes("system.run") && gateway.nodes().length === 1);
  expect(
    await gateway.invoke("system.run", { command: ["/bin/true"] }, { force: true }).result,
  ).toMatchObject({
    ok: false,
  });
  await run.click();
  await gateway.until(() => declared(gateway).includes("system.run"));
  expect(await run.isChecked()).toBe(true);
});

test("clawtray capabilities on the terminal turns it in the running desktop app", async () => {
  const { page, gateway, home } = await connectedApp();
  const output = execFileSync(
    process.execPath,
    [
      join(appPath, "out/cli/index.js"),
      "capabilities",
      "off",
      "run",
      "--state-dir",
      join(home, ".config", "clawtray"),
    ],
    { env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, ".config") }, encoding: "utf8" },
  );
  expect(output).toContain('"run" is off');
  await gateway.until(() => !declared(gateway).includes("system.run"));
  await page.getByRole("button", { name: "Settings" }).click();
  await until(
    "the switch shows it",
    async () => !(await page.getByRole("switch", { name: /^Run programs/ }).isChecked()),
  );
});

test("system.notify is the desktop's own notification, plain text, and its click opens the status page", async () => {
  const { app, page, gateway } = await connectedApp();
  await page.getByRole("button", { name: "Settings" }).click();
  await app.closeWindow();
  const sent = gateway.invoke("system.notify", { title: "Tea", body: "<b>is</b> ready & hot" });
  expect(await sent.result).toMatchObject({ ok: true });
  const { notifications } = await app.facts();
  expect(notifications.at(-1)).toMatchObject({
    title: `${new URL(gateway.url).host}: Tea`,
    body: "&lt;b&gt;is&lt;/b&gt; ready &amp; hot",
  });
  await app.clickNotification(notifications.length - 1);
  await page.getByRole("heading", { name: "Connected" }).waitFor();
  expect((await app.facts()).windows[0]?.visible).toBe(true);
});

test("settings of an earlier version, which kept the switches itself, are taken over without them", async () => {
  const home = homeForTest();
  const folder = join(home, ".config", "clawtray");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const preferences = { language: "de", theme: "dark", automaticUpdates: false };
  const capabilities = {
    device: true,
    notify: true,
    run: false,
    screen: false,
    camera: true,
    location: false,
  };
  writeFileSync(
    join(folder, "desktop.json"),
    JSON.stringify({ preferences: { ...preferences, capabilities } }),
  );
  const page = await (await appForTest({ home })).page();
  await page.getByRole("heading", { level: 1 }).waitFor();
  const snapshot = await page.evaluate(() =>
    (
      globalThis as unknown as {
        clawtray: {
          snapshot(): Promise<{
            preferences: object;
            node: { capabilities: { name: string; on: boolean }[] };
          }>;
        };
      }
    ).clawtray.snapshot(),
  );
  expect(snapshot.preferences).toEqual({
    ...preferences,
    keepAwake: "off",
    keepConversations: false,
    askShortcut: "",
  });
  expect(snapshot.node.capabilities.find(({ name }) => name === "camera")?.on).toBe(false);
});

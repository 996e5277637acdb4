import { expect, test } from "vitest";
import type { ScriptedGateway } from "../scripted/gateway.ts";
import { connectedApp, simulated, trayLabels } from "./scenario.ts";
import { until } from "./until.ts";

/** An agent asks to run this. */
const ask = (gateway: ScriptedGateway, ...command: string[]) =>
  gateway.invoke(
    "system.run",
    { command, agentId: "ada", sessionKey: "agent:ada:main" },
    { timeoutMs: 120_000 },
  );

test("a program that runs is stopped with what it started, and its caller hears by whom", async () => {
  const { app, page, gateway } = await connectedApp();
  const asked = ask(gateway, "/bin/sh", "-c", "sleep 1234 & sleep 1234");
  const questions = await app.questionPage();
  await questions.locator("button:not([aria-disabled])", { hasText: "Allow once" }).first().click();
  await page.getByRole("heading", { name: "Running now" }).waitFor();
  await page.getByRole("button", { name: /^Stop: / }).click();
  expect(await asked.result).toMatchObject({
    ok: false,
    error: { code: "UNAVAILABLE", message: "stopped by the owner of this computer" },
  });
  await page.getByRole("heading", { name: "Running now" }).waitFor({ state: "detached" });
  await page
    .getByRole("button", { name: /^Details: / })
    .first()
    .click();
  await page.locator(".opened", { hasText: "Folder" }).waitFor();
});

test("many questions are denied with one press", async () => {
  const { app, page, gateway } = await connectedApp();
  const asked = ["one", "two", "three"].map((word) => ask(gateway, "/usr/bin/touch", `/nowhere/${word}`));
  // In the window that asks it is the same button; that window goes with the last question.
  await page.getByRole("button", { name: "Deny all 3" }).click();
  for (const { result } of asked)
    expect(await result).toMatchObject({ ok: false, error: { code: "SYSTEM_RUN_DENIED" } });
  await until("nothing is asked any more", async () =>
    trayLabels(await app.facts()).every((label) => !label.startsWith("Questions")),
  );
});

test("the window is closed by its key, and shows the log and the licenses", async () => {
  const { app, page } = await connectedApp();
  await page.getByText("End of the log").click();
  await page.locator(".scrolled", { hasText: "info starting" }).waitFor();
  await page.keyboard.press("Control+,");
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await page.getByText("Licenses", { exact: true }).click();
  await page.locator(".scrolled", { hasText: "preact" }).waitFor();
  await page.keyboard.press("Control+w");
  await until("the window is hidden", async () => (await app.facts()).windows[0]?.visible !== true);
});

simulated(
  "on a Mac a permission is granted from the settings, and a refused one leads to the system's",
  async () => {
    const { app, page } = await connectedApp({
      platform: "darwin",
      mediaStatus: { camera: "not-determined", microphone: "denied", screen: "granted" },
    });
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Grant: Camera" }).click();
    await page.getByRole("button", { name: "Grant: Camera" }).waitFor({ state: "detached" });
    expect((await app.facts()).openedOutside).toEqual([]);
    await page.getByRole("button", { name: "Open system settings: Microphone" }).click();
    await until("the system's settings are opened", async () =>
      (await app.facts()).openedOutside.some((url) => url.endsWith("?Privacy_Microphone")),
    );
  },
);

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { type ScriptedModel, startScriptedModel, type ToolCall } from "../../scripts/gateway/model.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import type { App } from "../e2e/app.ts";
import { appForTest, goThroughWizard, homeForTest, untilTray } from "../e2e/scenario.ts";
import { startDesktopNode } from "./desktop-node.ts";
import { agentId, startTurn } from "./harness/agent.ts";

let model: ScriptedModel;
let gateway: Gateway;
beforeAll(async () => {
  model = await startScriptedModel();
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)), {
    modelUrl: model.baseUrl,
  });
});
afterAll(async () => {
  await gateway?.dispose();
  model?.close();
});

test("the desktop app's first run, against a real gateway: from the wizard to connected, approved by its own program", async () => {
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  const began = Date.now();
  await goThroughWizard(page, gateway.url, gateway.token);
  await untilTray(app, "Waiting for approval");
  await app.choose("Copy admin command");
  const { clipboard } = await app.facts();
  const [program, ...words] = clipboard.split(" ");
  expect([program, ...words.slice(0, 2)]).toEqual(["openclaw", "devices", "approve"]);

  expect(await gateway.runCli(words)).toMatchObject({ code: 0 });
  await untilTray(app, "Waiting for the second approval", 30_000);
  await app.choose("Copy admin command");
  const surface = (await app.facts()).clipboard.split(" ").slice(1);
  expect(surface.slice(0, 2)).toEqual(["nodes", "approve"]);
  expect(await gateway.runCli(surface)).toMatchObject({ code: 0 });
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
  console.log(
    `first run to connected, both approvals by the gateway's own program: ${Date.now() - began} ms`,
  );
});

/** The person at the window reads what is asked, and answers. */
async function answer(app: App, command: string, button: "Deny" | "Allow once"): Promise<void> {
  const page = await app.questionPage();
  await page.locator(".asked-command").getByText(command, { exact: true }).waitFor({ timeout: 60_000 });
  expect(await page.locator(".asks").textContent()).toBe(
    `The agent "${agentId}" at ${gateway.url} asks to run:`,
  );
  const closed = page.waitForEvent("close");
  await page.locator("button:not([aria-disabled])", { hasText: button }).first().click();
  await closed;
}

test("an agent's exec becomes a question in a window, and the answer is the agent's result", async () => {
  const folder = makeThrowAwayFolder("asked");
  onTestFinished(() => folder.remove());
  const desktop = await startDesktopNode(gateway);
  onTestFinished(() => desktop.dispose());
  const made = join(folder.path, "made");
  const exec = (command: string): ToolCall => ({ tool: "exec", parameters: { command, host: "node" } });
  const { finished } = await startTurn(
    gateway,
    model,
    exec(`touch ${made} && echo made`),
    exec(`rm ${made} && echo removed`),
  );

  const asked = (text: string) => `/bin/sh -lc "${text}"`;
  await answer(desktop.app, asked(`touch ${made} && echo made`), "Allow once");
  await answer(desktop.app, asked(`rm ${made} && echo removed`), "Deny");

  const [first, second] = await finished();
  expect(first).toMatch(/\n\nmade\n$/);
  expect(second).toContain("the owner of this computer refused");
  expect(existsSync(made)).toBe(true);
});

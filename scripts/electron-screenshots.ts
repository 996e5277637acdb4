import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { appPath } from "../test/e2e/driver.ts";
import { startRealElectron } from "../test/e2e/real-electron-app.ts";
import { until } from "../test/e2e/until.ts";
import { statusItemOf } from "../test/real-electron/status-item.ts";
import { createScriptedGateway } from "../test/scripted/gateway.ts";
import { pause } from "./gateway/wait.ts";

/**
 * `npm run screenshots:electron [-- FOLDER]`: pictures of the real windows on a real panel, as a person sees them. Sets
 * up the desktop around it; needs ImageMagick and xsetroot.
 */
const run = promisify(execFile);
const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "clawtray-screenshots-"));
mkdirSync(folder, { recursive: true });
const home = mkdtempSync(join(tmpdir(), "clawtray-home-"));
const TOKEN = "shared-token";
/** The default port, as people see it. */
const PORT = 18_789;

/** The whole desktop. What was just drawn has to reach the screen: a moment that no event reports. */
async function picture(name: string): Promise<void> {
  await pause(700);
  await run("import", [
    "-window",
    "root",
    "+dither",
    "-colors",
    "256",
    `png8:${join(folder, `${name}.png`)}`,
  ]);
  console.log(name);
}

async function goThroughWizard(page: Page, url: string): Promise<void> {
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Address, link or setup code").fill(url);
  await page.getByRole("radio", { name: "Token" }).click();
  await page.getByLabel("Gateway token").fill(TOKEN);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).waitFor();
  await picture("wizard-gateway");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect" }).waitFor();
  await picture("wizard-capabilities");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).waitFor();
  await picture("wizard-pairing");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
}

/** The panel draws its only icon at its left end. */
const openTrayMenu = () => run("xdotool", ["mousemove", "16", "14", "click", "3"]);

await run("xsetroot", ["-solid", "#4a6072"]);
const gateway = await createScriptedGateway({
  port: PORT,
  autoApproveDevice: true,
  autoApproveSurface: true,
});
const app = await startRealElectron(appPath, { home });
try {
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).waitFor();
  await until("the panel has the icon", async () => (await statusItemOf(app.pid)) !== null);
  await picture("wizard-welcome");
  await goThroughWizard(page, `ws://localhost:${PORT}`);
  await picture("status-connected");
  // Playwright keeps its pages in the light scheme, whatever the system says.
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("status-connected-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await openTrayMenu();
  await picture("tray-menu");
  await run("xdotool", ["key", "Escape"]);
  await page
    .getByRole("link", { name: "Settings" })
    .or(page.getByRole("button", { name: "Settings" }))
    .first()
    .click();
  await picture("settings");
  gateway.invoke("system.notify", { title: "Build finished", body: "All 214 tests passed." });
  await picture("notification");
  gateway.invoke("system.run", {
    command: ["git", "push", "origin", "main"],
    agentId: "ada",
    sessionKey: "agent:ada:main",
  });
  await app.questionPage();
  await picture("question");
  await app.closeWindow();
  await picture("question-alone");
} finally {
  await app.quit();
  await gateway.close();
  rmSync(home, { recursive: true, force: true });
}
console.log(folder);
process.exit();

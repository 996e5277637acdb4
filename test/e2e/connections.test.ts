import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import type { Facts, MenuLine } from "../electron/protocol.ts";
import { CliProcess } from "../scripted/cli-process.ts";
import type { ScriptedGateway } from "../scripted/gateway.ts";
import type { App } from "./app.ts";
import { appForTest, connectedApp, gatewayForTest, homeForTest, TOKEN, trayLabels } from "./scenario.ts";
import { until } from "./until.ts";

// Two setups, one after the other, on a computer with other work to do.
vi.setConfig({ testTimeout: 180_000 });

const stateFolder = (home: string) => join(home, ".config", "clawtray");
const folders = (home: string): readonly string[] => {
  const folder = join(stateFolder(home), "connections");
  return existsSync(folder) ? readdirSync(folder) : [];
};
const hostOf = (gateway: ScriptedGateway): string => new URL(gateway.url).host;

const bar = (page: Page) => page.getByRole("navigation", { name: "Gateways" });
const tab = (page: Page, name: string) => bar(page).getByRole("button", { name: new RegExp(`^${name}`) });
const sectionLabels = (facts: Facts): readonly string[] =>
  (facts.trays[0]?.menu ?? []).filter(({ section }) => section !== undefined).map(({ label }) => label);
const section = (facts: Facts, label: string): readonly string[] =>
  (facts.trays[0]?.menu.find((line: MenuLine) => line.label === label)?.section ?? []).map(
    (line) => line.label,
  );

async function untilSections(app: App, ...labels: readonly string[]): Promise<void> {
  await until(
    `the tray has the sections ${labels.join(", ")}`,
    async () => JSON.stringify(sectionLabels(await app.facts())) === JSON.stringify(labels),
    30_000,
  );
}

/** From the gateway step of a further connection to its pairing step. */
async function addGateway(page: Page, gateway: ScriptedGateway): Promise<void> {
  await page.getByLabel("Address, link or setup code").fill(gateway.url);
  await page.getByRole("radio", { name: "Token" }).click();
  await page.getByLabel("Gateway token").fill(TOKEN);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

async function finishSetup(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "This computer is approved" }).waitFor();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { level: 1, name: "Connected" }).waitFor();
}

async function beginSetup(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  await page.getByRole("button", { name: "Add a gateway" }).click();
  await page.getByLabel("Address, link or setup code").waitFor();
}

/** Two gateways, each with this computer under a key of its own. */
async function twoGateways() {
  const home = await connectedApp();
  const work = await gatewayForTest({ autoApproveDevice: true, autoApproveSurface: true });
  await beginSetup(home.page);
  await addGateway(home.page, work);
  await finishSetup(home.page);
  return { ...home, work };
}

const deviceOf = (gateway: ScriptedGateway): string => gateway.node().device?.deviceId ?? "";

const ask = (gateway: ScriptedGateway, word: string) =>
  gateway.invoke(
    "system.run",
    { command: ["/bin/echo", word], agentId: "ada", sessionKey: "agent:ada:main" },
    { timeoutMs: 60_000 },
  );

const answer = async (app: App, name: string) =>
  (await app.questionPage())
    .locator("button:not([aria-disabled])", { hasText: new RegExp(`^${name}`) })
    .first()
    .click();

test("the setup of a further gateway keeps nothing before it asks that gateway, and nothing when it is closed", async () => {
  const { app, page, home } = await connectedApp();
  const before = readdirSync(stateFolder(home)).sort();
  await beginSetup(page);
  await page.getByLabel("Address, link or setup code").fill("gateway.example");
  await tab(page, "New gateway").waitFor();
  expect(trayLabels(await app.facts())[0]).toBe("Connected");
  await page.getByRole("button", { name: "Close setup" }).click();
  // Where the person came from.
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  await bar(page).waitFor({ state: "detached" });
  expect(folders(home)).toEqual([]);
  expect(readdirSync(stateFolder(home)).sort()).toEqual(before);
});

test("a second gateway is added by the same wizard, under a key of its own, and the first stays connected", async () => {
  const { app, page, gateway, work, home } = await twoGateways();
  expect(deviceOf(work)).not.toBe(deviceOf(gateway));
  expect(gateway.nodes()).toHaveLength(1);
  expect(folders(home)).toHaveLength(1);
  await untilSections(app, `${hostOf(gateway)}: Connected`, `${hostOf(work)}: Connected`);
  expect(await tab(page, hostOf(work)).getAttribute("aria-current")).toBe("page");
  await page.getByText(work.url).first().waitFor();

  await tab(page, hostOf(gateway)).click();
  await page.getByText(gateway.url).first().waitFor();
  expect(await page.getByText(work.url).count()).toBe(0);

  const ids = [deviceOf(gateway), deviceOf(work)];
  await app.quit();
  const again = await appForTest({ home });
  await untilSections(again, `${hostOf(gateway)}: Connected`, `${hostOf(work)}: Connected`);
  await until("both are back", () => gateway.nodes().length === 1 && work.nodes().length === 1);
  expect([deviceOf(gateway), deviceOf(work)]).toEqual(ids);
});

test("each gateway's question says whose it is, stays on its own page, and is answered for it alone", async () => {
  const { app, page, gateway, work } = await twoGateways();
  const first = ask(gateway, "one");
  const question = await app.questionPage();
  const asks = question.locator(".asks");
  await asks.getByText(`at ${hostOf(gateway)} (${gateway.url})`).waitFor();
  const second = ask(work, "two");
  await question.getByText("One more question is waiting.").waitFor();
  // The page of the second, which is shown, lists its own.
  const listed = page.locator(".questions > li");
  await listed.getByText("/bin/echo two").waitFor();
  expect(await listed.count()).toBe(1);
  await bar(page).getByText("1 waiting for your answer").nth(1).waitFor({ state: "attached" });
  await answer(app, "Deny(?! all)");
  expect(await first.result).toMatchObject({ ok: false });
  await asks.getByText(`at ${hostOf(work)} (${work.url})`).waitFor();
  await answer(app, "Always allow this");
  expect(await second.result).toMatchObject({ ok: true, payload: { stdout: "two\n" } });
  expect(await ask(work, "two").result).toMatchObject({ ok: true });
  // Trusted for the one it was given for, and asked about for the other.
  const other = ask(gateway, "two");
  await answer(app, "Deny(?! all)");
  expect(await other.result).toMatchObject({ ok: false });
});

test("what a page asks is for the connection it was drawn for, whichever is shown meanwhile", async () => {
  const { page, gateway, work } = await twoGateways();
  // The page of the second asks to pause, in the moment in which the first is shown.
  await page.evaluate(async () => {
    interface Called {
      readonly connections: { readonly shown: string };
    }
    const { clawtray } = globalThis as unknown as {
      clawtray: {
        snapshot(): Promise<Called>;
        request(request: object): Promise<unknown>;
        intend(intent: object): Promise<unknown>;
      };
    };
    const { shown } = (await clawtray.snapshot()).connections;
    await clawtray.request({ kind: "show-connection", id: "" });
    await clawtray.intend({ kind: "pause", connection: shown });
  });
  await until("the second is paused", () => work.nodes().length === 0);
  expect(gateway.nodes()).toHaveLength(1);
  await tab(page, hostOf(work)).getByText("Paused").waitFor({ state: "attached" });
  const outcome = await page.evaluate(() =>
    (globalThis as unknown as { clawtray: { intend(intent: object): Promise<object> } }).clawtray.intend({
      kind: "pause",
      connection: "nosuchid",
    }),
  );
  expect(outcome).toMatchObject({ ok: false, problem: "not-possible-now" });
  expect(gateway.nodes()).toHaveLength(1);
});

test("the tray tells the worst, acts on the connection of the section, and pauses all", async () => {
  const { app, gateway, work } = await twoGateways();
  const connected = (await app.facts()).trays[0]?.image;
  const home = `${hostOf(gateway)}: Connected`;
  expect(section(await app.facts(), home)).toContain("Pause");
  await app.choose("Pause", home);
  await untilSections(app, `${hostOf(gateway)}: Paused`, `${hostOf(work)}: Connected`);
  expect(work.nodes()).toHaveLength(1);
  // Nothing of it needs a person.
  expect((await app.facts()).trays[0]?.image).toBe(connected);
  await app.choose("Resume", `${hostOf(gateway)}: Paused`);
  await untilSections(app, home, `${hostOf(work)}: Connected`);
  await app.choose("Pause all");
  await untilSections(app, `${hostOf(gateway)}: Paused`, `${hostOf(work)}: Paused`);
  await app.choose("Resume all");
  await untilSections(app, home, `${hostOf(work)}: Connected`);
});

test("a name is given in the settings; one that another has is refused with the reason", async () => {
  const { app, page, gateway, work } = await twoGateways();
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  await page.getByRole("button", { name: `Rename ${hostOf(work)}` }).click();
  const field = page.getByLabel(`Name of ${hostOf(work)}`);
  await field.fill(hostOf(gateway));
  await page.keyboard.press("Enter");
  await page.getByText("Another connection has this name. Choose a different one.").waitFor();
  await field.fill("work");
  await page.keyboard.press("Enter");
  await tab(page, "work").waitFor();
  await untilSections(app, `${hostOf(gateway)}: Connected`, "work: Connected");
});

test("removing a connection asks, forgets its key and leaves the other as it was", async () => {
  const { app, page, gateway, work, home } = await twoGateways();
  const device = deviceOf(work);
  const kept = deviceOf(gateway);
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  const removal = page.getByRole("button", { name: /^Remove .* …$/ });
  await removal.first().waitFor();
  // The first one cannot be removed.
  expect(await removal.count()).toBe(1);
  await removal.click();
  const dialog = page.getByRole("dialog");
  const remove = dialog.getByRole("button", { name: "Remove", exact: true });
  expect(await remove.isDisabled()).toBe(true);
  await dialog.getByLabel(/first four characters/).fill(device.slice(0, 4));
  await remove.click();
  await bar(page).waitFor({ state: "detached" });
  await until("its folder is gone", () => folders(home).length === 0);
  expect(work.nodes()).toHaveLength(0);
  expect(deviceOf(gateway)).toBe(kept);
  expect(trayLabels(await app.facts())[0]).toBe("Connected");
  expect(existsSync(join(stateFolder(home), "connections"))).toBe(false);
});

test("what is added, renamed and removed in a terminal is there while the app runs", async () => {
  const { app, page, gateway, home } = await connectedApp();
  const work = await gatewayForTest({ autoApproveDevice: true, autoApproveSurface: true });
  const kept = deviceOf(gateway);
  const attempts = gateway.attempts.length;
  const terminal = (...words: readonly string[]) =>
    new CliProcess([...words, "--state-dir", stateFolder(home)], { OPENCLAW_GATEWAY_TOKEN: TOKEN });
  // The stand-in's keychain is the app's alone.
  const adding = terminal("connections", "add", "work", work.url, "--json", "--key-store", "file");
  await work.until(() => work.nodes().length === 1);
  const device = deviceOf(work);
  // While the terminal has it, it is not the app's.
  expect(sectionLabels(await app.facts())).toEqual([]);
  adding.child.kill("SIGTERM");
  expect(await adding.exited).toBe(0);
  await untilSections(app, `${hostOf(gateway)}: Connected`, "work: Connected");
  expect(deviceOf(work)).toBe(device);
  await tab(page, "work").waitFor();

  const renaming = terminal("connections", "rename", "work", "office");
  expect(await renaming.exited, renaming.stderr).toBe(0);
  await untilSections(app, `${hostOf(gateway)}: Connected`, "office: Connected");

  await tab(page, "office").click();
  const removing = terminal("connections", "remove", "office", "--yes");
  expect(await removing.exited, removing.stderr).toBe(0);
  await bar(page).waitFor({ state: "detached" });
  await page.getByText(gateway.url).first().waitFor();
  await work.until(() => work.openConnections() === 0);
  expect(folders(home)).toEqual([]);
  expect(trayLabels(await app.facts())[0]).toBe("Connected");
  // The first one was not disturbed by any of it.
  expect([deviceOf(gateway), gateway.attempts.length]).toEqual([kept, attempts]);
});

test("a connection without a gateway is let go for the terminal that gives it one, and taken up afterwards", async () => {
  const home = homeForTest();
  const terminal = (...words: readonly string[]) =>
    new CliProcess([...words, "--state-dir", stateFolder(home)], { OPENCLAW_GATEWAY_TOKEN: TOKEN });
  const work = await gatewayForTest({ autoApproveDevice: true, autoApproveSurface: true });
  expect(await terminal("connections", "add", "work").exited).toBe(0);
  // A key that both can read: the app makes one at its start.
  const app = await appForTest({ home, args: ["--key-store", "file"] });
  await until("the app has both", async () => sectionLabels(await app.facts()).length === 2, 30_000);
  const connecting = terminal(
    ...["connect", work.url, "--connection", "work", "--json", "--key-store", "file"],
  );
  await work.until(() => work.nodes().length === 1);
  const device = deviceOf(work);
  connecting.child.kill("SIGTERM");
  expect(await connecting.exited, connecting.stderr).toBe(0);
  await work.until(() => work.nodes().length === 1 && work.attempts.length > 1, 60_000);
  expect(deviceOf(work)).toBe(device);
});

test("a link that comes while a gateway is set may be added beside it, and replaces nothing then", async () => {
  const { app, page, gateway, home } = await connectedApp();
  const other = await gatewayForTest({
    bootstrapToken: "one-time",
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  const payload = { url: other.url, bootstrapToken: "one-time", expiresAtMs: Date.now() + 3_600_000 };
  const link = `oc-pair://${Buffer.from(JSON.stringify(payload)).toString("base64url")}`;
  expect(await app.startAgain([link])).toBe(0);
  await page.getByText("Use another gateway?").waitFor();
  await page.getByRole("button", { name: "Add as another gateway" }).click();
  const field = page.getByLabel("Address, link or setup code");
  await field.waitFor();
  expect(await field.inputValue()).toBe(other.url);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await other.until(() => other.nodes().length === 1);
  await finishSetup(page);
  expect(gateway.nodes()).toHaveLength(1);
  expect(deviceOf(other)).not.toBe(deviceOf(gateway));
  expect(folders(home)).toHaveLength(1);
  for (const name of readdirSync(stateFolder(home), { recursive: true, encoding: "utf8" })) {
    if (/\.json$/.test(name))
      expect(readFileSync(join(stateFolder(home), name), "utf8")).not.toContain("one-time");
  }
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { environmentsBelow } from "../support/environments-below.ts";
import { filesBelow } from "../support/files-below.ts";
import {
  appForTest,
  connectedApp,
  gatewayForTest,
  homeForTest,
  simulated,
  TOKEN,
  untilTray,
} from "./scenario.ts";
import { until } from "./until.ts";

const code = (payload: object): string => Buffer.from(JSON.stringify(payload)).toString("base64url");
const inAnHour = () => Date.now() + 3_600_000;

test("an oc-pair:// link opens the wizard filled in, and its one-time code pairs without a token", async () => {
  const gateway = await gatewayForTest({
    bootstrapToken: "one-time",
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  const link = `oc-pair://${code({ url: gateway.url, bootstrapToken: "one-time", expiresAtMs: inAnHour() })}`;
  const app = await appForTest({ home: homeForTest(), args: [link] });
  const page = await app.page();
  const field = page.getByLabel("Address, link or setup code");
  await field.waitFor();
  expect(await field.inputValue()).toBe(gateway.url);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect" }).click();
  await untilTray(app, "Connected");
});

test("a link on the command line leaves the process list, where others would read its one-time code", async (context) => {
  if (!existsSync("/proc/self/cmdline")) context.skip("only Linux lists a process's arguments in a file");
  const gateway = await gatewayForTest({ bootstrapToken: "one-time" });
  const secret = code({ url: gateway.url, bootstrapToken: "one-time", expiresAtMs: inAnHour() });
  const app = await appForTest({ home: homeForTest(), args: [`oc-pair://${secret}`] });
  const page = await app.page();
  await page.getByText("contains the address and a one-time sign-in").waitFor();
  const listed = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [
          readFileSync(`/proc/${pid}/cmdline`, "latin1"),
          readFileSync(`/proc/${pid}/environ`, "latin1"),
        ];
      } catch {
        // Ended meanwhile, or another user's.
        return [];
      }
    });
  expect(listed.length).toBeGreaterThan(2);
  expect(listed.filter((text) => text.includes(secret))).toEqual([]);
});

test("after a restart the wizard says that the one-time sign-in is gone, and its check does not call it not needed", async () => {
  const gateway = await gatewayForTest({ bootstrapToken: "one-time" });
  const home = homeForTest();
  const link = `oc-pair://${code({ url: gateway.url, bootstrapToken: "one-time", expiresAtMs: inAnHour() })}`;
  const app = await appForTest({ home, args: [link] });
  const first = await app.page();
  await first.getByText("contains the address and a one-time sign-in").waitFor();
  await first.getByRole("button", { name: "Check connection" }).click();
  await first.getByText("used when connecting").waitFor();
  await app.quit();

  const page = await (await appForTest({ home })).page();
  await page.getByText("The one-time sign-in of the setup code is no longer available").waitFor();
  expect(await page.getByText("contains the address and a one-time sign-in").count()).toBe(0);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByText("You chose a sign-in but entered nothing for it").first().waitFor();
  await page.getByLabel("Address, link or setup code").fill(link);
  await page.getByRole("button", { name: /Check/ }).click();
  await page.getByText("used when connecting").waitFor();
});

test("a link that comes while already paired asks before anything is replaced; declined, nothing changed", async () => {
  const { app, gateway } = await connectedApp();
  const other = await gatewayForTest({ bootstrapToken: "one-time" });
  const link = `oc-pair://${code({ url: other.url, bootstrapToken: "one-time", expiresAtMs: inAnHour() })}`;
  await app.closeWindow();
  expect(await app.startAgain([link])).toBe(0);
  const page = await app.page();
  await page.getByText("Use another gateway?").waitFor();
  expect((await app.facts()).windows[0]?.visible).toBe(true);
  expect(gateway.nodes()).toHaveLength(1);
  await page.getByRole("button", { name: "Keep the current one" }).click();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
  expect(other.attempts).toHaveLength(0);
  expect(gateway.nodes()).toHaveLength(1);
});

const desktopSettings = (home: string): string => {
  const found = readdirSync(home, { recursive: true, encoding: "utf8" }).find(
    (name) => basename(name) === "desktop.json",
  );
  if (found === undefined) throw new Error("there are no desktop settings");
  return readFileSync(join(home, found), "utf8");
};

test("a link that nobody answered is gone with the restart, and was never in the settings", async () => {
  const { app, home, gateway } = await connectedApp();
  const before = desktopSettings(home);
  const stranger = await gatewayForTest({ bootstrapToken: "one-time" });
  const tlsFingerprint = "cd".repeat(32);
  const payload = { url: stranger.url, bootstrapToken: "one-time", tlsFingerprint };
  expect(await app.startAgain([`oc-pair://${code(payload)}`])).toBe(0);
  await (await app.page()).getByText("Use another gateway?").waitFor();
  expect(desktopSettings(home)).toBe(before);
  await app.quit();

  const again = await appForTest({ home });
  await untilTray(again, "Connected");
  const page = await again.page();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
  await page.getByRole("button", { name: "Change gateway" }).click();
  const field = page.getByLabel("Address, link or setup code");
  await field.waitFor();
  expect(await field.inputValue()).toBe(gateway.url);
  expect(await page.getByText("You accepted a certificate").count()).toBe(0);
  for (const text of [new URL(stranger.url).host, tlsFingerprint, "one-time"])
    expect(desktopSettings(home)).not.toContain(text);
  expect(stranger.attempts).toHaveLength(0);
});

test("a second gateway gets no signature before the owner read what that means and agreed", async () => {
  const { app, gateway } = await connectedApp();
  const other = await gatewayForTest({
    bootstrapToken: "one-time",
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  const link = `oc-pair://${code({ url: other.url, bootstrapToken: "one-time" })}`;
  expect(await app.startAgain([link])).toBe(0);
  const page = await app.page();
  await page.getByRole("button", { name: "Set up the new gateway" }).click();
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  const connect = page.getByRole("button", { name: "Connect", exact: true });
  await connect.click();
  await page.getByText(`So far, it has been used at ${new URL(gateway.url).host}.`).waitFor();
  await page.getByText("could sign in there as this computer").waitFor();
  await page.getByRole("button", { name: "Do not connect" }).click();
  await connect.waitFor();
  // The check was there, without a device.
  const signed = () => other.attempts.filter(({ params }) => JSON.stringify(params).includes('"signature"'));
  expect(signed()).toEqual([]);
  expect(gateway.nodes()).toHaveLength(1);
  await connect.click();
  await page.getByRole("button", { name: "Use it there too" }).click();
  await other.until(() => other.nodes().length === 1);
  expect(signed().length).toBeGreaterThan(0);
});

test("a token that the desktop's environment holds is taken out of every process of the app", async (context) => {
  if (!existsSync("/proc/self/environ")) context.skip("only Linux lists a process's variables in a file");
  const token = "recognisable-shared-token-7f3a";
  const app = await appForTest({
    home: homeForTest(),
    env: { OPENCLAW_GATEWAY_TOKEN: token, KEPT: "as-it-was" },
  });
  await (await app.page()).getByRole("button", { name: "Get started" }).waitFor();
  const all = environmentsBelow(app.pid);
  expect(all.filter((text) => text.includes("KEPT=as-it-was"))).not.toEqual([]);
  expect(all.filter((text) => text.includes(token))).toEqual([]);
});

simulated("macOS hands links over by open-url", async () => {
  const gateway = await gatewayForTest({ bootstrapToken: "one-time" });
  const app = await appForTest({ home: homeForTest(), platform: "darwin", args: ["--hidden"] });
  const link = `oc-pair://${code({ url: gateway.url, bootstrapToken: "one-time", expiresAtMs: inAnHour() })}`;
  await app.openLink(link);
  const field = (await app.page()).getByLabel("Address, link or setup code");
  await field.waitFor();
  expect(await field.inputValue()).toBe(gateway.url);
});

test("an expired code is refused and changes nothing", async () => {
  const app = await appForTest({ home: homeForTest() });
  const link = `oc-pair://${code({ url: "ws://127.0.0.1:1", bootstrapToken: "x", expiresAtMs: 1 })}`;
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).waitFor();
  const outcome = await page.evaluate(
    (text) =>
      (
        globalThis as unknown as {
          clawtray: { request(request: object): Promise<{ ok: boolean; detail?: string }> };
        }
      ).clawtray.request({ kind: "take-link", text, replace: false }),
    link,
  );
  expect(outcome).toMatchObject({ ok: false, problem: "link-unusable", detail: "expired" });
});

test("a join link pasted into the field is redeemed once, and its secret does not come back to the page", async () => {
  const gateway = await gatewayForTest({ bootstrapToken: "one-time" });
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const good = asked === 1 && request.url === "/j/abcdefghijklmnopqrstuv";
    response.writeHead(good ? 200 : 404, { "content-type": "application/json; charset=utf-8" });
    const payload = { url: gateway.url, bootstrapToken: "one-time", expiresAtMs: inAnHour() };
    response.end(JSON.stringify(good ? payload : { error: "not_found" }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };

  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).click();
  const field = page.getByLabel("Address, link or setup code");
  await field.fill(`http://127.0.0.1:${port}/j/abcdefghijklmnopqrstuv`);
  await page.getByRole("button", { name: "Check connection" }).click();
  await until(
    "the field holds the gateway's address",
    async () => (await field.inputValue()) === gateway.url,
  );
  expect(asked).toBe(1);
  const snapshot = await page.evaluate(async () =>
    JSON.stringify(
      await (globalThis as unknown as { clawtray: { snapshot(): Promise<unknown> } }).clawtray.snapshot(),
    ),
  );
  expect(snapshot).toContain('"hasSecret":true');
  expect(snapshot).not.toContain("one-time");
});

test("a dashboard link brings the address and the token, and shows the address only", async () => {
  const gateway = await gatewayForTest({ autoApproveDevice: true, autoApproveSurface: true });
  const home = homeForTest();
  const app = await appForTest({ home });
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).click();
  const field = page.getByLabel("Address, link or setup code");
  const address = gateway.url.replace(/^ws/, "http");
  await field.fill(`${address}/chat?session=main#token=${TOKEN}`);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByText("The link’s token was taken").waitFor();
  expect(await field.inputValue()).toBe(`${address}/chat?session=main`);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  for (const file of filesBelow(home).filter((one) => one.endsWith(".json")))
    expect(readFileSync(file, "utf8")).not.toContain(TOKEN);
  await page.getByRole("button", { name: "Connect" }).click();
  await untilTray(app, "Connected");
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { appForTest, connectedApp, gatewayForTest, homeForTest, simulated, untilTray } from "./scenario.ts";
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
  const field = page.getByLabel("Address, link or set-up code");
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
  await page.getByText("brought the address and a one-time sign-in").waitFor();
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
  await first.getByText("brought the address and a one-time sign-in").waitFor();
  await first.getByRole("button", { name: "Check connection" }).click();
  await first.getByText("used when connecting").waitFor();
  await app.quit();

  const page = await (await appForTest({ home })).page();
  await page.getByText("The one-time sign-in of the set-up code is gone").waitFor();
  expect(await page.getByText("brought the address and a one-time sign-in").count()).toBe(0);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByText("nothing is entered for it").first().waitFor();
  await page.getByLabel("Address, link or set-up code").fill(link);
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
  await page.getByRole("button", { name: "Keep the present one" }).click();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
  expect(other.attempts).toHaveLength(0);
  expect(gateway.nodes()).toHaveLength(1);
});

simulated("macOS hands links over by open-url", async () => {
  const gateway = await gatewayForTest({ bootstrapToken: "one-time" });
  const app = await appForTest({ home: homeForTest(), platform: "darwin", args: ["--hidden"] });
  const link = `oc-pair://${code({ url: gateway.url, bootstrapToken: "one-time", expiresAtMs: inAnHour() })}`;
  await app.openLink(link);
  const field = (await app.page()).getByLabel("Address, link or set-up code");
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
          clawtray: { request(wish: object): Promise<{ ok: boolean; detail?: string }> };
        }
      ).clawtray.request({ kind: "take-link", text, replace: false }),
    link,
  );
  expect(outcome).toMatchObject({ ok: false, detail: "expired" });
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
  const field = page.getByLabel("Address, link or set-up code");
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

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { AppSnapshot } from "../../src/shared/bridge.ts";
import { FakeMain } from "./harness/fake-main.ts";
import {
  awaiting,
  blocked,
  certificate,
  connected,
  paused,
  rules,
  settled,
  unconfigured,
  waiting,
} from "./harness/snapshots.ts";
import { type OpenWindow, openWindow, startBrowser } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

describe.skipIf(browser === null)("what the buttons ask for (skipped where there is no Chromium)", () => {
  let window: OpenWindow;
  let main: FakeMain;

  async function open(snapshot: AppSnapshot): Promise<Page> {
    main = new FakeMain(snapshot);
    window = await openWindow(browser, main, { running: true });
    return window.page;
  }
  const press = (name: string) => window.page.getByRole("button", { name, exact: true }).click();
  const said = () => window.page.locator("[aria-live]").textContent();

  afterEach(async () => {
    expect(window.complaints).toEqual([]);
    await window.close();
  });
  afterAll(() => browser.close());

  test("reconnects and pauses when connected", async () => {
    await open(settled(connected));
    await press("Reconnect");
    await press("Pause");
    await expect.poll(() => main.intents).toEqual([{ kind: "reconnect" }, { kind: "pause" }]);
  });

  test("tries now instead of waiting, and resumes what is paused", async () => {
    await open(settled(waiting("timeout")));
    await press("Try now");
    await main.change({ node: paused });
    await press("Resume");
    await expect.poll(() => main.intents).toEqual([{ kind: "reconnect" }, { kind: "resume" }]);
  });

  test("has the system asked for a permission, and leads to where a refused one is changed", async () => {
    const page = await open(
      settled(connected, {
        page: { name: "settings", serial: 2 },
        permissions: { camera: "granted", microphone: "denied", screen: "not-decided" },
      }),
    );
    const listed = page.getByRole("list", { name: "System permissions" }).getByRole("listitem");
    expect(await listed.count()).toBe(3);
    await press("Grant: Screen recording");
    await press("Open system settings: Microphone");
    await expect
      .poll(() => main.of("grant-permission").map(({ media }) => media))
      .toEqual(["screen", "microphone"]);
    await main.change({ permissions: { camera: "none", microphone: "none", screen: "none" } });
    await expect.poll(() => listed.count()).toBe(0);
  });

  test("says of each capability what it still needs", async () => {
    const capabilities = connected.capabilities.map((one) => ({ ...one, on: true }));
    const page = await open(
      settled({ ...connected, capabilities }, { page: { name: "settings", serial: 2 } }),
    );
    await page.getByText('gateway.nodes.commands.allow: ["camera.snap"]').waitFor();
    await page.getByText("Not available on this computer.").waitFor();
    expect(await page.getByText("Ready to use.").count()).toBe(6);
    await main.change({ node: { ...connected, capabilities, called: ["camera.snap"] } });
    await expect.poll(() => page.getByText("Ready to use.").count()).toBe(7);
  });

  test("takes a trusted program back", async () => {
    const page = await open(settled(connected, { page: { name: "settings", serial: 2 }, rules }));
    const listed = page.getByRole("list", { name: "Trusted programs" }).getByRole("listitem");
    expect(await listed.count()).toBe(6);
    await page.getByText("7 more are trusted.").waitFor();
    await press("Remove /usr/bin/git");
    await expect.poll(() => listed.count()).toBe(5);
    expect(main.of("remove-rule")).toEqual([{ kind: "remove-rule", id: "two" }]);
  });

  test("names the headers for an access page and removes them", async () => {
    const names = ["CF-Access-Client-Id", "X-\u202eEdge"];
    const page = await open(
      settled(connected, { page: { name: "settings", serial: 2 }, edgeHeaderNames: names }),
    );
    const listed = page.getByRole("list", { name: "Headers for the access page" });
    await listed.waitFor();
    expect(await listed.getByRole("listitem").count()).toBe(2);
    await press("Remove these headers");
    await listed.waitFor({ state: "detached" });
    expect(main.of("forget-edge-headers")).toEqual([{ kind: "forget-edge-headers" }]);
    await expect.poll(() => page.locator("[aria-live]").first().textContent()).toContain("were removed");
  });

  test("opens the wizard at the gateway step to change the gateway", async () => {
    const page = await open(settled(connected));
    await press("Change gateway");
    await page.getByRole("heading", { name: "Where is your gateway?" }).waitFor();
    expect(main.intents).toEqual([]);
    await press("Close setup");
    await page.getByRole("heading", { level: 1, name: "Connected" }).waitFor();
  });

  test("begins the set-up from the status page when there is no gateway", async () => {
    await open(settled(unconfigured));
    await press("Set up");
    await expect.poll(() => main.of("show-page")).toEqual([{ kind: "show-page", page: "wizard" }]);
  });

  test("hands an entered token to the node, and keeps none of it", async () => {
    const page = await open(settled(blocked("credential-missing")));
    await page.getByLabel("Gateway token").fill("s3cret-token");
    await press("Use it");
    await expect
      .poll(() => main.intents)
      .toEqual([
        {
          kind: "configure",
          address: "wss://gateway.example.org:18789",
          credential: { kind: "token", token: "s3cret-token" },
        },
      ]);
    await expect.poll(() => page.getByLabel("Gateway token").inputValue()).toBe("");
  });

  test("offers the kind of credential that was refused", async () => {
    const page = await open(settled(blocked("credential-rejected")));
    await page.getByLabel("Gateway password").fill("passw0rd");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => main.intents)
      .toEqual([
        {
          kind: "configure",
          address: "wss://gateway.example.org:18789",
          credential: { kind: "password", password: "passw0rd" },
        },
      ]);
  });

  test("accepts a changed certificate only after a tick", async () => {
    const page = await open(settled(blocked("certificate-changed")));
    const accept = page.getByRole("button", { name: "Accept this certificate" });
    expect(await accept.isDisabled()).toBe(true);
    await page.getByRole("checkbox").check();
    await accept.click();
    await expect
      .poll(() => main.intents)
      .toEqual([
        { kind: "configure", address: "wss://gateway.example.org:18789", tlsFingerprint: certificate },
      ]);
  });

  test("forgets the device only when the first characters of the fingerprint were typed", async () => {
    const page = await open(settled(connected));
    await press("Forget this device …");
    const confirm = page.getByRole("button", { name: "Forget this device", exact: true });
    const field = page.getByRole("dialog").getByRole("textbox");
    await field.fill("3f9");
    expect(await confirm.isDisabled()).toBe(true);
    await field.fill("ffff");
    expect(await confirm.isDisabled()).toBe(true);
    await field.press("Enter");
    expect(main.of("forget-device")).toEqual([]);
    await field.fill("3F9A");
    await confirm.click();
    await expect
      .poll(() => main.of("forget-device"))
      .toEqual([{ kind: "forget-device", confirmation: "3f9a" }]);
    await page.getByRole("heading", { name: "Welcome to Clawtray" }).waitFor();
  });

  test("leaves the dialog with Escape, and the focus where it was", async () => {
    const page = await open(settled(connected));
    await press("Forget this device …");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Forget this device …");
  });

  test("copies by name, and says so", async () => {
    const page = await open(settled(awaiting));
    await page.getByText(/^I am the administrator/).click();
    await press("Copy command");
    await expect.poll(said).toContain("Copied");
    await press("Copy message");
    await press("Copy fingerprint");
    await press("Copy diagnostic report");
    await expect
      .poll(() => main.of("copy").map((copy) => copy.what))
      .toEqual(["admin-command", "admin-message", "fingerprint", "diagnostics"]);
  });

  test("shows why main refused, and lets the person put it aside", async () => {
    const page = await open(settled(connected));
    main.refuse = () => ({ ok: false, problem: "failed", detail: "no program opens folders here" });
    await press("Open log folder");
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toContain("no program opens folders here");
    await press("Dismiss");
    await alert.waitFor({ state: "detached" });
  });

  test("says a new state once, in the words of the tray", async () => {
    await open(settled(waiting("timeout")));
    expect(await said()).toBe("");
    await main.change({ node: connected });
    await expect.poll(said).toBe("Connected. Connected to gateway.example.org:18789.");
  });

  test("shows all commands when asked", async () => {
    const page = await open(settled(connected));
    expect(await page.locator("tbody tr").count()).toBe(5);
    await press("Show all 7");
    expect(await page.locator("tbody tr").count()).toBe(7);
  });

  test("changes each setting at once, and shows what main made of it", async () => {
    const page = await open(settled(connected, { page: { name: "settings", serial: 2 } }));
    await page.getByRole("switch", { name: "Use my camera" }).click();
    await expect.poll(() => main.isOn("camera")).toBe(true);
    await expect.poll(() => page.getByRole("switch", { name: "Use my camera" }).isChecked()).toBe(true);
    const location = page.getByRole("switch", { name: "Know where this computer is" });
    expect(await location.isDisabled()).toBe(true);
    expect(await page.getByText("Not available on this computer.").count()).toBe(1);
    await page.getByRole("switch", { name: "Start when I log in" }).click();
    await expect.poll(() => main.snapshot.loginItem).toEqual({ status: "off" });
    await page.getByLabel("Appearance").selectOption("dark");
    await expect.poll(() => main.snapshot.preferences.theme).toBe("dark");
    await page.getByLabel("Language").selectOption("de");
    await page.getByRole("heading", { level: 1, name: "Einstellungen" }).waitFor();
    expect(await page.evaluate("document.documentElement.lang")).toBe("de");
    await page.getByLabel("Name dieses Computers").fill("Küchenrechner");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => main.intents)
      .toEqual([
        { kind: "set-capability", capability: "camera", on: true },
        { kind: "set-display-name", displayName: "Küchenrechner" },
      ]);
  });

  test("leaves a switch as it was when main refuses", async () => {
    const page = await open(settled(connected, { page: { name: "settings", serial: 2 } }));
    main.refuse = (request) =>
      request.kind === "set-login-item" ? { ok: false, problem: "not-supported-here" } : null;
    const control = page.getByRole("switch", { name: "Start when I log in" });
    await control.click();
    await page.getByRole("alert").waitFor();
    expect(await control.isChecked()).toBe(true);
  });
});

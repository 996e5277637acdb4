import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { german } from "../../src/shared/words/de/catalogue.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { firstStart, report } from "./harness/snapshots.ts";
import { axe, type OpenWindow, openWindow, startBrowser } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;
const SECRET = "a-value-nobody-may-see";

/** Everything the page shows or has in its fields. */
const everythingIn = (page: Page): Promise<string> =>
  page.evaluate<string>(`document.documentElement.outerHTML +
    [...document.querySelectorAll("input")].map(({ value }) => value).join("\\n") +
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), history.state])`);

describe.skipIf(browser === null)("headers for an access page (skipped where there is no Chromium)", () => {
  let window: OpenWindow;
  let main: FakeMain;

  async function open(address = "wss://gateway.example.org", language: "en" | "de" = "en"): Promise<Page> {
    const preferences = { ...firstStart.preferences, language };
    main = new FakeMain({
      ...firstStart,
      preferences,
      draft: { ...firstStart.draft, step: "gateway", address },
    });
    window = await openWindow(browser, main, {});
    return window.page;
  }

  afterEach(async () => {
    expect(window.complaints).toEqual([]);
    await window.close();
  });
  afterAll(() => browser.close());

  test("are entered with the keyboard alone where the check finds one, sent once, and gone from the page", async () => {
    const page = await open();
    main.nextReport = () => report("websocket", "access-page");
    await page.getByRole("button", { name: "Check connection" }).click();
    await page.getByText("enter its headers under").first().waitFor();
    const preset = page.getByRole("button", { name: "Use Cloudflare’s names" });
    await preset.waitFor();
    expect(await axe(page)).toEqual([]);

    await preset.focus();
    await page.keyboard.press("Enter");
    const value = (at: number) => page.getByLabel(`Value of header ${at}`, { exact: true });
    await expect.poll(() => page.getByLabel("Name of header 2").inputValue()).toBe("CF-Access-Client-Secret");
    expect(await value(2).getAttribute("type")).toBe("password");
    await page.getByLabel("Name of header 1").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.type("id.access");
    // Past the button that shows it and the name of the next.
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Tab");
    await page.keyboard.type(SECRET);
    expect(await everythingIn(page)).toContain(SECRET);
    main.nextReport = () => report();
    await page.keyboard.press("Enter");
    await page.locator(".check-summary", { hasText: "The gateway runs version" }).waitFor();
    expect(main.of("set-draft-edge-headers")).toEqual([
      {
        kind: "set-draft-edge-headers",
        headers: [
          { name: "CF-Access-Client-Id", value: "id.access" },
          { name: "CF-Access-Client-Secret", value: SECRET },
        ],
      },
    ]);
    await page.getByText("Entered for this gateway: CF-Access-Client-Id, CF-Access-Client-Secret").waitFor();
    expect(await everythingIn(page)).not.toContain(SECRET);
    expect(await value(2).inputValue()).toBe("");
    expect(await axe(page)).toEqual([]);

    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: /What may the gateway use/ }).waitFor();
    expect(main.of("set-draft-edge-headers")).toHaveLength(1);
  });

  test("that are refused are told with the reason, and their values are gone all the same", async () => {
    const page = await open();
    main.refuse = ({ kind }) =>
      kind === "set-draft-edge-headers" ? { ok: false, problem: "edge-headers", detail: "reserved" } : null;
    await page.getByText("Behind an access page?").click();
    await page.getByLabel("Name of header 1").fill("Host");
    await page.getByLabel("Value of header 1", { exact: true }).fill(SECRET);
    await page.getByRole("button", { name: "Check connection" }).click();
    await page.getByRole("alert").filter({ hasText: "One of these headers cannot be set" }).waitFor();
    expect(await page.getByLabel("Name of header 1").inputValue()).toBe("Host");
    expect(await everythingIn(page)).not.toContain(SECRET);
    expect(main.checks).toEqual([]);
    expect(await axe(page)).toEqual([]);
  });

  test("are eight at most, and can be removed", async () => {
    const page = await open();
    await main.change({ draft: { ...main.snapshot.draft, edgeHeaderNames: ["X-Edge"] } });
    const add = page.getByRole("button", { name: "Add a header" });
    for (let row = 3; row <= 8; row += 1) {
      await add.click();
      await page.getByLabel(`Name of header ${row}`).waitFor();
    }
    expect(await add.count()).toBe(0);
    await page.getByRole("button", { name: "Remove these headers" }).click();
    await expect.poll(() => main.of("set-draft-edge-headers").map(({ headers }) => headers)).toEqual([[]]);
  });

  test.each(["ws://192.168.1.20", "ssh://ada@server"])("are not asked for at %s", async (address) => {
    const page = await open(address);
    await page.getByText("Behind an access page?").click();
    await page.getByText("Headers for an access page are sent over TLS only").waitFor();
    expect(await page.getByLabel("Name of header 1").count()).toBe(0);
  });

  test("are asked for in German", async () => {
    const page = await open("wss://gateway.example.org", "de");
    const words = german.gateway.edge;
    await page.getByText(words.title).click();
    await page.getByRole("button", { name: words.preset }).click();
    await page.getByLabel("Wert der Kopfzeile 2", { exact: true }).fill(SECRET);
    await page.getByRole("button", { name: "Wert der Kopfzeile 2 zeigen" }).waitFor();
    expect(await axe(page)).toEqual([]);
  });
});

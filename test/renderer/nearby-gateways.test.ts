import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { Discovery } from "../../src/shared/discovery.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { firstStart } from "./harness/snapshots.ts";
import { axe, type OpenWindow, openWindow, startBrowser, sticksOut } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

const found: Discovery = {
  gateways: [
    { name: null, address: "ws://127.0.0.1:18789", where: "this-computer" },
    { name: "The studio \u05d0\u05d1", address: "wss://192.168.1.20:18789", where: "nearby" },
    {
      name: "x".repeat(63),
      address: "ws://[fd00:1111:2222:3333:4444:5555:6666:7777]:18789",
      where: "nearby",
    },
  ],
  problem: null,
};

describe.skipIf(browser === null)("gateways to choose from (skipped where there is no Chromium)", () => {
  let window: OpenWindow;
  let main: FakeMain;

  async function open(answer: () => Promise<Discovery>, locale?: string): Promise<Page> {
    const draft = { ...firstStart.draft, step: "gateway" } as const;
    const preferences = {
      ...firstStart.preferences,
      ...(locale === "de" ? { language: "de" as const } : {}),
    };
    main = new FakeMain({ ...firstStart, draft, preferences });
    main.discover = answer;
    window = await openWindow(browser, main, { running: true });
    return window.page;
  }

  afterEach(async () => {
    expect(window.complaints).toEqual([]);
    await window.close();
  });
  afterAll(() => browser.close());

  test("are looked for when asked, and one that is chosen is in the field, unchecked", async () => {
    let asked = 0;
    const page = await open(async () => {
      asked += 1;
      return found;
    });
    const button = page.getByRole("button", { name: "Find gateways" });
    await button.waitFor();
    expect(asked).toBe(0);
    await button.focus();
    await page.keyboard.press("Enter");
    const list = page.getByRole("list", { name: "Gateways found" });
    await expect.poll(() => list.getByRole("listitem").count()).toBe(3);
    await page.getByRole("status").filter({ hasText: "3 found." }).waitFor();
    await page.getByText("Anyone on your network can announce").waitFor();
    expect(await list.getByRole("listitem").nth(1).textContent()).toContain("The studio \u05d0\u05d1");
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);

    await page.getByRole("button", { name: "Use wss://192.168.1.20:18789" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByLabel(/^Address/).inputValue()).toBe("wss://192.168.1.20:18789");
    await expect.poll(() => main.snapshot.draft.address).toBe("wss://192.168.1.20:18789");
    expect(main.snapshot.draft.acceptedTlsFingerprint).toBeNull();
    expect(main.checks).toEqual([]);
    expect(main.intents).toEqual([]);
  });

  test("that are none are said to be none, in German as well, with a way to get one", async () => {
    const page = await open(async () => ({ gateways: [], problem: "no-multicast" }), "de");
    await page.getByRole("button", { name: "Gateways suchen" }).click();
    await page.getByText("wurde kein Gateway gefunden").first().waitFor();
    await page.getByText("UDP-Port 5353").waitFor();
    await page.getByText("Noch kein Gateway?").click();
    await page.getByText("openclaw onboard --install-daemon").waitFor();
  });

  test("that cannot be looked for leave the field usable", async () => {
    const page = await open(() => Promise.reject(new Error("broken")));
    await page.getByRole("button", { name: "Find gateways" }).click();
    await page.locator(".nearby").getByText("The search did not work.").waitFor();
    await page.getByLabel(/^Address/).fill("gateway.example.org");
    await expect.poll(() => main.snapshot.draft.address).toBe("gateway.example.org");
  });
});

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakeMain } from "./harness/fake-main.ts";
import { certificate, connected, firstStart, report, settled } from "./harness/snapshots.ts";
import { axe, type OpenWindow, openWindow, startBrowser, type WindowOptions } from "./harness/window.ts";
import { pages } from "./pages.ts";

const browser = (await startBrowser()) as Browser;

const accessible: readonly (readonly [string, WindowOptions])[] = [
  ["light", { theme: "light" }],
  ["dark", { theme: "dark" }],
  ["forced colours", { theme: "dark", forcedColors: true }],
];

describe.skipIf(browser === null)("what axe-core finds (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  describe.each(accessible)("in %s", (_, options) => {
    let window: OpenWindow;
    const main = new FakeMain(firstStart);
    beforeAll(async () => {
      window = await openWindow(browser, main, options);
    });
    afterAll(() => window.close());

    test.each(pages)("axe-core finds nothing on %s", async (_name, snapshot) => {
      await main.change(snapshot);
      expect(await axe(window.page)).toEqual([]);
    });

    test("axe-core finds nothing in the dialog that asks before forgetting", async () => {
      await main.change(settled(connected));
      await window.page.locator(".danger-quiet").click();
      expect(await axe(window.page)).toEqual([]);
      await window.page.keyboard.press("Escape");
    });

    test("axe-core finds nothing in a failed check with an unknown certificate", async () => {
      main.nextReport = () => ({
        ...report("tls", "certificate-untrusted"),
        untrustedCertificate: certificate,
      });
      await main.change({
        ...firstStart,
        draft: { ...firstStart.draft, step: "gateway", address: "gateway.example.org" },
      });
      await window.page.locator("button[type=submit]").click();
      await window.page.locator(".card.attention").waitFor();
      expect(await axe(window.page)).toEqual([]);
      expect(window.complaints).toEqual([]);
    });
  });
});

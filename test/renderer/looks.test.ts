import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakeMain } from "./harness/fake-main.ts";
import { connected, connecting, firstStart, settled } from "./harness/snapshots.ts";
import {
  type OpenWindow,
  openWindow,
  startBrowser,
  sticksOut,
  type WindowOptions,
} from "./harness/window.ts";
import { pages, withLongNames } from "./pages.ts";

const browser = (await startBrowser()) as Browser;

const sizes: readonly (readonly [string, WindowOptions])[] = [
  ["the usual window", { width: 720, height: 560 }],
  ["a narrow window", { width: 480, height: 560 }],
  ["200 % zoom", { width: 360, height: 280, scale: 2 }],
  ["200 % zoom in a narrow window", { width: 240, height: 280, scale: 2 }],
  ["the usual window in German", { width: 720, height: 560, locale: "de" }],
  ["200 % zoom in German", { width: 360, height: 280, scale: 2, locale: "de" }],
];

describe.skipIf(browser === null)("how the pages look (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  describe.each(sizes)("at %s", (_, options) => {
    let window: OpenWindow;
    const main = new FakeMain(firstStart);
    beforeAll(async () => {
      window = await openWindow(browser, main, options);
    });
    afterAll(() => window.close());

    test.each(pages)(
      "nothing sticks out sideways on %s, nor with the longest names",
      async (_name, snapshot) => {
        await main.change(snapshot);
        expect(await sticksOut(window.page)).toBe(0);
        await main.change(withLongNames(snapshot));
        expect(await sticksOut(window.page)).toBe(0);
      },
    );
  });

  test("keeps what narrows the last commands in one row, equally high", async () => {
    const window = await openWindow(browser, new FakeMain(settled(connected)), { width: 720, height: 560 });
    const [find, show] = await window.page.evaluate<{ top: number; height: number }[]>(
      "[...document.querySelectorAll('.activity-filter :is(input, select)')].map((control) => control.getBoundingClientRect()).map(({ top, height }) => ({ top, height }))",
    );
    expect(show).toEqual(find);
    await window.close();
  });

  test("leaves room between the bars to read and type at 200 % zoom", async () => {
    const main = new FakeMain({ ...firstStart, draft: { ...firstStart.draft, step: "gateway" } });
    const window = await openWindow(browser, main, { width: 360, height: 280, scale: 2 });
    const positions = await window.page.evaluate<string[]>(
      "['.top-bar', '.step-actions'].map((name) => getComputedStyle(document.querySelector(name)).position)",
    );
    expect(positions).toEqual(["static", "static"]);
    await window.close();
  });

  test("keeps what has the focus clear of the bars", async () => {
    const main = new FakeMain(settled(connected, { page: { name: "settings", serial: 2 } }));
    const window = await openWindow(browser, main, { height: 500 });
    for (let stop = 0; stop < 14; stop += 1) {
      await window.page.keyboard.press("Tab");
      const hidden = await window.page.evaluate<number>(`(() => {
        const element = document.activeElement;
        if (element === document.body || element.closest(".top-bar")) return 0;
        return document.querySelector(".top-bar").getBoundingClientRect().bottom - element.getBoundingClientRect().top;
      })()`);
      expect(hidden).toBeLessThanOrEqual(0);
    }
    await window.close();
  });

  test("turns nothing when a person wants less motion, and turns otherwise", async () => {
    for (const [reducedMotion, expected] of [
      [true, "none"],
      [false, "turn"],
    ] as const) {
      const main = new FakeMain(settled(connecting));
      const window = await openWindow(browser, main, { reducedMotion });
      const animation = await window.page.evaluate(
        "getComputedStyle(document.querySelector('.turning')).animationName",
      );
      expect(animation).toBe(expected);
      await window.close();
    }
  });

  test("shows light or dark as the person chose, whatever the system says", async () => {
    const main = new FakeMain(settled(connected));
    const window = await openWindow(browser, main, { theme: "light" });
    const background = () =>
      window.page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor");
    const light = await background();
    await main.change({ preferences: { ...main.snapshot.preferences, theme: "dark" } });
    await expect.poll(background).not.toBe(light);
    await main.change({ preferences: { ...main.snapshot.preferences, theme: "system" } });
    await expect.poll(background).toBe(light);
    await window.close();
  });
});

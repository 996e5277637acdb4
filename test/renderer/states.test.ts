import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BlockedReason } from "../../src/shared/blocked.ts";
import type { NodeState, WaitingReason } from "../../src/shared/state.ts";
import { describe as inWords } from "../../src/shared/words/describe.ts";
import { catalogueFor, type Language } from "../../src/shared/words/languages.ts";
import { FakeMain } from "./harness/fake-main.ts";
import {
  awaiting,
  blocked,
  blockedReasons,
  connected,
  connecting,
  paused,
  settled,
  surfacePending,
  surfaceWidened,
  unconfigured,
  waiting,
  waitingReasons,
} from "./harness/snapshots.ts";
import { type OpenWindow, openWindow, startBrowser } from "./harness/window.ts";

const states: readonly (readonly [string, NodeState])[] = [
  ["unconfigured", unconfigured],
  ["connecting", connecting],
  ["awaiting approval", awaiting],
  ["awaiting approval again", { ...awaiting, kind: "repair", requestId: null }],
  ["connected", connected],
  ["connected, surface pending", surfacePending],
  ["connected, surface widened", surfaceWidened],
  ["connected, surface unknown", { ...connected, surface: { status: "unknown" } }],
  ["paused", paused],
  ...(Object.keys(waitingReasons) as WaitingReason[]).map(
    (reason) => [`waiting: ${reason}`, waiting(reason)] as const,
  ),
  ...(Object.keys(blockedReasons) as BlockedReason[]).map(
    (reason) => [`blocked: ${reason}`, blocked(reason)] as const,
  ),
];

const browser = (await startBrowser()) as Browser;

describe.skipIf(browser === null)("the window in every state (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  describe.each<Language>(["en", "de"])("in %s", (language) => {
    const words = catalogueFor(language);
    let window: OpenWindow;
    const main = new FakeMain(settled(connected));

    beforeAll(async () => {
      window = await openWindow(browser, main, { locale: language });
    });
    afterAll(() => window.close());

    test.each(states)(
      "says %s on the status page in the words of the tray and the terminal",
      async (_, node) => {
        await main.change({ node, page: { name: "status", serial: 1 } });
        const { title, sentence } = inWords(node, words, { brief: true });
        await window.page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
        const text = await window.page.locator("main").textContent();
        expect(text).toContain(sentence);
        expect(text, "a value is missing in a text").not.toMatch(/\{\w+\}|undefined|\[object/);
        expect(await window.page.title()).toContain(title);
        expect(window.complaints).toEqual([]);
      },
    );

    test.each(states)("offers a person a way on when %s", async (_, node) => {
      await main.change({ node, page: { name: "status", serial: 1 } });
      const { title } = inWords(node, words);
      await window.page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
      const first = window.page.locator(".hero button").first();
      expect(await first.isVisible()).toBe(true);
    });

    test.each(states)("shows the approval step of the wizard when %s", async (_, node) => {
      await main.change({
        node,
        page: { name: "wizard", serial: 2 },
        draft: { ...main.snapshot.draft, step: "pairing" },
      });
      const { title: asking, surface, connectedTitle } = words.pairing;
      const approved = () => (inWords(node, words).remedy === null ? connectedTitle : surface.title);
      const title = node.phase === "connected" ? approved() : asking;
      await window.page.getByRole("heading", { level: 1, name: title }).waitFor();
      const text = await window.page.locator("main").textContent();
      if (node.phase === "awaiting-approval") {
        expect(text).toContain(node.adminCommand);
        expect(text).toContain(node.fingerprint?.slice(0, 19));
      }
      if (node.phase === "blocked" || node.phase === "waiting")
        expect(text).toContain(inWords(node, words).title);
      expect(text).not.toMatch(/\{\w+\}|undefined|\[object/);
      expect(window.complaints).toEqual([]);
    });
  });
});

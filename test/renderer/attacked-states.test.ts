import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BlockedReason } from "../../src/shared/blocked.ts";
import type { NodeState, WaitingReason } from "../../src/shared/state.ts";
import { FakeMain } from "./harness/fake-main.ts";
import {
  awaiting,
  blocked,
  blockedReasons,
  firstStart,
  report,
  settled,
  waiting,
  waitingReasons,
} from "./harness/snapshots.ts";
import { type OpenWindow, openWindow, startBrowser, sticksOut } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

/** Endless, of both directions, and with the controls that turn what follows: nothing ends what they begin. */
const attack = `\u202e\u2067\u05d0${"\u0627\u0644\u0639\u0631\u0628\u064a\u0629".repeat(60)}${"W".repeat(400)}`;

/** The same with the attack in place of every text that has no table of words. */
function attacked(state: NodeState): NodeState {
  const detail = "detail" in state && state.detail !== undefined ? state.detail : {};
  const codes = [
    "why",
    "store",
    "expected",
    "sent",
    "certificate",
    "problem",
    "accessAnswer",
    "proxyProblem",
  ];
  const values = Object.entries(detail).map(([name, value]) => [name, codes.includes(name) ? value : attack]);
  return {
    ...state,
    // Neither takes such marks: main refuses one and cleans the other.
    displayName: attack.slice(2),
    gateway: { url: `wss://${"w".repeat(250)}.example:18789`, version: attack.slice(2), protocol: 4 },
    ...("detail" in state ? { detail: Object.fromEntries(values) } : {}),
  } as NodeState;
}

const states: readonly (readonly [string, NodeState])[] = [
  ["awaiting approval", awaiting],
  ...(Object.keys(waitingReasons) as WaitingReason[]).map(
    (reason) => [`waiting: ${reason}`, waiting(reason)] as const,
  ),
  ...(Object.keys(blockedReasons) as BlockedReason[]).map(
    (reason) => [`blocked: ${reason}`, blocked(reason)] as const,
  ),
];

/** Pieces of text in which a value turns the words of ours that come after it. */
const turned = (page: OpenWindow["page"]): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const found = [];
    for (const block of document.querySelectorAll("p, li, h1, h2, h3, dd, span, button, summary")) {
      let open = 0;
      for (const character of block.textContent) {
        if (/[\\u202a\\u202b\\u202d\\u202e]/.test(character)) open += 1;
      }
      if (open > 0) found.push(block.textContent.slice(0, 80));
    }
    return found;
  })()`);

describe.skipIf(browser === null)("every state under attack (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  describe.each([
    ["320 px", { width: 320, height: 560 }],
    ["200 % zoom in German", { width: 360, height: 280, scale: 2, locale: "de" }],
  ] as const)("at %s", (_, options) => {
    let window: OpenWindow;
    const main = new FakeMain(settled(awaiting));
    beforeAll(async () => {
      window = await openWindow(browser, main, options);
    });
    afterAll(() => window.close());

    test.each(states)("%s sticks out nowhere and turns nothing of ours", async (_name, state) => {
      const node = attacked(state);
      await main.change({ node, page: { name: "status", serial: 1 }, draft: settled(node).draft });
      expect(await sticksOut(window.page)).toBe(0);
      expect(await turned(window.page)).toEqual([]);
      await main.change({
        draft: { ...firstStart.draft, step: "pairing" },
        page: { name: "wizard", serial: 1 },
      });
      expect(await sticksOut(window.page)).toBe(0);
      expect(await turned(window.page)).toEqual([]);
    });

    test.each(Object.keys(blockedReasons) as BlockedReason[])(
      "the check that fails with %s sticks out nowhere and turns nothing of ours",
      async (reason) => {
        const state = attacked(blocked(reason));
        const detail = "detail" in state ? state.detail : {};
        main.nextReport = () => {
          const found = report("gateway", reason);
          return {
            ...found,
            steps: found.steps.map((step) => ({ ...step, detail: detail as typeof step.detail })),
          };
        };
        await main.change({
          draft: { ...firstStart.draft, step: "gateway", address: `${"w".repeat(60)}.example` },
          page: { name: "wizard", serial: 1 },
        });
        await window.page.locator("button[type=submit]").click();
        await window.page.locator(".check-steps .failed").waitFor();
        expect(await sticksOut(window.page)).toBe(0);
        expect(await turned(window.page)).toEqual([]);
        await main.change({ draft: { ...firstStart.draft, step: "welcome" } });
      },
    );
  });
});

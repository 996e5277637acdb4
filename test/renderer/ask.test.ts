import type { Browser } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { AppSnapshot } from "../../src/shared/bridge.ts";
import { MAIN_SESSION, type Turn } from "../../src/shared/conversation.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { connected, settled } from "./harness/snapshots.ts";
import { axe, openWindow, startBrowser, sticksOut, type WindowOptions } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

const turn = (part: Partial<Turn> = {}): Turn => ({
  id: 1,
  message: "What is on today?",
  sessionKey: MAIN_SESSION,
  answer: "",
  state: "answering",
  detail: "",
  ...part,
});

/** The window in which the owner asks, with what was said so far. */
async function asking(turns: readonly Turn[], options: WindowOptions = {}) {
  const main = new FakeMain({ ...settled(connected), turns });
  const window = await openWindow(browser, main, { width: 560, height: 520, ask: true, ...options });
  onTestFinished(() => window.close());
  const change = (next: readonly Turn[], part: Partial<AppSnapshot> = {}) =>
    main.change({ turns: next, ...part });
  return { main, window, page: window.page, change };
}

/** Markup of every kind, letters that turn the line around, and a line without an end. */
const hostile = `<img src=x onerror=alert(1)><script>alert(2)</script>\u202e [a](javascript:alert(3)) ![b](https://x.example/c.png)\n${"y".repeat(3_000)}`;

describe.skipIf(browser === null)("the ask window (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  test.each<readonly [string, WindowOptions]>([
    ["light", { theme: "light" }],
    ["dark, German", { theme: "dark", locale: "de" }],
  ])("axe-core finds nothing, nothing sticks out, and no markup takes effect: %s", async (_, options) => {
    const { page, window, change } = await asking([], options);
    expect(await axe(page)).toEqual([]);
    await change([
      turn({ answer: hostile, state: "answered" }),
      turn({ id: 2, answer: "Half", state: "agent-failed", detail: "overloaded" }),
      turn({ id: 3 }),
    ]);
    await page.locator(".turn").nth(2).waitFor();
    expect(await page.locator(".turn").first().locator("bdi").last().textContent()).toBe(hostile);
    expect(await page.locator(".turn :is(img, script, a)").count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
    expect(window.complaints).toEqual([]);
  });

  test("Enter sends to the chosen session, Shift+Enter does not, and nothing is sent during an answer", async () => {
    const { page, main, change } = await asking([]);
    const field = page.getByRole("textbox", { name: "Message" });
    await expect.poll(() => field.evaluate((element) => element.matches(":focus"))).toBe(true);
    await field.fill("One");
    await field.press("Shift+Enter");
    await field.pressSequentially("Two");
    await page.getByRole("textbox", { name: "Session" }).fill("agent:main:notes");
    await field.press("Enter");
    await expect.poll(() => field.inputValue()).toBe("");
    const sent = { kind: "ask-agent", message: "One\nTwo", sessionKey: "agent:main:notes" };
    expect(main.asked).toEqual([sent]);
    await change([turn()]);
    await page.locator(".turn").waitFor();
    await field.fill("Three");
    expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
    await field.press("Enter");
    await change([turn({ answer: "Done.", state: "answered" })]);
    await expect.poll(() => page.getByRole("button", { name: "Send" }).isEnabled()).toBe(true);
    expect(main.asked).toEqual([sent]);
    // Announced in an effect, which may come after the button is drawn.
    await expect.poll(() => page.getByRole("status").textContent()).toBe("The agent has answered. Done.");
  });

  test("says why nothing can be asked", async () => {
    const { page, change } = await asking([]);
    expect(await page.locator(".notice").count()).toBe(0);
    await change([], { node: { ...connected, phase: "paused" } });
    await expect.poll(() => page.locator(".notice").textContent()).toContain("Paused");
  });
});

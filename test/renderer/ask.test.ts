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

const markdown = [
  "# Today",
  "Two *meetings*, `code` and **[https://bank.example](https://other.example/a?b=c)**.",
  "- one\n- two\n  1. deep",
  "3. three\n4. four",
  "> quoted",
  `\`\`\`sh\necho ${"long ".repeat(100)}\n# no title\n\`\`\``,
  "---",
  `| Day | Plan |\n|---|---|\n| Monday | ${"much_to_do".repeat(20)} |`,
  "The end.",
].join("\n\n");

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
    expect(await page.locator(".answer").first().textContent()).toMatch(/⟨U\+202E⟩ \[a\]/);
    const drawn = (await page.locator(".answer").first().textContent()) ?? "";
    expect(drawn).toContain("<img src=x onerror=alert(1)><script>alert(2)</script>");
    expect(drawn).toContain("[a](javascript:alert(3)) b");
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

  test.each<readonly [string, WindowOptions]>([
    ["light", { theme: "light" }],
    ["dark, German", { theme: "dark", locale: "de" }],
  ])("draws Markdown that keeps within the window, for every reader: %s", async (_, options) => {
    const { page } = await asking([turn({ answer: markdown, state: "answered" })], options);
    expect(await page.locator(".answer > *").evaluateAll((all) => all.map(({ tagName }) => tagName))).toEqual(
      [..."H3 P UL OL BLOCKQUOTE DIV HR SECTION P".split(" ")],
    );
    expect(await page.getByRole("listitem").count()).toBe(5);
    expect(await page.getByRole("columnheader").allTextContents()).toEqual(["Day", "Plan"]);
    expect(await page.locator(".answer pre").textContent()).toBe(`echo ${"long ".repeat(100)}\n# no title`);
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
  });

  test("a link shows where it leads, and is opened only then", async () => {
    const { page, main } = await asking([turn({ answer: markdown, state: "answered" })]);
    const link = page.getByRole("button", { name: "https://bank.example" });
    expect(await link.getAttribute("aria-expanded")).toBe("false");
    await link.press("Enter");
    const look = page.locator(".look:not([hidden])");
    expect(await look.textContent()).toContain(
      "This link leads to other.example:https://other.example/a?b=c",
    );
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
    expect(main.asked).toEqual([]);
    await look.getByRole("button", { name: "Open in the browser" }).press("Enter");
    await expect.poll(() => main.asked).toEqual([{ kind: "open-link", link: "https://other.example/a?b=c" }]);
    await link.press("Enter");
    await expect.poll(() => look.count()).toBe(0);
  });

  test("code is copied as it is, and what fails is told", async () => {
    const { page, main } = await asking([turn({ answer: markdown, state: "answered" })]);
    const copy = page.getByRole("button", { name: "Copy code" });
    await copy.click();
    const text = `echo ${"long ".repeat(100)}\n# no title`;
    await expect.poll(() => main.asked).toEqual([{ kind: "copy-text", text }]);
    await expect.poll(() => page.getByRole("status").textContent()).toBe("Copied");
    main.refuse = () => ({ ok: false, problem: "failed", detail: "no clipboard" });
    await copy.click();
    await expect.poll(() => page.locator(".notice").textContent()).toContain("no clipboard");
  });

  test("says why nothing can be asked", async () => {
    const { page, change } = await asking([]);
    expect(await page.locator(".notice").count()).toBe(0);
    await change([], { node: { ...connected, phase: "paused" } });
    await expect.poll(() => page.locator(".notice").textContent()).toContain("Paused");
  });

  test("is cleared only after it was asked, and not while an answer comes", async () => {
    const { page, main, change } = await asking([turn()]);
    const clear = page.getByRole("button", { name: "Clear …" });
    expect(await clear.isDisabled()).toBe(true);
    await change([turn({ answer: "Done.", state: "answered" })]);
    await expect.poll(() => clear.isEnabled()).toBe(true);
    await clear.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Clear this conversation?" });
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).press("Enter");
    expect(main.asked).toEqual([]);
    await clear.press("Enter");
    await dialog.getByRole("button", { name: "Clear" }).press("Enter");
    await expect.poll(() => main.asked).toEqual([{ kind: "clear-conversation" }]);
    await change([]);
    await expect.poll(() => clear.count()).toBe(0);
  });

  test.each(["set-aside", "unreadable"] as const)(
    "says why what was kept is not there: %s",
    async (problem) => {
      const { page, change } = await asking([]);
      await change([], { turnsProblem: { problem, path: "/state/conversation.json" } });
      await expect.poll(() => page.locator(".notice").textContent()).toContain("/state/conversation.json");
      expect(await page.getByRole("button", { name: "Clear …" }).count()).toBe(
        problem === "set-aside" ? 1 : 0,
      );
      expect(await axe(page)).toEqual([]);
    },
  );

  test("draws what is added to an answer, keeps it when something else changes, and reads what it missed", async () => {
    const { page, main, change } = await asking([turn({ answer: "One" })]);
    const answer = page.locator(".answer");
    await main.deliver("growth", { id: 1, at: 3, text: " two" });
    await expect.poll(() => answer.textContent()).toBe("One two");
    const { turns: _, ...others } = main.snapshot;
    await main.deliver("snapshot", { ...others, node: { ...connected, phase: "paused" } });
    await page.locator(".notice").waitFor();
    expect(await answer.textContent()).toBe("One two");
    main.snapshot = { ...main.snapshot, turns: [turn({ answer: "One two three four" })] };
    await main.deliver("growth", { id: 1, at: 13, text: " four" });
    await expect.poll(() => answer.textContent()).toBe("One two three four");
    await change([turn({ answer: "Anew", state: "answered" })]);
    await expect.poll(() => answer.textContent()).toBe("Anew");
  });
});

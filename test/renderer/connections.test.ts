import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { AppSnapshot } from "../../src/shared/bridge.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { awaiting, connected, firstStart, question, settled, several } from "./harness/snapshots.ts";
import {
  axe,
  type OpenWindow,
  openWindow,
  startBrowser,
  sticksOut,
  type WindowOptions,
} from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

describe.skipIf(browser === null)("several gateways (skipped where there is no Chromium)", () => {
  let window: OpenWindow;
  let main: FakeMain;

  async function open(snapshot: AppSnapshot, options: WindowOptions = {}): Promise<Page> {
    main = new FakeMain(snapshot);
    window = await openWindow(browser, main, options);
    return window.page;
  }
  const settings = { page: { name: "settings", serial: 2 } } as const;

  afterEach(async () => {
    const { complaints } = window;
    await window.close();
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser.close());

  test("with one there is no switcher, and requests are as they always were", async () => {
    const page = await open(settled(connected));
    expect(await page.getByRole("navigation", { name: "Gateways" }).count()).toBe(0);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    expect(main.asked).toEqual([{ kind: "intend", intent: { kind: "pause" } }]);
  });

  test("the switcher says each one's name, state and questions, and is worked by the keyboard", async () => {
    const page = await open(several(settled(connected), ""));
    const tabs = page.getByRole("navigation", { name: "Gateways" }).getByRole("button");
    await page.getByRole("button", { name: /^home ?, Connected$/ }).waitFor();
    const other = page.getByRole("button", { name: /^work ?, Waiting for approval/ });
    expect(await other.textContent()).toContain("2 waiting for your answer");
    expect(await tabs.first().getAttribute("aria-current")).toBe("page");
    await tabs.first().focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(main.of("show-connection")).toMatchObject([{ id: "workwork" }]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(main.of("add-connection")).toHaveLength(1);
  });

  test("everything that a page asks names the connection it was drawn for", async () => {
    const page = await open(several(settled(connected), "workwork"));
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByRole("button", { name: "Settings", exact: true }).click();
    expect(main.asked).toEqual([
      { kind: "intend", intent: { kind: "pause", connection: "workwork" } },
      { kind: "show-page", page: "settings", connection: "workwork" },
    ]);
  });

  test("what was typed on one's page is not on another's", async () => {
    const page = await open(several(settled(connected, settings), ""));
    const name = page.getByLabel("Name of this computer at the gateway");
    await name.fill("typed for home");
    await main.change(several(settled(connected, settings), "workwork"));
    await page.getByRole("button", { name: /^work/, exact: false }).first().waitFor();
    expect(await name.inputValue()).not.toBe("typed for home");
    expect(await page.title()).toBe("work: Settings – Clawtray");
  });

  test("a question says whose it is, in the window that asks too", async () => {
    const asked = { ...question("a"), connection: "work" };
    const page = await open(several(settled(connected, { questions: [asked] }), ""), { question: true });
    await page.locator(".asks", { hasText: `at work (${asked.question.gateway}) asks to run:` }).waitFor();
  });

  test("an answer that is remembered counts for the other gateways too where the person says so", async () => {
    const asked = { ...question("a"), connection: "work" };
    const page = await open(several(settled(connected, { questions: [asked] }), ""), { question: true });
    await page.getByLabel("“Always” also applies to my other gateways").check();
    await page.getByRole("button", { name: "Always allow this", exact: true }).click();
    const answered = { kind: "answer-question", id: asked.question.id, answer: "allow-always" };
    expect(main.of("answer-question")).toMatchObject([{ ...answered, everywhere: true }]);
  });

  test("removing one asks for the first characters of its fingerprint; the first cannot be removed", async () => {
    const page = await open(several(settled(connected, settings), ""));
    const removals = page.getByRole("button", { name: /^Remove .* …$/ });
    expect(await removals.count()).toBe(1);
    await page.getByRole("button", { name: "Remove work …" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove work?" });
    const confirm = dialog.getByRole("button", { name: "Remove", exact: true });
    expect(await confirm.isDisabled()).toBe(true);
    expect(await axe(page)).toEqual([]);
    await dialog.getByLabel(/first four characters/).fill("CDCD");
    await confirm.click();
    expect(main.of("remove-connection")).toMatchObject([{ id: "workwork", confirmation: "cdcd" }]);
  });

  test("a link's gateway may be set up beside the one in use", async () => {
    const draft = {
      ...firstStart.draft,
      address: "wss://new.example.org",
      replaces: "wss://old.example.org",
    };
    const page = await open({ ...settled(connected), draft, page: { name: "wizard", serial: 3 } });
    await page.getByText("old.example.org stays connected").waitFor();
    await page.getByRole("button", { name: "Add as another gateway" }).click();
    expect(main.of("add-offered")).toHaveLength(1);
    expect(main.of("answer-replace")).toEqual([]);
  });

  test.each([
    ["light", { theme: "light" }],
    ["dark and narrow", { theme: "dark", width: 380 }],
    ["German", { locale: "de-DE", width: 380 }],
    ["forced colours", { forcedColors: true }],
  ] as const)("axe-core finds nothing and nothing sticks out: %s", async (_name, options) => {
    const page = await open(several(settled(connected), ""), options);
    for (const snapshot of [
      several(settled(awaiting), "workwork"),
      several(settled(connected, settings), ""),
      several({ ...firstStart, draft: { ...firstStart.draft, step: "gateway" } }, "new 1"),
      several(settled(connected), "", "Donaudampfschifffahrtsgesellschaft mbH"),
    ]) {
      await main.change(snapshot);
      expect(await axe(page)).toEqual([]);
      expect(await sticksOut(page)).toBe(0);
    }
  });
});

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { shortcutOf } from "../../src/renderer/app/use-shortcuts.ts";
import type { AppSnapshot } from "../../src/shared/bridge.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { connected, firstStart, now, question, settled } from "./harness/snapshots.ts";
import { type OpenWindow, openWindow, startBrowser } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

const program = {
  id: "one",
  command: "make -C /home/ada/garden all",
  directory: "/home/ada",
  askedBy: "ada",
  startedAt: now - 65_000,
  stopping: false,
};

describe.skipIf(browser === null)("what its owner does (skipped where there is no Chromium)", () => {
  let window: OpenWindow;
  let main: FakeMain;

  async function open(snapshot: AppSnapshot, asks = false): Promise<Page> {
    main = new FakeMain(snapshot);
    window = await openWindow(browser, main, { running: true, ...(asks ? { question: true as const } : {}) });
    return window.page;
  }
  const press = (name: string) => window.page.getByRole("button", { name, exact: true }).click();

  afterEach(async () => {
    const { complaints } = window;
    await window.close();
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser.close());

  test("stops one of the programs that run, once", async () => {
    const page = await open(
      settled(connected, { running: [program, { ...program, id: "two", command: "sleep 9" }] }),
    );
    await press("Stop: sleep 9");
    await page.getByText("Stopping …").waitFor();
    await page.getByRole("button", { name: "Stop: sleep 9" }).click({ force: true });
    expect(main.of("stop-program")).toEqual([{ kind: "stop-program", id: "two" }]);
    await expect.poll(() => page.locator("[aria-live]").first().textContent()).toContain("being stopped");
    await main.change({ running: [] });
    await page.getByRole("heading", { name: "Running now" }).waitFor({ state: "detached" });
  });

  test("sees that an agent uses the computer, lets it go on, and ends it", async () => {
    const page = await open(settled(connected, { computer: "controlling" }));
    await page.getByText("An agent controls this computer").waitFor();
    await press("Pause computer use");
    await main.change({ computer: "paused" });
    await page.getByText("Computer use is paused").waitFor();
    await press("Let the agent go on");
    await expect
      .poll(() => page.locator("[aria-live]").first().textContent())
      .toContain("once mouse and keyboard are left alone");
    await press("End computer use (Ctrl+Alt+Escape)");
    await expect
      .poll(() => main.of("use-computer"))
      .toEqual(["pause", "resume", "end"].map((to) => ({ kind: "use-computer", to })));
    const { computer: _ended, ...others } = main.snapshot;
    main.snapshot = others;
    await main.change({});
    await page.getByRole("heading", { name: "Computer use" }).waitFor({ state: "detached" });
  });

  test("opens what is known of a run, by the keyboard, and says commands in words", async () => {
    const run = {
      reason: "allowlist",
      exitCode: 3,
      directory: "/home/ada",
      outputBytes: 12_400,
      rules: ["git", "/usr/bin/ma*"],
    };
    const [entry] = settled(connected).activity;
    if (entry === undefined) throw new Error("the sample has entries");
    const page = await open(
      settled(connected, {
        activity: [
          { ...entry, id: "a", command: "git pull", run },
          { ...entry, id: "b", command: "camera.snap", run: null },
          { ...entry, id: "c", command: "x.custom", run: null },
        ],
      }),
    );
    const details = page.getByRole("button", { name: "Details: git pull" });
    expect(await details.getAttribute("aria-expanded")).toBe("false");
    await details.focus();
    await page.keyboard.press("Enter");
    const opened = page.locator(".opened");
    await opened.waitFor();
    for (const said of ["/home/ada", "12.4 kB", "3", "always allowed", "git, /usr/bin/ma*"])
      expect(await opened.textContent()).toContain(said);
    await page.keyboard.press("Enter");
    await opened.waitFor({ state: "detached" });
    await page.getByRole("row", { name: "Take a photo camera.snap" }).waitFor();
    await page.getByRole("row", { name: "x.custom" }).waitFor();
    expect(await page.getByRole("button", { name: /^Details/ }).count()).toBe(1);
  });

  test("denies many questions with one press, in both windows; one alone has its own answer", async () => {
    for (const asks of [false, true]) {
      const page = await open(
        settled(connected, { questions: [question("a"), question("b"), question("c")] }),
        asks,
      );
      await press("Deny all 3");
      await expect.poll(() => main.snapshot.questions.length).toBe(0);
      expect(main.of("deny-questions")).toEqual([{ kind: "deny-questions", ids: ["a", "b", "c"] }]);
      await main.change({ questions: [question("d")] });
      await page.getByText("garden").first().waitFor();
      expect(await page.getByRole("button", { name: /^Deny all/ }).count()).toBe(0);
      if (!asks) await window.close();
    }
  });

  test("reads the last lines of the log when they are opened, and again", async () => {
    const page = await open(settled(connected));
    main.texts.log = "first line";
    await page.getByText("End of the log").click();
    await page.getByText("first line").waitFor();
    main.texts.log = "first line\nsecond line";
    await press("Refresh");
    await page.getByText("second line").waitFor();
  });

  test("shows the licenses on the settings page", async () => {
    const page = await open(settled(connected, { page: { name: "settings", serial: 2 } }));
    main.texts.licences = "Permission is hereby granted";
    await page.getByText("Licenses", { exact: true }).click();
    await page.getByText("Permission is hereby granted").waitFor();
    await page.getByText("Ctrl+, opens the settings, Ctrl+W closes the window").waitFor();
  });

  test("knows Ctrl+W and Ctrl+comma, the settings not before there is a gateway", async () => {
    const page = await open(firstStart);
    await page.keyboard.press("Control+,");
    await page.keyboard.press("Control+w");
    await expect.poll(() => main.of("close-window")).toHaveLength(1);
    expect(main.of("show-page")).toEqual([]);
    await main.change(settled(connected));
    await page.getByRole("heading", { name: "Connected" }).waitFor();
    await page.keyboard.press("Control+,");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
  });
});

const key = { key: "w", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("takes the command key on a Mac, and no other key with it", () => {
  expect(shortcutOf({ ...key, metaKey: true }, { mac: true })).toEqual({ kind: "close-window" });
  expect(shortcutOf({ ...key, ctrlKey: true }, { mac: true })).toBe(null);
  expect(shortcutOf({ ...key, metaKey: true }, { mac: false })).toBe(null);
  expect(shortcutOf({ ...key, ctrlKey: true, shiftKey: true }, { mac: false })).toBe(null);
  expect(shortcutOf({ ...key, key: "q", ctrlKey: true }, { mac: false })).toBe(null);
});

import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { PendingQuestion } from "../../src/shared/bridge.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { computerQuestion, connected, now, question, settled, strangeQuestion } from "./harness/snapshots.ts";
import { axe, openWindow, startBrowser, sticksOut, type WindowOptions } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

/** The window that asks, with these questions. */
async function asking(questions: readonly PendingQuestion[], options: WindowOptions = {}) {
  const main = new FakeMain(settled(connected, { questions }));
  const window = await openWindow(browser, main, { width: 560, height: 460, question: true, ...options });
  onTestFinished(() => window.close());
  return { main, window, page: window.page };
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** From now on long timers of the page wait until they are let go, so that a busy machine is not too late to look. */
async function holdTimers(page: Page): Promise<() => Promise<unknown>> {
  await page.evaluate(() => {
    const world = globalThis as unknown as { held: (() => void)[]; setTimeout: typeof setTimeout };
    const { setTimeout: real } = world;
    world.held = [];
    world.setTimeout = ((act: () => void, delay: number) =>
      delay > 100 ? world.held.push(act) : real(act, delay)) as never;
  });
  return () =>
    page.evaluate(() => {
      for (const act of (globalThis as unknown as { held: (() => void)[] }).held) act();
    });
}

describe.skipIf(browser === null)("the window that asks (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  test("a question that fits its window brings no scrollbar", async () => {
    const { page } = await asking([question("a")]);
    await page.locator(".asked-command").waitFor();
    const beyond = () => page.evaluate("document.documentElement.scrollHeight - innerHeight");
    expect(await beyond()).toBe(0);
  });

  const looks: readonly (readonly [string, WindowOptions])[] = [
    ["light", { theme: "light" }],
    ["dark", { theme: "dark" }],
    ["forced colours", { theme: "dark", forcedColors: true }],
    ["German", { locale: "de" }],
    ["200 % zoom", { width: 280, height: 230, scale: 2 }],
  ];
  test.each(looks)("axe-core finds nothing and nothing sticks out: %s", async (_, options) => {
    const endless = "x".repeat(3_000);
    const { main, window, page } = await asking([question("a"), question("b")], options);
    for (const pending of [
      question("a"),
      strangeQuestion,
      computerQuestion,
      question("long", { command: endless, agent: endless }),
    ]) {
      await main.change({ questions: [pending, question("z")] });
      await page.locator(".asked-command", { hasText: pending.question.command.slice(0, 20) }).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await sticksOut(page)).toBe(0);
    }
    expect(window.complaints).toEqual([]);
  });

  test("an agent's question takes what is typed, or one of its choices, and says where it goes", async () => {
    const answers = ["deny", "reply"] as const;
    const typed = question("t", { command: "Which?", answers, inquiry: { takes: "text", choices: [] } });
    const { main, page } = await asking([typed]);
    await page.getByText("Never type a password").waitFor();
    expect(await axe(page)).toEqual([]);
    const box = page.getByRole("textbox", { name: "Your answer" });
    await box.fill(" the blue one ");
    await page.locator('.answers .button:text-is("Send"):not([aria-disabled])').click();
    await expect
      .poll(() => main.of("answer-question").at(-1))
      .toMatchObject({ answer: "reply", reply: "the blue one" });
    const choices = ["Yes", "No"];
    await main.change({ questions: [question("c", { answers, inquiry: { takes: "choice", choices } })] });
    await page.locator('.answers .button:has-text("No"):not([aria-disabled]) >> nth=-1').click();
    await expect
      .poll(() => main.of("answer-question").at(-1))
      .toMatchObject({ id: "c", answer: "reply", reply: "1" });
    expect(await box.count()).toBe(0);
  });

  test("shows who asks, the whole command, where, and everything unusual", async () => {
    const { page } = await asking([strangeQuestion]);
    const { command, directory, variables } = strangeQuestion.question;
    expect(await page.locator(".asked-command").textContent()).toBe(command);
    const text = await page.locator("main").textContent();
    for (const part of [directory, ...variables, "Somebody at wss://", "with rights other than yours"]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/\{\w+\}|undefined/);
    expect(await page.getByRole("button").allTextContents()).toEqual(["Deny", "Allow once"]);
  });

  test("begins with the focus on nothing, and Return allows nothing", async () => {
    const { main, page } = await asking([question("a")]);
    expect(await page.evaluate("document.activeElement === document.body")).toBe(true);
    await page.locator("button:not([aria-disabled])").first().waitFor();
    for (const name of ["Allow once", "Always allow this"]) {
      await button(page, name).focus();
      await page.keyboard.press("Enter");
    }
    expect(main.of("answer-question")).toEqual([]);
    await button(page, "Allow once").focus();
    await page.keyboard.press("Space");
    await expect
      .poll(() => main.of("answer-question"))
      .toEqual([{ kind: "answer-question", id: "a", answer: "allow-once" }]);
  });

  test("takes no answer before main says so, and leaves nothing of one question to the next", async () => {
    const later = { ...question("b"), answerableAt: now + 400 };
    const { main, page } = await asking([question("a"), later]);
    await page.locator("button:not([aria-disabled])").first().waitFor();
    const release = await holdTimers(page);
    await button(page, "Allow once").focus();
    await page.keyboard.press("Space");
    await page.locator("button[aria-disabled=true]").first().waitFor();
    expect(await page.evaluate("document.activeElement === document.body")).toBe(true);
    await button(page, "Allow once").dispatchEvent("click");
    expect(main.of("answer-question")).toHaveLength(1);
    await release();
    await page.locator("button:not([aria-disabled])").first().waitFor();
    await button(page, "Deny").click();
    await expect.poll(() => main.of("answer-question").at(-1)).toMatchObject({ id: "b", answer: "deny" });
  });

  test("lets what runs on below its edge be allowed only once its end was in sight", async () => {
    const { main, page } = await asking([question("a", { command: "x ".repeat(2_000) })]);
    const goesOn = page.getByText("It continues below.");
    await goesOn.waitFor();
    await page.locator("button:not([aria-disabled])", { hasText: "Deny" }).waitFor();
    expect(await button(page, "Allow once").getAttribute("aria-disabled")).toBe("true");
    await button(page, "Allow once").dispatchEvent("click");
    expect(main.of("answer-question")).toEqual([]);
    await page.mouse.wheel(0, 10_000);
    await goesOn.waitFor({ state: "detached" });
    await button(page, "Allow once").click();
    await expect.poll(() => main.of("answer-question")).toMatchObject([{ answer: "allow-once" }]);
  });

  test("keeps the oldest on top and says how many wait", async () => {
    const { main, page } = await asking([question("a", { command: "first" })]);
    await main.change({
      questions: [question("a", { command: "first" }), question("b"), question("c")],
    });
    await page.getByText("2 more questions are waiting.").waitFor();
    expect(await page.locator(".asked-command").textContent()).toBe("first");
  });

  test("speaks German", async () => {
    const { page } = await asking([strangeQuestion], { locale: "de-DE" });
    await page.getByRole("heading", { name: "Darf das laufen?" }).waitFor();
    expect(await page.getByRole("button").allTextContents()).toEqual(["Ablehnen", "Einmal erlauben"]);
    await page.getByText("Keine Antwort heißt Nein, in 117 s.").waitFor();
  });

  test("shows markup and values of the words as the text they are", async () => {
    const attack =
      '<img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script>{seconds}{agent}';
    const hostile = question("a", {
      gateway: attack,
      agent: attack,
      command: attack,
      directory: attack,
      program: attack,
      unusual: ["inline-code"],
      variables: [attack],
    });
    const { page, window } = await asking([hostile]);
    expect(await page.locator(".asked-command").textContent()).toBe(attack);
    expect(await page.locator("img, main script").count()).toBe(0);
    expect(await page.evaluate("globalThis.owned")).toBeUndefined();
    expect(window.complaints).toEqual([]);
  });

  test("finds the last commands by text and by kind, and clears them only when confirmed", async () => {
    const main = new FakeMain(settled(connected));
    const window = await openWindow(browser, main);
    const { page } = window;
    const commands = () => page.locator("tbody th").allTextContents();
    await page.getByLabel("Find").fill("GARDEN");
    expect(await commands()).toEqual(["git -C /home/ada/garden pull --ff-only"]);
    await page.getByLabel("Find").fill("");
    await page.getByLabel("Show").selectOption("denied");
    expect(await commands()).toEqual(['rm -rf "/home/ada/Old photos"']);
    await page.getByLabel("Find").fill("nothing like it");
    await page.getByText("Nothing matches.").waitFor();
    await page.getByRole("button", { name: "Clear …" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(main.of("clear-activity")).toEqual([]);
    await page.getByRole("button", { name: "Clear …" }).click();
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await page.getByText("Nothing yet.").waitFor();
    expect(main.of("clear-activity")).toHaveLength(1);
    await window.close();
  });
});

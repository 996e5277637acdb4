import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { pngOf, tiny } from "../support/pictures.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { connected, settled } from "./harness/snapshots.ts";
import { axe, openWindow, startBrowser, sticksOut, type WindowOptions } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

afterAll(() => browser?.close());

interface Given {
  readonly name: string;
  /** Base64. */
  readonly data: string;
}

async function asking(options: WindowOptions = {}) {
  const main = new FakeMain({ ...settled(connected), turns: [] });
  const window = await openWindow(browser, main, { width: 560, height: 520, ask: true, ...options });
  onTestFinished(() => window.close());
  const { page } = window;
  const field = page.locator("textarea");
  const chosen = page.locator(".chosen-files li");
  /** What the system's dialog, a paste or a drop would bring. */
  const bring = (how: "paste" | "drop", files: readonly Given[], text = "") =>
    field.evaluate(
      (target, { how, files, text }) => {
        const transfer = new DataTransfer();
        for (const { name, data } of files)
          transfer.items.add(new File([Uint8Array.from(atob(data), (one) => one.charCodeAt(0))], name));
        if (text !== "") transfer.setData("text/plain", text);
        const [bubbles, cancelable] = [true, true];
        if (how === "drop") {
          target.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, bubbles, cancelable }));
          target.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles, cancelable }));
          return;
        }
        target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles, cancelable }));
      },
      { how, files, text },
    );
  const choose = (files: readonly Given[]) =>
    page
      .locator("input[type=file]")
      .setInputFiles(
        files.map(({ name, data }) => ({ name, mimeType: "image/png", buffer: Buffer.from(data, "base64") })),
      );
  const names = () => chosen.locator("bdi").allTextContents();
  return { main, page, window, field, chosen, bring, choose, names };
}

const shot = { name: "shot.png", data: tiny.png };
const photo = { name: "photo.jpg", data: tiny.jpeg };

describe.skipIf(browser === null)("files in the ask window (skipped where there is no Chromium)", () => {
  test.each<readonly [string, WindowOptions]>([
    ["light", { theme: "light" }],
    ["dark, German", { theme: "dark", locale: "de" }],
    ["narrow", { width: 380, height: 320 }],
  ])("are drawn with their names, for every reader: %s", async (_, options) => {
    const { page, window, chosen, bring, names } = await asking(options);
    const long = { name: `${"A very long name ".repeat(12)}\u202egnp.exe`, data: tiny.gif };
    await bring("drop", [shot, photo, long, { name: "w", data: tiny.webp }]);
    await expect.poll(names).toHaveLength(4);
    expect((await names()).slice(0, 2)).toEqual(["shot.png", "photo.jpg"]);
    const drawn = await chosen.locator("canvas").evaluateAll((all) =>
      (all as HTMLCanvasElement[]).map((one) =>
        one
          .getContext("2d")
          ?.getImageData(0, 0, one.width, one.height)
          .data.some((byte) => byte !== 0),
      ),
    );
    expect(drawn.slice(0, 2)).toEqual([true, true]);
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
    expect(window.complaints).toEqual([]);
  });

  test("go with the message however they came, and only those that were not removed", async () => {
    const { page, main, field, chosen, bring, choose, names } = await asking();
    await bring("drop", [shot]);
    await expect.poll(names).toEqual(["shot.png"]);
    await bring("paste", [photo]);
    await expect.poll(names).toHaveLength(2);
    await choose([{ name: "chosen.webp", data: tiny.webp }]);
    await expect.poll(names).toEqual(["shot.png", "photo.jpg", "chosen.webp"]);
    await expect.poll(() => page.getByRole("status").textContent()).toContain("chosen.webp");
    await page.getByRole("button", { name: "Remove photo.jpg" }).press("Enter");
    await expect.poll(names).toEqual(["shot.png", "chosen.webp"]);
    const focused = () => page.evaluate("document.activeElement.getAttribute('aria-label')");
    await expect.poll(focused).toMatch(/^Remove .*chosen\.webp/);
    await field.fill("What are these?");
    await field.press("Enter");
    await expect.poll(() => chosen.count()).toBe(0);
    expect(main.asked).toEqual([
      {
        kind: "ask-agent",
        message: "What are these?",
        sessionKey: "agent:main:main",
        pictures: [shot, { name: "chosen.webp", data: tiny.webp }],
      },
    ]);
    await field.fill("And now without");
    await field.press("Enter");
    await expect.poll(() => main.asked).toHaveLength(2);
    expect(main.asked[1]).not.toHaveProperty("pictures");
  });

  test("stay, with what was typed, when main refuses them", async () => {
    const { page, main, field, bring, names } = await asking();
    main.refuse = () => ({
      ok: false,
      problem: "pictures",
      detail: { problem: "not-taken", name: "", limit: 0 },
    });
    await bring("drop", [shot]);
    await expect.poll(names).toEqual(["shot.png"]);
    await field.fill("Look");
    await field.press("Enter");
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("passes no pictures on");
    expect([await field.inputValue(), await names()]).toEqual(["Look", ["shot.png"]]);
  });

  const large = { name: "large.png", data: pngOf(6_291_457).toString("base64") };
  const program = { name: "notes.png", data: Buffer.from("\x7fELF\0\0").toString("base64") };
  const log = { name: "boot.log", data: Buffer.alloc(7_000_000, "x").toString("base64") };
  const cut = { name: "cut.jpg", data: Buffer.from(tiny.jpeg, "base64").subarray(0, 400).toString("base64") };
  const mute = Buffer.from(tiny.png, "base64").fill(0x55, 50, 80).toString("base64");

  test.each<readonly [string, readonly Given[], RegExp, number]>([
    ["what is neither picture nor text", [program, shot], /notes\.png.* is neither text nor a PNG/, 1],
    ["a text that is too long", [log, shot], /boot\.log.* is too long.* 20,000 characters/, 1],
    ["an empty file", [{ name: "none.png", data: "" }], /none\.png.* is empty/, 0],
    ["a picture that ends too early", [cut], /cut\.jpg.* is broken/, 0],
    ["a picture that cannot be drawn", [{ name: "mute.png", data: mute }], /mute\.png.* is broken/, 0],
    ["one that is too large", [large, shot], /large\.png.* is too large.* 6 MB/, 1],
    ["more than ten", Array(12).fill(shot), /At most .*10.* pictures/, 10],
  ])("are refused in words, and the others are kept: %s", async (_, files, sentence, kept) => {
    const { page, field, choose, names } = await asking();
    await field.fill("Look");
    await choose(files);
    await expect.poll(() => page.getByRole("alert").textContent()).toMatch(sentence);
    expect([await field.inputValue(), (await names()).length]).toEqual(["Look", kept]);
    expect(await axe(page)).toEqual([]);
  });

  test("are refused in German as well", async () => {
    const { page, choose } = await asking({ locale: "de" });
    await choose([program]);
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toMatch(/ist weder Text noch ein Bild im Format PNG/);
  });

  test("texts go with them, as long as they fit with what is typed", async () => {
    const { page, main, field, chosen, bring, names } = await asking();
    const given = { name: "notes.md", data: Buffer.from("one\r\ntwo").toString("base64") };
    const long = { name: "long.csv", data: Buffer.alloc(15_000, "x").toString("base64") };
    await bring("drop", [given, shot, long]);
    await expect.poll(names).toEqual(["notes.md", "shot.png", "long.csv"]);
    expect(await chosen.locator("canvas").count()).toBe(1);
    const send = page.getByRole("button", { name: "Send" });
    await field.fill("y".repeat(5_000));
    await expect.poll(() => page.getByRole("alert").textContent()).toMatch(/long\.csv.* is too long/);
    await expect.poll(() => send.isDisabled()).toBe(true);
    await field.press("Enter");
    await page.getByRole("button", { name: "Remove long.csv" }).click();
    await expect.poll(() => page.getByRole("alert").count()).toBe(0);
    await field.fill("What are these?");
    await field.press("Enter");
    await expect.poll(() => chosen.count()).toBe(0);
    expect(main.asked).toEqual([
      {
        kind: "ask-agent",
        message: "What are these?",
        sessionKey: "agent:main:main",
        pictures: [shot],
        texts: [{ name: "notes.md", text: "one\ntwo" }],
      },
    ]);
    expect(await axe(page)).toEqual([]);
  });

  test("are not taken from a paste that has text: that is meant then", async () => {
    const { bring, choose, names } = await asking();
    await bring("paste", [{ name: "table.png", data: tiny.png }], "1\t2");
    await choose([shot]);
    await expect.poll(names).toEqual(["shot.png"]);
  });
});

describe.skipIf(browser === null)("a screenshot for the agent (skipped where there is no Chromium)", () => {
  const two = {
    kind: "choose",
    displays: [
      { width: 2_560, height: 1_440 },
      { width: 1_920, height: 1_080 },
    ],
  } as const;
  const take = (page: Page) => page.getByRole("button", { name: "Take a screenshot" });

  test("is among the files, can be removed, and goes with the message", async () => {
    const { page, main, field, chosen, names } = await asking();
    const wanted: (number | null)[] = [];
    main.screenshot = async (display) => {
      wanted.push(display);
      return { kind: "taken", format: "png", data: tiny.png };
    };
    await take(page).click();
    await expect.poll(names).toEqual(["Screenshot 1.png"]);
    await expect.poll(() => page.getByRole("status").textContent()).toContain("Screenshot 1.png");
    await take(page).press("Enter");
    await expect.poll(names).toHaveLength(2);
    await page.getByRole("button", { name: "Remove Screenshot 1.png" }).click();
    await field.fill("What is wrong here?");
    await field.press("Enter");
    await expect.poll(() => chosen.count()).toBe(0);
    expect(wanted).toEqual([null, null]);
    expect(main.of("ask-agent")[0]?.pictures).toEqual([{ name: "Screenshot 2.png", data: tiny.png }]);
  });

  test("is of the display that was chosen, with the keyboard alone", async () => {
    const { page, main, names } = await asking();
    const wanted: (number | null)[] = [];
    main.screenshot = async (display) => {
      wanted.push(display);
      return display === null ? two : { kind: "taken", format: "jpeg", data: tiny.jpeg };
    };
    await take(page).press("Enter");
    const second = page.getByRole("button", { name: "Display 2 (1920 × 1080)" });
    await second.waitFor();
    const focused = () => page.evaluate("document.activeElement.textContent");
    await expect.poll(focused).toBe("Display 1 (2560 × 1440)");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(names).toEqual(["Screenshot 1.jpg"]);
    expect(wanted).toEqual([null, 1]);
    expect(await second.count()).toBe(0);
    await take(page).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await second.count()).toBe(0);
    await expect.poll(() => page.evaluate("document.activeElement.tagName")).toBe("TEXTAREA");
    expect(await names()).toHaveLength(1);
  });

  test("that is none says why, in a Wayland session as well", async () => {
    const { page, main } = await asking();
    main.screenshot = async () => ({ kind: "refused", problem: "locked" });
    await take(page).click();
    await page.getByRole("alert").getByText("this computer is locked").waitFor();
    main.screenshot = async () => ({ kind: "refused", problem: "failed" });
    await take(page).click();
    await page.getByRole("alert").getByText("gave no picture").waitFor();
    main.screenshot = async () => ({ kind: "refused", problem: "permission-missing" });
    await main.change({ app: { ...main.snapshot.app, platform: "darwin" } });
    await take(page).click();
    await page.getByRole("alert").getByText("in the system's settings").waitFor();
    await main.change({ app: { ...main.snapshot.app, platform: "linux" } });
    await take(page).click();
    await page.getByRole("alert").getByText("gave no picture").waitFor();
    await main.change({ app: { ...main.snapshot.app, askShortcut: { status: "none", wayland: true } } });
    await take(page).click();
    await page.getByRole("alert").getByText("desktop portal").waitFor();
    await take(page).click();
    await expect.poll(() => page.getByRole("alert").count()).toBe(1);
  });

  test.each<readonly [string, WindowOptions]>([
    ["light", { theme: "light" }],
    ["dark, German", { theme: "dark", locale: "de" }],
    ["200 % zoom in a low window", { width: 280, height: 240, scale: 2 }],
  ])("asks and refuses for every reader: %s", async (_, options) => {
    const { page, main } = await asking(options);
    main.screenshot = async () => two;
    const button = page.locator(".ask-row button").first();
    await button.click();
    await page.locator(".displays button").nth(2).waitFor();
    // What was said is not covered by what is asked, however low the window.
    const isRead = `scrollTo(0, 0); {
      const { x, y } = document.querySelector("main .hint").getBoundingClientRect();
      document.elementFromPoint(x + 4, y + 4).closest("main") !== null;
    }`;
    expect(await page.evaluate(isRead)).toBe(true);
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
    main.screenshot = async () => ({ kind: "refused", problem: "permission-missing" });
    await button.click();
    await page.getByRole("alert").waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
  });
});

import { expect, test } from "vitest";
import { act, type Desk, gate } from "./desk.ts";
import { findColour, startBrowser, startEditor } from "./programs.ts";

const DONE = /^\{"action":"\w+","ok":true,"effect":"unverifiable"\}/;
/** Latin, Chinese, Cyrillic, Greek, Hebrew, and what no keyboard has. */
const SCRIPTS = "Grüße, 世界\nПривет, Ελλάδα, עולם 🌱";

/** Whole tasks in programs that people use, judged by what these say afterwards. */
export function tasks(desk: () => Desk): void {
  test("ten steps in a text editor, which the person allows once, and the file is as it was to be", async () => {
    const editor = startEditor(desk(), "as it was before\n");
    try {
      const begin = gate();
      const before = desk().log().length;
      const at = (x: number, y: number) => desk().inPicture(x, y);
      const turn = await desk().turn(
        act("screenshot"),
        act("left_click", { coordinate: at(400, 300) }, begin.opened),
        act("type", { text: "this goes again" }),
        // Beyond the upper edge of the text: its beginning, whatever is above it.
        act("left_click_drag", { startCoordinate: at(600, 400), coordinate: at(62, 140) }),
        act("type", { text: `${SCRIPTS}\nthe last line` }),
        act("key", { text: "ctrl+Home" }),
        act("key", { text: "shift+End" }),
        act("type", { text: "the first line" }),
        act("key", { text: "ctrl+s" }),
        act("mouse_move", { coordinate: [600, 330] }),
      );
      await desk().allow("beds.txt");
      begin.open();
      const [, ...done] = await turn.finished();
      expect(done).toHaveLength(9);
      for (const result of done) expect(result).toMatch(DONE);
      expect(editor.saved()).toBe(`the first line\n${SCRIPTS.split("\n")[1]}\nthe last line`);
      expect(desk().xdotool("getmouselocation")).toMatch(/^ ?x:640 y:352 /);
      // Its gateway says when a run is over.
      await desk().untilOver();
      const list = await desk().gateway.admin.call("device.pair.list");
      expect(list).toMatchObject({ pending: [] });
      await expect
        .poll(() => desk().log().slice(before))
        .toEqual([
          "computer use begins (control, at most 15 minutes)",
          "computer.act left_click at 375,281",
          "computer.act type (15 characters)",
          "computer.act left_click_drag at 563,375 to 58,131",
          `computer.act type (${[...SCRIPTS].length + 14} characters)`,
          "computer.act key",
          "computer.act key",
          "computer.act type (14 characters)",
          "computer.act key",
          "computer.act mouse_move at 600,330",
          "computer use ends: closed",
        ]);
    } finally {
      editor.end();
    }
  }, 180_000);

  test("a form in a browser, where the agent finds everything by its colour in the picture", async () => {
    const browser = await startBrowser(desk());
    try {
      const begin = gate();
      const place = (colour: string) => findColour(desk(), desk().model.pictures.at(-1) ?? "", colour);
      const at = (colour: string) => async () => ({ coordinate: await place(colour) });
      const text = SCRIPTS.replace("\n", " ");
      const turn = await desk().turn(
        act("screenshot"),
        act("screenshot", {}, begin.opened),
        act("left_click", at("#ff00ff")),
        act("type", { text }),
        act("key", { text: "ctrl+a" }),
        act("key", { text: "ctrl+c" }),
        act("left_click", at("#00ffff")),
        act("key", { text: "ctrl+v" }),
        act("scroll", async () => ({
          coordinate: await place("#ffff00"),
          scrollDirection: "down",
          scrollAmount: 3,
        })),
        act("left_click_drag", async () => ({
          startCoordinate: await place("#00ff00"),
          coordinate: await place("#0000ff"),
        })),
        act("left_click", async () => ({ coordinate: await place("#0000ff"), text: "ctrl+shift" })),
        act("triple_click", at("#00ffff")),
        act("key", { text: "ctrl+l" }),
        act("type", { text: `${browser.address}/harvest\n` }),
      );
      await desk().allow("Garden plan");
      begin.open();
      const [, , ...done] = await turn.finished();
      for (const result of done) expect(result).toMatch(DONE);
      expect(browser.state()).toMatchObject({
        name: text,
        notes: text,
        dropped: ["bed"],
        clicks: expect.arrayContaining(["name 1", "notes 1", "bed 1 ctrl shift", "notes 3"]),
      });
      expect(browser.state().scrolled).toBeGreaterThan(0);
      expect(browser.asked).toContain("/harvest");
    } finally {
      await browser.end();
    }
  }, 180_000);
}

import { expect, type TestContext, test } from "vitest";
import { done, never, openDriver, recorder, testDesktop } from "./desktop.ts";

const programs = ["xev", "xwininfo", "xdotool", "setxkbmap"] as const;

async function keys(context: TestContext, layout = "us") {
  const desktop = await testDesktop(context, ...programs);
  desktop.run("setxkbmap", layout);
  const window = await recorder(desktop);
  desktop.run("xdotool", "search", "--name", "Event Tester", "windowfocus");
  await expect.poll(window.isFocused).toBe(true);
  return { desktop, driver: await openDriver(desktop), window };
}

/** What is asked for, and the symbols that the program is told, in the order in which the keys go down. */
const names: readonly (readonly [string, string])[] = [
  ["Return", "Return"],
  ["enter", "Return"],
  ["KP_Enter", "KP_Enter"],
  ["Tab", "Tab"],
  ["shift+Tab", "Shift_L ISO_Left_Tab"],
  ["Escape", "Escape"],
  ["esc", "Escape"],
  ["space", "space"],
  ["BackSpace", "BackSpace"],
  ["delete", "Delete"],
  ["del", "Delete"],
  ["Insert", "Insert"],
  ["Home", "Home"],
  ["End", "End"],
  ["Page_Up", "Prior"],
  ["pgup", "Prior"],
  ["Next", "Next"],
  ["pagedown", "Next"],
  ["Up", "Up"],
  ["ArrowDown", "Down"],
  ["left", "Left"],
  ["RIGHT", "Right"],
  ["F1", "F1"],
  ["f12", "F12"],
  ["F24", "F24"],
  ["Caps_Lock", "Caps_Lock"],
  ["numlock", "Num_Lock"],
  ["Print", "Print"],
  ["Pause", "Pause"],
  ["Menu", "Menu"],
  ["XF86AudioMute", "XF86AudioMute"],
  ["ctrl", "Control_L"],
  ["Super_L", "Super_L"],
  ["win", "Super_L"],
  ["a", "a"],
  ["A", "Shift_L A"],
  ["7", "7"],
  ["+", "Shift_L plus"],
  ["slash", "slash"],
  ["?", "Shift_L question"],
  ["ctrl+c", "Control_L c"],
  ["Ctrl+C", "Control_L c"],
  ["ctrl+shift+t", "Control_L Shift_L T"],
  ["ctrl++", "Control_L Shift_L plus"],
  ["alt+F4", "Alt_L F4"],
  ["option+Tab", "Alt_L Tab"],
  ["cmd + l", "Super_L l"],
  ["ctrl+alt+Delete", "Control_L Alt_L Delete"],
  ["ctrl+ä", "Control_L adiaeresis"],
];

test("keys go down in order and up again, by the names of the gateway and of xdotool", async (context) => {
  const { driver, window } = await keys(context);
  let seen = 0;
  for (const [name, expected] of names) {
    expect(await driver.key(name, never), name).toEqual(done);
    const count = expected.split(" ").length;
    await expect.poll(() => window.keys().length, { message: name }).toBe(seen + count * 2);
    const told = window.keys().slice(seen);
    const word = (line: string) => line.split(" ").slice(2, -2).join(" ");
    expect(
      told
        .filter((line) => line.startsWith("press"))
        .map(word)
        .join(" "),
      name,
    ).toBe(expected);
    expect(
      told.slice(count).every((line) => line.startsWith("release")),
      name,
    ).toBe(true);
    seen += count * 2;
    // These two stay on.
    if (/lock/i.test(name)) {
      await driver.key(name, never);
      seen += 2;
    }
  }
});

test.for(["nonsense", "ctrl+nonsense", "hyper+a", "", "ctrl+", "F25", "a b"])(
  "a key that is none is refused and nothing is pressed: %s",
  async (name, context) => {
    const { driver, window } = await keys(context);
    const key = name.split("+").find((part) => !/^ctrl$|^a$/.test(part)) ?? "";
    expect(await driver.key(name, never)).toEqual({ ok: false, failure: { kind: "unsupported-key", key } });
    expect(await driver.key("b", never)).toEqual(done);
    await expect.poll(window.text).toBe("b");
    expect(window.keys()).toHaveLength(2);
  },
);

test("keys of another layout are pressed where they are", async (context) => {
  const { driver, window } = await keys(context, "de");
  for (const name of ["ctrl+z", "/", "@"]) expect(await driver.key(name, never)).toEqual(done);
  const expected = ["Control_L", "z", "Shift_L", "slash", "ISO_Level3_Shift", "at"];
  const pressed = () => window.keys().filter((line) => line.startsWith("press"));
  await expect.poll(() => pressed().map((line) => line.split(" ")[2])).toEqual(expected);
  expect(pressed()[1]).toBe("press 29 z with 0x4");
});

test("a key is held for as long as asked for, and less when somebody touches the mouse", async (context) => {
  const { desktop, driver, window } = await keys(context);
  const startedAt = performance.now();
  const holding = driver.hold("ctrl+Right", 300, never);
  await expect.poll(() => window.keys().length, { interval: 5 }).toBeGreaterThanOrEqual(2);
  expect(window.keys().some((line) => line.startsWith("release"))).toBe(false);
  expect(await holding).toEqual(done);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299);
  await expect.poll(() => window.keys().at(-1)).toBe("release 37 Control_L with 0x4");

  const before = window.keys().length;
  const touched = driver.hold("shift+F5", 20_000, never);
  await expect.poll(() => window.keys().length).toBeGreaterThan(before);
  desktop.run("xdotool", "click", "1");
  expect(await touched).toEqual({ ok: false, failure: { kind: "interrupted" } });
  await expect.poll(() => window.keys().at(-1)).toBe("release 50 Shift_L with 0x1");
});

test("a click, a drag and the wheel with modifiers", async (context) => {
  const { driver, window } = await keys(context);
  const at = { x: 300, y: 300 };
  expect(await driver.click(0, at, "left", 1, ["ctrl", "shift"], never)).toEqual(done);
  expect(await driver.scroll(0, at, "up", 1, ["alt"], never)).toEqual(done);
  expect(await driver.drag(0, at, { x: 320, y: 320 }, ["shift"], never)).toEqual(done);
  await expect
    .poll(window.buttons)
    .toEqual([
      "press 1 at 300,300 with 0x5",
      "release 1 at 300,300 with 0x105",
      "press 4 at 300,300 with 0x8",
      "release 4 at 300,300 with 0x808",
      "press 1 at 300,300 with 0x1",
      "release 1 at 320,320 with 0x101",
    ]);
  await expect.poll(() => window.keys().length).toBe(8);
  for (const name of ["a", "nonsense"]) {
    const refused = { ok: false, failure: { kind: "unsupported-key", key: name } };
    expect(await driver.click(0, at, "left", 1, ["ctrl", name], never)).toEqual(refused);
  }
  expect(window.keys()).toHaveLength(8);
});

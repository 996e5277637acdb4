import { describe, expect, test, vi } from "vitest";
import { silentLogger } from "../../src/core/log/log.ts";
import { setUpAskShortcut, TRY_AGAIN_MS } from "../../src/main/ask/shortcut.ts";
import { isShortcut, partsOf, shortcutFrom } from "../../src/shared/shortcut.ts";
import { ManualClock } from "../support/clock.ts";

type Press = Parameters<typeof shortcutFrom>[0];

const press = (key: string, code: string, held = "", altGraph = false): Press => ({
  key,
  code,
  ctrlKey: held.includes("c"),
  altKey: held.includes("a"),
  metaKey: held.includes("m"),
  shiftKey: held.includes("s"),
  altGraph,
});

describe("a shortcut is what was pressed", () => {
  test.each<[Press, string]>([
    [press("k", "KeyK", "ca"), "Control+Alt+K"],
    [press("K", "KeyK", "cs"), "Control+Shift+K"],
    [press("z", "KeyY", "ca"), "Control+Alt+Z"],
    [press("!", "Digit1", "as"), "Alt+Shift+1"],
    [press("˚", "KeyK", "a"), "Alt+K"],
    [press(" ", "Space", "m"), "Super+Space"],
    [press("F12", "F12", "c"), "Control+F12"],
    [press("ArrowUp", "ArrowUp", "cam"), "Control+Alt+Super+Up"],
  ])("%j", (pressed, shortcut) => {
    expect(shortcutFrom(pressed, { mac: false })).toEqual({ shortcut });
    expect(isShortcut(shortcut)).toBe(true);
  });

  test("with Command on a Mac", () => {
    expect(shortcutFrom(press("k", "KeyK", "ms"), { mac: true })).toEqual({ shortcut: "Command+Shift+K" });
  });

  test.each<[string, Press, object | null]>([
    ["only modifiers", press("Alt", "AltLeft", "ca"), null],
    ["no modifier", press("k", "KeyK"), { problem: "no-modifier" }],
    ["Shift alone", press("F5", "F5", "s"), { problem: "no-modifier" }],
    ["AltGr, which writes letters", press("k", "KeyK", "ca", true), { problem: "no-modifier" }],
    ["a key that is not everywhere", press("ä", "Quote", "ca"), { problem: "no-key" }],
    ["copying", press("c", "KeyC", "c"), { problem: "too-common", shortcut: "Control+C" }],
  ])("and not %s", (_, pressed, expected) => {
    expect(shortcutFrom(pressed, { mac: false })).toEqual(expected);
  });

  test.each([
    "",
    "K",
    "Shift+K",
    "Alt+Control+K",
    "Control+",
    "Control+Alt",
    "Control+KK",
    "Control+K\n",
    "CommandOrControl+K",
  ])("%j is none", (text) => expect(isShortcut(text)).toBe(false));

  test("and is taken apart again", () => {
    expect(partsOf("Control+Shift+PageUp")).toEqual({ held: ["Control", "Shift"], key: "PageUp" });
  });
});

describe("the shortcut that was chosen", () => {
  function setting(register: (accelerator: string) => boolean, askShortcut = "") {
    let preferences = { askShortcut };
    let tell = () => {};
    const said: string[] = [];
    const held = new Set<string>();
    const open = vi.fn();
    const clock = new ManualClock();
    let chance = () => {};
    const giveBack = setUpAskShortcut({
      facts: {
        now: () => ({ preferences }) as never,
        subscribe: (listener) => {
          tell = listener;
        },
        setAskShortcut(status) {
          said.push(status);
          tell();
        },
      },
      shortcuts: {
        register(accelerator) {
          const given = register(accelerator);
          if (given) held.add(accelerator);
          return given;
        },
        unregister: (accelerator) => void held.delete(accelerator),
      },
      open,
      clock,
      onChance: (listener) => {
        chance = listener;
      },
      log: silentLogger,
    });
    const choose = (next: string) => {
      preferences = { askShortcut: next };
      tell();
    };
    return { said, held, choose, giveBack, clock, chance: () => chance() };
  }

  test("is held from the start, exchanged, and given back", () => {
    const { said, held, choose, giveBack } = setting(() => true, "Alt+K");
    expect([...held]).toEqual(["Alt+K"]);
    choose("Alt+L");
    expect([...held]).toEqual(["Alt+L"]);
    choose("");
    expect([...held]).toEqual([]);
    choose("Alt+M");
    giveBack();
    expect([...held]).toEqual([]);
    expect(said).toEqual(["held", "none", "held"]);
  });

  test("that another program has is told as such, and nothing of another is given back", () => {
    const { said, held, choose } = setting((one) => one !== "Alt+K", "Alt+K");
    choose("Alt+L");
    expect([said, [...held]]).toEqual([["refused", "held"], ["Alt+L"]]);
  });

  test.each<[string, (world: ReturnType<typeof setting>) => void]>([
    ["when something may have changed", ({ chance }) => chance()],
    ["after some minutes", ({ clock }) => clock.advance(TRY_AGAIN_MS)],
  ])("that was refused is tried again %s, and each change is told once", (_, happen) => {
    let isFree = false;
    let tries = 0;
    const world = setting(() => {
      tries += 1;
      return isFree;
    }, "Alt+K");
    happen(world);
    happen(world);
    expect([tries, world.said]).toEqual([3, ["refused"]]);
    isFree = true;
    happen(world);
    expect([world.said, [...world.held]]).toEqual([["refused", "held"], ["Alt+K"]]);
    happen(world);
    expect(tries).toBe(4);
  });

  test("is not tried again once it is no longer wanted, or the app ends", () => {
    let tries = 0;
    const { choose, giveBack, clock, chance } = setting(() => {
      tries += 1;
      return false;
    }, "Alt+K");
    choose("");
    clock.advance(10 * TRY_AGAIN_MS);
    chance();
    expect(tries).toBe(1);
    choose("Alt+L");
    giveBack();
    clock.advance(10 * TRY_AGAIN_MS);
    chance();
    expect(tries).toBe(2);
  });

  test("that Electron does not understand is told, and ends nothing", () => {
    const { said } = setting(() => {
      throw new TypeError("conversion failure");
    }, "Alt+K");
    expect(said).toEqual(["refused"]);
  });
});

import { expect, type TestContext, test, vi } from "vitest";
import {
  done,
  never,
  openDriver,
  person,
  recorder,
  testDesktop,
  textField,
  withWindowManager,
} from "./desktop.ts";

const programs = ["openbox", "xev", "xprop", "xwininfo", "xdotool", "setxkbmap", "xkbcomp"] as const;

/** A driver, and a field for text that has the focus. */
async function typing(context: TestContext, layout = "us") {
  const desktop = await testDesktop(context, ...programs);
  desktop.run("setxkbmap", layout);
  await withWindowManager(desktop);
  const field = await textField(context, desktop);
  const driver = await openDriver(desktop);
  const touched = vi.fn();
  driver.onTouch(touched);
  return { desktop, driver, field, touched };
}

/** The same with a window that tells of keys. */
async function keys(context: TestContext, layout = "us") {
  const desktop = await testDesktop(context, ...programs);
  desktop.run("setxkbmap", layout);
  await withWindowManager(desktop);
  const window = await recorder(desktop);
  await expect.poll(window.isFocused).toBe(true);
  return { desktop, driver: await openDriver(desktop), window };
}

const texts = [
  ["ASCII", 'The quick (brown) fox: {jumps} "over" <13> lazy_dogs | & costs $5.00 @home #1 ~50% ^ `a\\b`?!'],
  ["German", "Grüße aus Köln, daß ÄÖÜ 20 € kosten – „schön“"],
  ["Polish", "Zażółć gęślą jaźń"],
  ["Russian", "Съешь ещё этих мягких французских булок, да выпей чаю. Ґанок їжака"],
  ["Greek", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία, ΣΊΣΥΦΟΣ"],
  ["Hebrew", "דג סקרן שט בים מאוכזב"],
  ["Arabic", "نص حكيم له سر قاطع"],
  ["Thai", "เป็นมนุษย์สุดประเสริฐ"],
  ["Hindi", "ऋषियों को सताने वाले"],
  ["Japanese", "いろはにほへと チリヌルヲ 色は匂へど散りぬるを"],
  ["Chinese", "視野無限廣，窗外有藍天。我能吞下玻璃而不伤身体，千字文天地玄黄宇宙洪荒日月盈昃辰宿列张"],
  ["Korean", "키스의 고유조건은 입술끼리 만나야 하고"],
  ["emoji", "👩‍💻 🎉 👍🏽 ❤️ 🇩🇪"],
] as const;

test.for(texts)("%s is typed on an American keyboard", async ([, text], context) => {
  const { driver, field, touched } = await typing(context);
  expect(await driver.type(text, never)).toEqual(done);
  await expect.poll(field.text).toBe(text);
  expect(touched).not.toHaveBeenCalled();
});

test.for([
  ["de", "z y @ € { } \\ ~ ß Ä ´ ^ µ"],
  ["ru", "Привет, мир! hello № «да»"],
  ["gr", "Καλημέρα κόσμε ς Σ hello"],
  ["us,ru", "Hello Привет"],
  ["fr", "être à Noël : 1234 @ # ù"],
] as const)("on a keyboard for %s as well", async ([layout, text], context) => {
  const { driver, field, touched } = await typing(context, layout);
  expect(await driver.type(text, never)).toEqual(done);
  await expect.poll(field.text).toBe(text);
  expect(touched).not.toHaveBeenCalled();
});

test("what a keyboard's other group has needs no spare key", async (context) => {
  const { driver, window } = await keys(context, "us,ru");
  await driver.type("aд", never);
  await expect.poll(window.text).toBe("aд");
  expect(window.keys().at(-2)).toMatch(/^press 46 Cyrillic_de/);
});

test("Caps Lock and Num Lock change nothing, and stay as they were", async (context) => {
  const { desktop, driver, field } = await typing(context);
  const somebody = await person(desktop);
  const locks = () => desktop.run("xset", "q").match(/(Caps|Num) Lock:\s+\w+/g);
  await driver.key("Caps_Lock", never);
  await driver.key("numlock", never);
  await expect.poll(locks).toEqual(["Caps Lock:   on", "Num Lock:    on"]);
  await driver.type("aBc 12 ÄÖü жЖ", never);
  await expect.poll(field.text).toBe("aBc 12 ÄÖü жЖ");
  expect(locks()).toEqual(["Caps Lock:   on", "Num Lock:    on"]);

  const typed = driver.type("b".repeat(20_000), never);
  await expect.poll(field.text, { interval: 5 }).toContain("bbb");
  expect(locks()?.[0]).toBe("Caps Lock:   off");
  somebody.moveTo(1, 1);
  expect(await typed).toMatchObject({ ok: false, failure: { kind: "interrupted" } });
  await expect.poll(locks).toEqual(["Caps Lock:   on", "Num Lock:    on"]);
});

test("ends of lines and tabulators are keys, other control characters are refused before anything is typed", async (context) => {
  const { driver, field } = await typing(context);
  expect(await driver.type("a\r\nb\tc\n", never)).toEqual(done);
  await expect.poll(field.text).toBe("a\nb\tc\n");
  for (const text of ["d\u001b", "d\b", "d\ud83d"]) {
    expect(await driver.type(text, never)).toEqual({
      ok: false,
      failure: { kind: "unsupported-key", key: "a control character" },
    });
  }
  expect(await driver.type("e", never)).toEqual(done);
  await expect.poll(field.text).toBe("a\nb\tc\ne");
});

test("the keyboard is left as it was, also after a touch in the middle and at the end of the driver", async (context) => {
  const { desktop, driver, field } = await typing(context, "de");
  const map = () => desktop.run("xkbcomp", "-w0", desktop.DISPLAY, "-");
  const before = map();
  await driver.type("日本語 ж", never);
  await expect.poll(map).toBe(before);

  const somebody = await person(desktop);
  const typed = driver.type("漢字".repeat(5_000), never);
  await expect.poll(field.text, { interval: 5 }).toContain("漢");
  expect(map()).not.toBe(before);
  somebody.moveTo(1, 1);
  expect(await typed).toEqual({ ok: false, failure: { kind: "interrupted" } });
  await expect.poll(map).toBe(before);

  const cut = driver.type("仮名".repeat(5_000), never);
  await expect.poll(field.text, { interval: 5 }).toContain("仮");
  driver.dispose();
  expect(await cut).toMatchObject({ ok: false, failure: { kind: "unavailable" } });
  await expect.poll(map).toBe(before);
});

test("a touch in the middle of typing stops it, and no key stays down", async (context) => {
  const { desktop, driver, window } = await keys(context);
  const somebody = await person(desktop);
  const typed = driver.type("A".repeat(20_000), never);
  await expect.poll(() => window.text().length, { interval: 5 }).toBeGreaterThan(20);
  somebody.moveTo(1, 1);
  expect(await typed).toEqual({ ok: false, failure: { kind: "interrupted" } });
  const down = () =>
    window.keys().filter((line) => line.startsWith("press")).length * 2 - window.keys().length;
  await expect.poll(down).toBe(0);
});

test("a modifier that a person holds is a touch, and nothing is typed", async (context) => {
  const { desktop, driver, window } = await keys(context);
  desktop.run("xdotool", "keydown", "shift");
  expect(await driver.type("a", never)).toEqual({ ok: false, failure: { kind: "interrupted" } });
  desktop.run("xdotool", "keyup", "shift");
  // What has been told by then is no touch of what follows.
  await driver.cursor();
  expect(await driver.type("a", never)).toEqual(done);
  await expect.poll(window.text).toBe("a");
});

test("nothing is typed into a window of these processes, also when it gets the focus in the middle", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const own = new Set<number>();
  const driver = await openDriver(desktop, { ownPids: () => own });
  const other = await recorder(desktop, "200x200+800+60", "Another");
  own.add(other.pid);
  const window = await recorder(desktop);
  const focus = (name: string) => desktop.run("xdotool", "search", "--name", `^${name}$`, "windowfocus");
  focus("Event Tester");
  await expect.poll(window.isFocused).toBe(true);
  const refused = { ok: false, failure: { kind: "own-window" } };
  const typed = driver.type("a".repeat(20_000), never);
  await expect.poll(() => window.text().length, { interval: 5 }).toBeGreaterThan(20);
  focus("Another");
  expect(await typed).toEqual(refused);
  expect(other.text().length).toBeLessThanOrEqual(4);
  for (const act of [driver.type("b", never), driver.key("b", never), driver.hold("b", 10, never)]) {
    expect(await act).toEqual(refused);
  }
});

test("what is protected is refused by the name that is told", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  let what: string | null = "a password field";
  const driver = await openDriver(desktop, { protectedFocus: async () => what });
  const window = await recorder(desktop);
  await expect.poll(window.isFocused).toBe(true);
  const refused = { ok: false, failure: { kind: "protected", detail: "a password field" } };
  expect(await driver.type("secret", never)).toEqual(refused);
  expect(await driver.key("a", never)).toEqual(refused);
  what = null;
  expect(await driver.type("open", never)).toEqual(done);
  await expect.poll(window.text).toBe("open");
});

test("nothing is typed while a prompt has taken the keyboard, but a menu is used", async (context) => {
  const desktop = await testDesktop(context, ...programs);
  await withWindowManager(desktop);
  const driver = await openDriver(desktop);
  const menu = await textField(context, desktop, "--menu");
  await expect.poll(menu.text).toBe("shown");
  expect(await driver.key("Down", never)).toEqual(done);
  expect(await driver.key("Return", never)).toEqual(done);
  await expect.poll(menu.text).toBe("one");
  menu.end();

  const prompt = await textField(context, desktop, "--prompt");
  await expect.poll(prompt.text).toBe("taken");
  const refused = { ok: false, failure: { kind: "protected", detail: "a program has taken the keyboard" } };
  expect(await driver.type("secret", never)).toEqual(refused);
  expect(await driver.key("Return", never)).toEqual(refused);
  // A viewer of another computer has it as well, and is clicked.
  expect(await driver.click(0, { x: 10, y: 10 }, "left", 1, [], never)).toEqual(done);
  prompt.end();
  const field = await textField(context, desktop);
  await expect.poll(() => driver.type("a", never)).toEqual(done);
  await expect.poll(field.text).toMatch(/^a+$/);
});

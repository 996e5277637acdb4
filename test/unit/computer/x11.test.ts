import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { findCookie, readCookie } from "../../../src/core/computer/x11/authority.ts";
import { displayPlace } from "../../../src/core/computer/x11/display-name.ts";
import { findStroke, type KeyboardMap } from "../../../src/core/computer/x11/keyboard-map.ts";
import {
  characterOf,
  readKeys,
  readModifier,
  unicodeSymbol,
} from "../../../src/core/computer/x11/keysyms.ts";
import { touches } from "../../../src/core/computer/x11/touches.ts";
import { createTurns } from "../../../src/core/computer/x11/turns.ts";

test.for([
  [":0", "/tmp/.X11-unix/X0", 0],
  [":12.3", "/tmp/.X11-unix/X12", 3],
  ["unix:1", "/tmp/.X11-unix/X1", 0],
  ["unix/laptop:1", "/tmp/.X11-unix/X1", 0],
] as const)("the display %s of this computer", ([name, socketPath, screen]) => {
  expect(displayPlace(name)).toMatchObject({ socketPath, screen });
});

test.for(["", "localhost:10.0", "elsewhere:0", ":", ":x", ":0/../../x", "/private/tmp/launch:0"])(
  "%s is no display of this computer",
  (name) => expect(displayPlace(name)).toBeNull(),
);

/** An entry as `xauth` writes it. */
function entry(family: number, address: string, number: string, name: string, data: string): Buffer {
  const counted = (text: string) => {
    const bytes = Buffer.from(text, "latin1");
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  };
  return Buffer.concat([
    Buffer.from([family >> 8, family & 0xff]),
    ...[address, number, name, data].map(counted),
  ]);
}
const MAGIC = "MIT-MAGIC-COOKIE-1";

test("the cookie of this computer and display is found among others", () => {
  const file = Buffer.concat([
    entry(256, "elsewhere", "1", MAGIC, "no 1"),
    entry(256, "here", "2", MAGIC, "no 2"),
    entry(256, "here", "1", "XDM-AUTHORIZATION-1", "no 3"),
    entry(0xffff, "", "", MAGIC, "any"),
    entry(256, "here", "1", MAGIC, "this one"),
  ]);
  const found = (number: string, host: string) => findCookie(file, number, host).data.toString();
  expect(found("1", "here")).toBe("this one");
  expect(found("1", "there")).toBe("any");
  expect(found("7", "here")).toBe("any");
  expect(findCookie(file.subarray(0, 20), "1", "here").data).toHaveLength(0);
  expect(findCookie(entry(256, "here", "2", MAGIC, "no"), "1", "here")).toEqual({
    name: "",
    data: Buffer.alloc(0),
  });
});

test("the file of cookies is the one that is named, or the one at home", async () => {
  const HOME = mkdtempSync(join(tmpdir(), "clawtray-"));
  writeFileSync(join(HOME, ".Xauthority"), entry(0xffff, "", "", MAGIC, "home"));
  writeFileSync(join(HOME, "named"), entry(0xffff, "", "", MAGIC, "named"));
  const read = async (environment: Record<string, string>) =>
    (await readCookie(environment, "0", "here")).data.toString();
  expect(await read({ HOME })).toBe("home");
  expect(await read({ HOME, XAUTHORITY: join(HOME, "named") })).toBe("named");
  expect(await read({ HOME, XAUTHORITY: join(HOME, "missing") })).toBe("");
  expect(await read({})).toBe("");
});

test.for([
  [0x61, "a"],
  [0xe4, "ä"],
  [0x1b1, "ą"],
  [0x20ac, "€"],
  [0x5c7, "ا"],
  [0x6c1, "а"],
  [0x6a3, "ё"],
  [0x6a4, "є"],
  [0x7e1, "α"],
  [0x7d2, "Σ"],
  [0x7f2, "σ"],
  [0x7f3, "ς"],
  [0xce0, "א"],
  [0xda1, "ก"],
  [0x1_00_65_e5, "日"],
  [0x1_01_f3_89, "🎉"],
] as const)("the symbol %i is the character %s", ([symbol, character]) => {
  expect(characterOf(symbol)).toBe(character.codePointAt(0));
});

test.for([0, 0x7f, 0x80, 0x9f, 0x680, 0xfe03, 0xff0d, 0xffb1, 0xffe1, 0x1008ff12])(
  "the symbol %i is no character",
  (symbol) => expect(characterOf(symbol)).toBeNull(),
);

test.for(["a", "ä", "€", "日", "🎉"])("%s has a symbol that stands for it", (character) => {
  expect(characterOf(unicodeSymbol(character.codePointAt(0) ?? 0))).toBe(character.codePointAt(0));
});

test.for([
  ["ctrl+shift+t", ["modifier", "modifier", "character t"]],
  ["ctrl+T", ["modifier", "character t"]],
  ["T", ["character T"]],
  ["+", ["character +"]],
  ["ctrl++", ["modifier", "character +"]],
  ["menu", ["symbol"]],
  ["menu+f", ["modifier", "character f"]],
  ["shift", ["modifier"]],
  ["a++b", ["character a", null, "character b"]],
] as const)("%s is read as %j", ([keys, expected]) => {
  const told = readKeys(keys).map(({ key }) =>
    key?.kind === "character" ? `character ${key.character}` : (key?.kind ?? null),
  );
  expect(told).toEqual(expected);
});

const [plain, shifted] = [
  { modifiers: 0, levels: new Map() },
  {
    modifiers: 1 | 128,
    levels: new Map([
      [1, 1],
      [128, 2],
      [129, 3],
    ]),
  },
];
const keypad = {
  modifiers: 1 | 16,
  levels: new Map([
    [1, 1],
    [16, 1],
  ]),
};
const map: KeyboardMap = [
  { keycode: 10, modifiers: 0, groupInfo: 1, groups: [{ type: plain, symbols: [1] }] },
  { keycode: 11, modifiers: 0, groupInfo: 1, groups: [{ type: shifted, symbols: [2, 3, 4, 1] }] },
  {
    keycode: 12,
    modifiers: 0,
    groupInfo: 2,
    groups: [
      { type: plain, symbols: [5] },
      { type: plain, symbols: [6] },
    ],
  },
  { keycode: 13, modifiers: 0, groupInfo: 1, groups: [{ type: keypad, symbols: [7, 8] }] },
];
test.for([
  ["the first level", 2, 0, 0, { keycode: 11, modifiers: 0, group: 0 }],
  [
    "a level of two modifiers, where no key has it with fewer",
    1,
    0,
    0,
    { keycode: 10, modifiers: 0, group: 0 },
  ],
  ["the second", 3, 0, 0, { keycode: 11, modifiers: 1, group: 0 }],
  ["the third", 4, 0, 0, { keycode: 11, modifiers: 128, group: 0 }],
  ["another group", 6, 0, 0, { keycode: 12, modifiers: 0, group: 1 }],
  ["the group that is on", 6, 1, 0, { keycode: 12, modifiers: 0, group: 1 }],
  ["a key with one group, whichever is on", 3, 1, 0, { keycode: 11, modifiers: 1, group: 1 }],
  ["a digit of the keypad without Num Lock", 8, 0, 0, { keycode: 13, modifiers: 1, group: 0 }],
  ["a digit of the keypad with Num Lock", 8, 0, 16, { keycode: 13, modifiers: 0, group: 0 }],
  ["what no key has", 9, 0, 0, null],
] as const)("the way to %s", ([, symbol, group, locked, expected]) => {
  expect(findStroke(map, (one) => one === symbol, { group, locked, available: [1, 128] })).toEqual(expected);
});

test("an event is ours when we expect its equal from our device, once and not for ever", () => {
  let now = 0;
  const touched = touches(new Set([4, 5]), () => now);
  const press = { kind: "button", isDown: true, detail: 1, source: 4 } as const;
  expect(touched.isForeign(press)).toBe(true);
  touched.expect("button", true, 1);
  expect(touched.isForeign({ ...press, source: 9 })).toBe(true);
  expect(touched.isForeign({ ...press, detail: 2 })).toBe(true);
  expect(touched.isForeign({ ...press, isDown: false })).toBe(true);
  now = 2_999;
  expect(touched.isForeign(press)).toBe(false);
  expect(touched.isForeign(press)).toBe(true);
  touched.expect("button", true, 1);
  now = 6_000;
  expect(touched.isForeign(press)).toBe(true);
});

test("turns are taken one after the other, and a touch ends those that wait with the one that is on", async () => {
  const ends: boolean[] = [];
  const turns = createTurns((isDone) => void ends.push(isDone));
  const never = new AbortController().signal;
  const order: string[] = [];
  const first = turns.take(never, async (turn) => {
    order.push("first");
    await turn.pause(20_000);
  });
  const second = turns.take(never, async () => void order.push("second"));
  await vi.waitFor(() => expect(order).toEqual(["first"]));
  turns.end({ kind: "interrupted" });
  expect(await first).toEqual({ ok: false, failure: { kind: "interrupted" } });
  expect(await second).toEqual({ ok: false, failure: { kind: "interrupted" } });
  expect(await turns.take(never, async () => order.push("third"))).toEqual({ ok: true, value: 2 });
  expect(order).toEqual(["first", "third"]);
  expect(ends).toEqual([false, true]);
});

test("a signal ends the turn that waits for another as well, and a closed desk has no turns", async () => {
  const turns = createTurns(() => {});
  const [never, ending] = [new AbortController().signal, new AbortController()];
  const first = turns.take(never, (turn) => turn.pause(20_000));
  const second = turns.take(ending.signal, async () => "never done");
  ending.abort();
  expect(await second).toEqual({ ok: false, failure: { kind: "interrupted" } });
  turns.close({ kind: "unavailable", detail: "gone" });
  const gone = { ok: false, failure: { kind: "unavailable", detail: "gone" } };
  expect(await first).toEqual(gone);
  expect(await turns.take(never, async () => 1)).toEqual(gone);
  expect(await turns.look(async () => 1)).toEqual(gone);
});

test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
  "no key is called %s",
  (name) => {
    expect(readKeys(name)).toEqual([{ name, key: null }]);
    expect(readKeys(`ctrl+${name}`)?.at(-1)).toEqual({ name, key: null });
    expect(readModifier(name)).toBeNull();
  },
);

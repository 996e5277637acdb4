/** Numbers of symbols. Source: X Window System Protocol, appendix A, and keysymdef.h of xorgproto. */
const named: Readonly<Record<string, number>> = {
  backspace: 0xff08,
  tab: 0xff09,
  iso_left_tab: 0xfe20,
  return: 0xff0d,
  enter: 0xff0d,
  pause: 0xff13,
  scroll_lock: 0xff14,
  scrolllock: 0xff14,
  sys_req: 0xff15,
  escape: 0xff1b,
  esc: 0xff1b,
  delete: 0xffff,
  del: 0xffff,
  home: 0xff50,
  left: 0xff51,
  up: 0xff52,
  right: 0xff53,
  down: 0xff54,
  arrowleft: 0xff51,
  arrowup: 0xff52,
  arrowright: 0xff53,
  arrowdown: 0xff54,
  page_up: 0xff55,
  pageup: 0xff55,
  pgup: 0xff55,
  prior: 0xff55,
  page_down: 0xff56,
  pagedown: 0xff56,
  pgdn: 0xff56,
  next: 0xff56,
  end: 0xff57,
  print: 0xff61,
  printscreen: 0xff61,
  insert: 0xff63,
  ins: 0xff63,
  menu: 0xff67,
  contextmenu: 0xff67,
  break: 0xff6b,
  num_lock: 0xff7f,
  numlock: 0xff7f,
  kp_enter: 0xff8d,
  kp_multiply: 0xffaa,
  kp_add: 0xffab,
  kp_subtract: 0xffad,
  kp_decimal: 0xffae,
  kp_divide: 0xffaf,
  caps_lock: 0xffe5,
  capslock: 0xffe5,
  xf86audiolowervolume: 0x1008ff11,
  xf86audiomute: 0x1008ff12,
  xf86audioraisevolume: 0x1008ff13,
  xf86audioplay: 0x1008ff14,
  xf86audiostop: 0x1008ff15,
  xf86audioprev: 0x1008ff16,
  xf86audionext: 0x1008ff17,
  xf86back: 0x1008ff26,
  xf86forward: 0x1008ff27,
  xf86refresh: 0x1008ff29,
};

/** The names of keys that are characters. */
const characters: Readonly<Record<string, string>> = {
  space: " ",
  exclam: "!",
  quotedbl: '"',
  numbersign: "#",
  dollar: "$",
  percent: "%",
  ampersand: "&",
  apostrophe: "'",
  parenleft: "(",
  parenright: ")",
  asterisk: "*",
  plus: "+",
  comma: ",",
  minus: "-",
  period: ".",
  slash: "/",
  colon: ":",
  semicolon: ";",
  less: "<",
  equal: "=",
  greater: ">",
  question: "?",
  at: "@",
  bracketleft: "[",
  backslash: "\\",
  bracketright: "]",
  asciicircum: "^",
  underscore: "_",
  grave: "`",
  braceleft: "{",
  bar: "|",
  braceright: "}",
  asciitilde: "~",
};

const [shift, control, alt, meta, altGr] = [
  [0xffe1, 0xffe2],
  [0xffe3, 0xffe4],
  [0xffe9, 0xffea, 0xffe7],
  [0xffeb, 0xffec, 0xffe7],
  [0xfe03],
] as const;

/** The left key of each, then the right. */
const modifiers: Readonly<Record<string, readonly number[]>> = {
  shift,
  shift_l: [0xffe1],
  shift_r: [0xffe2],
  ctrl: control,
  control,
  control_l: [0xffe3],
  control_r: [0xffe4],
  alt,
  option: alt,
  mod1: alt,
  alt_l: [0xffe9],
  alt_r: [0xffea, 0xfe03],
  cmd: meta,
  command: meta,
  meta,
  super: meta,
  win: meta,
  windows: meta,
  mod4: meta,
  super_l: [0xffeb],
  super_r: [0xffec],
  altgr: altGr,
  iso_level3_shift: altGr,
};

/** What a name stands for: a modifier by one of its symbols, a symbol, or a character. */
export type NamedKey =
  | { readonly kind: "modifier"; readonly symbols: readonly number[] }
  | { readonly kind: "symbol"; readonly symbol: number }
  | { readonly kind: "character"; readonly character: string };

/**
 * Keys that are pressed together, `ctrl+shift+t`, in the words of the gateway (openclaw 2026.9.6, its computer tool) and
 * of X11 as `xdotool` takes them, in any case. A letter beside other keys is the key, and not the capital: `ctrl+T` is
 * `ctrl+t`. Each is null when there is no such name. Pure.
 */
export function readKeys(keys: string): readonly { readonly name: string; readonly key: NamedKey | null }[] {
  const names = keys
    .trim()
    .replace(/(^|\+\s*)\+$/, "$1plus")
    .split("+");
  return names.map((part, index) => {
    const name = part.trim();
    const isAmong = names.length > 1;
    return {
      name,
      key: namedKey(isAmong && [...name].length === 1 ? name.toLowerCase() : name, index < names.length - 1),
    };
  });
}

/** A name of a modifier alone; null for any other. Pure. */
export function readModifier(name: string): NamedKey | null {
  const key = namedKey(name.trim(), true);
  return key?.kind === "modifier" ? key : null;
}

/** A name is an agent's: `constructor` is in every table. */
const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

function namedKey(name: string, isBefore: boolean): NamedKey | null {
  if ([...name].length === 1) return { kind: "character", character: name };
  const lower = name.toLowerCase();
  // As Windows calls Alt; alone it is the key that opens a menu.
  const symbols = isBefore && lower === "menu" ? alt : own(modifiers, lower);
  if (symbols) return { kind: "modifier", symbols };
  const symbol = own(named, lower) ?? numbered(lower);
  if (symbol !== undefined) return { kind: "symbol", symbol };
  const character = own(characters, lower);
  return character === undefined ? null : { kind: "character", character };
}

function numbered(name: string): number | undefined {
  const [, functionKey] = /^f([1-9]|1\d|2[0-4])$/.exec(name) ?? [];
  if (functionKey) return 0xffbd + Number(functionKey);
  const [, digit] = /^kp_(\d)$/.exec(name) ?? [];
  return digit ? 0xffb0 + Number(digit) : undefined;
}

/** The blocks of symbols that are older than Unicode, each after a table of 8 bits. */
const tables: Readonly<Record<number, { readonly encoding: string; readonly from: number }>> = {
  1: { encoding: "iso-8859-2", from: 0xa1 },
  2: { encoding: "iso-8859-3", from: 0xa1 },
  3: { encoding: "iso-8859-4", from: 0xa1 },
  5: { encoding: "iso-8859-6", from: 0xac },
  6: { encoding: "koi8-u", from: 0xa3 },
  7: { encoding: "iso-8859-7", from: 0xc1 },
  12: { encoding: "iso-8859-8", from: 0xdf },
  13: { encoding: "windows-874", from: 0xa1 },
};

/** Where these blocks differ from the tables, and the one symbol of currency that keyboards have. */
const others: Readonly<Record<number, number>> = { 2002: 0x3a3, 2034: 0x3c3, 2035: 0x3c2, 8364: 0x20ac };

/** The character of a symbol, as a code point; null when it is none. Pure. */
export function characterOf(symbol: number): number | null {
  if ((symbol >= 0x20 && symbol <= 0x7e) || (symbol >= 0xa0 && symbol <= 0xff)) return symbol;
  if (symbol >>> 24 === 1) return symbol & 0xff_ff_ff;
  const other = others[symbol];
  if (other !== undefined) return other;
  const table = tables[symbol >>> 8];
  if (table === undefined || (symbol & 0xff) < table.from) return null;
  const text = new TextDecoder(table.encoding).decode(Uint8Array.of(symbol & 0xff));
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(text) && !/[\ufffd─-▟]/.test(text)
    ? (text.codePointAt(0) ?? null)
    : null;
}

/** The symbol of any character that no key gives. Source: as above, "Unicode KEYSYMs". Pure. */
export const unicodeSymbol = (point: number): number =>
  (point >= 0x20 && point <= 0x7e) || (point >= 0xa0 && point <= 0xff) ? point : 0x1_00_00_00 + point;

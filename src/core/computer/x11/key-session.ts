import type { Desk, Found } from "./desk.ts";
import {
  CAPS_LOCK,
  findModifier,
  findStroke,
  type KeyboardMap,
  type Stroke,
  spareKeys,
} from "./keyboard-map.ts";
import { characterOf, unicodeSymbol } from "./keysyms.ts";
import { bindKey } from "./requests.ts";
import { CannotAct, type Turn } from "./turns.ts";
import { keyboardMap, keyboardState, lockKeyboard } from "./xkb.ts";

/** The keyboard, for one action. */
export interface KeySession {
  /** How to give one of these symbols; null when no key does. */
  strokeFor(wanted: Wanted): Stroke | null;
  /** How many symbols can be given besides those that the keys give. */
  readonly room: number;
  /** Whether spare keys have been given any. */
  isGiving(): boolean;
  /** Gives spare keys these symbols, instead of those they have been given before. */
  bind(symbols: readonly number[]): void;
  /** The key that is this modifier; throws when there is none. */
  modifierKey(name: string, symbols: readonly number[]): number;
  /** Sets group and modifiers for this key and presses it; `release` lets it go. */
  press(stroke: Stroke): void;
  /** Lets go of the modifiers of strokes. */
  relax(): void;
  /** Leaves the locks as they were found. */
  restoreLocks(): void;
}

export type Wanted = { readonly symbol: number } | { readonly character: number };

const SHIFT_KEYS = [0xffe1, 0xffe2];
/** The keys for the third and the fifth level. */
const LEVEL_KEYS = [[0xfe03], [0xfe11]];

/**
 * Looks at the keyboard as it is now. With `isPlain`, Caps Lock is off for as long as the session lasts. A key that is
 * down is down by a person, which is a touch. `bound` remembers the spare keys that must be freed.
 */
export async function openKeys(
  found: Found,
  desk: Desk,
  turn: Turn,
  bound: Set<number>,
  isPlain: boolean,
): Promise<KeySession> {
  const { x, keyboard } = found;
  const [map, state] = await Promise.all([
    keyboardMap(x, keyboard, found.ownDevices.keyboard),
    keyboardState(x, keyboard),
  ]);
  turn.check();
  if (state.heldModifiers !== 0) throw new CannotAct({ kind: "interrupted" });

  const levels = [SHIFT_KEYS, ...LEVEL_KEYS].flatMap((symbols) => findModifier(map, symbols) ?? []);
  const locked = isPlain ? state.lockedModifiers & ~CAPS_LOCK : state.lockedModifiers;
  const available = levels.map(({ modifiers }) => modifiers);
  const find = strokeFinder(map, { group: state.group, locked, available });
  const spare = spareKeys(map);
  const given = new Map<number, number>();
  let group = state.group;
  let down = 0;

  function lock(nextGroup: number): void {
    group = nextGroup;
    lockKeyboard(x, keyboard, { affected: CAPS_LOCK, modifiers: locked & CAPS_LOCK, group });
  }
  if (locked !== state.lockedModifiers) lock(group);

  function setModifiers(wanted: number): void {
    for (const { keycode, modifiers } of levels) {
      if ((down & modifiers) !== (wanted & modifiers)) desk.hands.key(keycode, (wanted & modifiers) !== 0);
    }
    down = wanted;
  }

  return {
    strokeFor(wanted) {
      const keycode = given.get(symbolOf(wanted));
      return keycode === undefined ? find(wanted) : { keycode, modifiers: 0, group };
    },
    room: spare.length,
    isGiving: () => given.size > 0,
    bind(symbols) {
      given.clear();
      for (const [index, keycode] of spare.slice(0, symbols.length).entries()) {
        const symbol = symbols[index] ?? 0;
        bound.add(keycode);
        given.set(symbol, keycode);
        bindKey(x, keycode, symbol);
      }
    },
    modifierKey(name, symbols) {
      const key = findModifier(map, symbols);
      if (key === null) throw new CannotAct({ kind: "unsupported-key", key: name });
      return key.keycode;
    },
    press(stroke) {
      if (stroke.group !== group) lock(stroke.group);
      setModifiers(stroke.modifiers);
      desk.hands.key(stroke.keycode, true);
    },
    relax: () => setModifiers(0),
    restoreLocks() {
      if (group === state.group && locked === state.lockedModifiers) return;
      const modifiers = state.lockedModifiers & CAPS_LOCK;
      const affected = isPlain ? CAPS_LOCK : 0;
      lockKeyboard(x, keyboard, { affected, modifiers, group: state.lockedGroup });
    },
  };
}

/** The symbol itself, or the one that stands for the character on every keyboard. */
export const symbolOf = (wanted: Wanted): number =>
  "symbol" in wanted ? wanted.symbol : unicodeSymbol(wanted.character);

/** Looks once for each: a text repeats its characters. */
function strokeFinder(
  map: KeyboardMap,
  state: Parameters<typeof findStroke>[2],
): (wanted: Wanted) => Stroke | null {
  const symbolsOf = symbolsByCharacter(map);
  const known = new Map<string, Stroke | null>();
  return (wanted) => {
    const name = "symbol" in wanted ? `symbol ${wanted.symbol}` : `character ${wanted.character}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const symbols = "symbol" in wanted ? new Set([wanted.symbol]) : symbolsOf.get(wanted.character);
    const stroke = symbols ? findStroke(map, (one) => symbols.has(one), state) : null;
    known.set(name, stroke);
    return stroke;
  };
}

function symbolsByCharacter(map: KeyboardMap): ReadonlyMap<number, ReadonlySet<number>> {
  const all = new Map<number, Set<number>>();
  for (const symbol of new Set(map.flatMap(({ groups }) => groups.flatMap(({ symbols }) => symbols)))) {
    const character = characterOf(symbol);
    if (character === null) continue;
    const symbols = all.get(character) ?? new Set();
    all.set(character, symbols.add(symbol));
  }
  return all;
}

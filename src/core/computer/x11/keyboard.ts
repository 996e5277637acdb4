import type { ComputerDriver } from "../driver.ts";
import { type Desk, type Found, refuseOwners } from "./desk.ts";
import { type KeySession, openKeys, symbolOf, type Wanted } from "./key-session.ts";
import type { Stroke } from "./keyboard-map.ts";
import { readKeys, readModifier } from "./keysyms.ts";
import type { Reached } from "./reached.ts";
import { bindKey, inputFocus } from "./requests.ts";
import { CannotAct, type Turn } from "./turns.ts";

/** What is done with the keyboard. */
export interface KeyboardActions extends Pick<ComputerDriver, "type" | "key" | "hold"> {
  /** The keys of these modifiers; throws when there is none of that name. */
  modifierKeys(turn: Turn, names: readonly string[]): Promise<readonly number[]>;
  /** Frees the spare keys at once. */
  free(): void;
}

const RETURN = 0xff0d;
const TAB = 0xff09;
/** Characters between two looks at what has the focus. */
const AT_ONCE = 4;
/** And as many may be ahead of the program, which would go on with them after a touch. */
const AHEAD = 16;

export function keyboardActions(found: Found, desk: Desk, reached: Reached): KeyboardActions {
  const { hands, turns } = desk;
  const bound = new Set<number>();

  function free(): void {
    for (const keycode of bound) bindKey(found.x, keycode, 0);
    bound.clear();
  }

  /** Keeps the keyboard for one action, and leaves it as it was, whatever ended the action. */
  async function withKeys(
    turn: Turn,
    isPlain: boolean,
    act: (keys: KeySession) => Promise<void>,
  ): Promise<void> {
    const keys = await openKeys(found, desk, turn, bound, isPlain);
    try {
      await act(keys);
      keys.relax();
      await desk.settle();
    } finally {
      // The turn's end has released what was down.
      keys.restoreLocks();
      if (bound.size > 0) {
        await reached.wait().catch(() => {});
        free();
      }
    }
  }

  async function pressTogether(turn: Turn, named: string, ms: number): Promise<void> {
    const all = readKeys(named);
    await focusGuard(found, reached)(turn, "again");
    const isPlain = all.some(({ key }) => key?.kind === "character");
    await withKeys(turn, isPlain, async (keys) => {
      const { modifiers, strokes } = resolveKeys(keys, all);
      turn.check();
      for (const keycode of modifiers) hands.key(keycode, true);
      for (const stroke of strokes) keys.press(stroke);
      if (ms > 0) await turn.pause(ms);
      for (const { keycode } of strokes.toReversed()) hands.key(keycode, false);
      keys.relax();
      for (const keycode of modifiers.toReversed()) hands.key(keycode, false);
    });
  }

  async function type(turn: Turn, text: string): Promise<void> {
    const characters = readText(text);
    const look = focusGuard(found, reached);
    await withKeys(turn, true, async (keys) => {
      for (const [index, wanted] of characters.entries()) {
        const isFarAhead = index % AHEAD === AHEAD - 1;
        if (isFarAhead) await turn.until(reached.keepPace());
        const before = keys.strokeFor(wanted);
        const stroke = before ?? (await giveMissing(turn, keys, characters, index, reached));
        const isLate = before === null || isFarAhead;
        if (isLate || index % AT_ONCE === 0) await look(turn, isLate ? "again" : "new");
        turn.check();
        keys.press(stroke);
        hands.key(stroke.keycode, false);
        if ("symbol" in wanted) await look(turn, "moved");
      }
    });
  }

  return {
    type: (text, signal) => turns.take(signal, (turn) => type(turn, text)),
    key: (keys, signal) => turns.take(signal, (turn) => pressTogether(turn, keys, 0)),
    hold: (keys, ms, signal) => turns.take(signal, (turn) => pressTogether(turn, keys, ms)),
    async modifierKeys(turn, names) {
      if (names.length === 0) return [];
      const keys = await openKeys(found, desk, turn, bound, false);
      return names.map((name) => {
        const key = readModifier(name);
        if (key?.kind !== "modifier") throw new CannotAct({ kind: "unsupported-key", key: name });
        return keys.modifierKey(name, key.symbols);
      });
    },
    free,
  };
}

/**
 * Looks whether what has the focus may be typed into: only if it is another window ("new"), in any case ("again"), or when
 * the program has done what a key may do to the focus ("moved").
 */
function focusGuard(
  found: Found,
  reached: Reached,
): (turn: Turn, when: "new" | "again" | "moved") => Promise<void> {
  let looked: number | null = null;
  return async (turn, when) => {
    if (when === "moved") await turn.until(reached.keepPace());
    const focus = await inputFocus(found.x);
    turn.check();
    if (when === "new" && focus === looked && focus > 1) return;
    const owners = await found.owners.ofFocus();
    const [isTaken, isProtected] = await Promise.all([found.taken.keyboard(), found.protectedFocus(owners)]);
    refuseOwners(turn, owners, found.ownPids());
    if (isTaken) throw new CannotAct({ kind: "protected", detail: "a program has taken the keyboard" });
    if (isProtected !== null) throw new CannotAct({ kind: "protected", detail: isProtected });
    looked = focus;
  };
}

/** Gives spare keys the symbols that are missing from here on, as many as there is room for, and tells the first. */
export async function giveMissing(
  turn: Pick<Turn, "until">,
  keys: Pick<KeySession, "strokeFor" | "room" | "isGiving" | "bind">,
  characters: readonly Wanted[],
  from: number,
  reached: Pick<Reached, "wait" | "keepPace">,
): Promise<Stroke> {
  const isAnew = keys.isGiving();
  // What has been typed with what these keys were given before is to be read with it.
  if (isAnew) await turn.until(reached.wait());
  const missing = new Set<number>();
  for (let index = from; index < characters.length && missing.size < keys.room; index += 1) {
    const wanted = characters[index];
    if (wanted && keys.strokeFor(wanted) === null) missing.add(symbolOf(wanted));
  }
  keys.bind([...missing]);
  // Chromium reads what a key gives through Gtk, which has a connection of its own, and hears of the change on that.
  // When its program has answered twice, its loop has been there as well.
  await turn.until(reached.keepPace());
  if (isAnew) await turn.until(reached.keepPace());
  const first = characters[from];
  const stroke = first ? keys.strokeFor(first) : null;
  if (stroke === null) throw new CannotAct({ kind: "unsupported-key", key: "a character" });
  return stroke;
}

/** The keys of a combination; what the keyboard does not have is given to spare keys. */
function resolveKeys(keys: KeySession, all: ReturnType<typeof readKeys>) {
  const modifiers: number[] = [];
  const wanted: Wanted[] = [];
  for (const { name, key } of all) {
    if (key === null) throw new CannotAct({ kind: "unsupported-key", key: name });
    if (key.kind === "modifier") modifiers.push(keys.modifierKey(name, key.symbols));
    else if (key.kind === "symbol") wanted.push({ symbol: key.symbol });
    else wanted.push({ character: key.character.codePointAt(0) ?? 0 });
  }
  keys.bind(wanted.filter((one) => keys.strokeFor(one) === null).map(symbolOf));
  const strokes = wanted.flatMap((one) => keys.strokeFor(one) ?? []);
  if (strokes.length < wanted.length)
    throw new CannotAct({ kind: "unsupported-key", key: all.at(-1)?.name ?? "" });
  return { modifiers, strokes };
}

/** Throws for what no key is: half a character, and control characters but the end of a line and the tabulator. */
function readText(text: string): readonly Wanted[] {
  return [...text.replaceAll(/\r\n?/g, "\n")].map((character) => {
    if (character === "\n") return { symbol: RETURN };
    if (character === "\t") return { symbol: TAB };
    if (/[\p{Cc}\p{Cs}]/u.test(character))
      throw new CannotAct({ kind: "unsupported-key", key: "a control character" });
    return { character: character.codePointAt(0) ?? 0 };
  });
}

import type { KeyboardMap, KeyType, MappedKey } from "./keyboard-map.ts";
import { words } from "./requests.ts";
import type { XConnection } from "./wire.ts";

/** Source of all: the X Keyboard Extension 1.0, "Requests". The keyboard of a connection is number 0x100. */
const request = { useExtension: 0, getState: 4, latchLockState: 5, getMap: 8 } as const;
const OUR_KEYBOARD = 0x100;
/** Parts of a map: types, symbols, modifiers. */
const PARTS = 0b111;

/** Modifiers and groups, as they are now. */
export interface KeyboardState {
  /** What keys that are down do. */
  readonly heldModifiers: number;
  readonly lockedModifiers: number;
  /** The group that keys act in, from 0. */
  readonly group: number;
  readonly lockedGroup: number;
}

/** False when the server's version is another one. */
export async function useKeyboard(x: XConnection, opcode: number): Promise<boolean> {
  return (await x.ask(opcode, request.useExtension, words(1))).readUInt8(1) === 1;
}

export async function keyboardState(x: XConnection, opcode: number): Promise<KeyboardState> {
  const state = await x.ask(opcode, request.getState, words(OUR_KEYBOARD));
  return {
    heldModifiers: state.readUInt8(9),
    lockedModifiers: state.readUInt8(11),
    group: state.readUInt8(12),
    lockedGroup: state.readUInt8(13),
  };
}

/** Locks or unlocks these modifiers, locks the group, and ends what was to hold for the next key only. */
export function lockKeyboard(
  x: XConnection,
  opcode: number,
  {
    affected,
    modifiers,
    group,
  }: { readonly affected: number; readonly modifiers: number; readonly group: number },
): void {
  const body = Buffer.alloc(12);
  body.writeUInt16LE(OUR_KEYBOARD, 0);
  body.writeUInt8(affected, 2);
  body.writeUInt8(modifiers, 3);
  body.writeUInt8(1, 4);
  body.writeUInt8(group, 5);
  body.writeUInt8(0xff, 6);
  x.send(opcode, request.latchLockState, body);
}

/** What the keys of a device do. */
export async function keyboardMap(x: XConnection, opcode: number, device: number): Promise<KeyboardMap> {
  const body = Buffer.alloc(24);
  body.writeUInt16LE(device, 0);
  body.writeUInt16LE(PARTS, 2);
  return readKeyboardMap(await x.ask(opcode, request.getMap, body));
}

/** Types, then the symbols of each key, then modifiers. Source: the wire format of "XkbGetMap". Pure. */
export function readKeyboardMap(answer: Buffer): KeyboardMap {
  let at = 40;
  const types: KeyType[] = [];
  for (let left = answer.readUInt8(15); left > 0; left -= 1) {
    const entries = answer.readUInt8(at + 5);
    const isPreserving = answer.readUInt8(at + 6) !== 0;
    const levels = new Map<number, number>();
    for (let entry = at + 8; entry < at + 8 + entries * 8; entry += 8) {
      if (answer.readUInt8(entry)) levels.set(answer.readUInt8(entry + 1), answer.readUInt8(entry + 2));
    }
    types.push({ modifiers: answer.readUInt8(at), levels });
    at += 8 + entries * (isPreserving ? 12 : 8);
  }
  const keys: MappedKey[] = [];
  const first = answer.readUInt8(17);
  for (let index = 0; index < answer.readUInt8(20); index += 1) {
    const symbols = answer.readUInt16LE(at + 6);
    const groupInfo = answer.readUInt8(at + 4);
    const width = answer.readUInt8(at + 5);
    keys.push({
      keycode: first + index,
      modifiers: 0,
      groupInfo,
      groups: Array.from({ length: groupInfo & 0xf }, (_, group) => ({
        type: types[answer.readUInt8(at + group)] ?? { modifiers: 0, levels: new Map() },
        symbols: Array.from({ length: width }, (_, level) =>
          answer.readUInt32LE(at + 8 + (group * width + level) * 4),
        ),
      })),
    });
    at += 8 + symbols * 4;
  }
  const modifiers = new Map<number, number>();
  for (let left = answer.readUInt8(33); left > 0; left -= 1, at += 2) {
    modifiers.set(answer.readUInt8(at), answer.readUInt8(at + 1));
  }
  return keys.map((key) => ({ ...key, modifiers: modifiers.get(key.keycode) ?? 0 }));
}

import { words } from "./requests.ts";
import type { XConnection } from "./wire.ts";

/** What mouse and keyboard did, before windows and grabs had their say. */
export interface RawInput {
  readonly kind: "key" | "button" | "motion" | "touch";
  readonly isDown: boolean;
  /** The keycode or the number of the button. */
  readonly detail: number;
  /** The device it came from, not the one it is merged into. */
  readonly source: number;
}

/** Source of all: the X Input Extension 2.x, "Requests" and "Events". */
const request = { getClientPointer: 45, selectEvents: 46, queryVersion: 47, queryDevice: 48 } as const;
const ALL_MASTER_DEVICES = 1;
/** Types of devices: a pair of pointer and keyboard, into which others are merged, two of them for XTEST. */
const MASTER_POINTER = 1;
const SLAVE_POINTER = 3;
const SLAVE_KEYBOARD = 4;

const kinds: Readonly<Record<number, Pick<RawInput, "kind" | "isDown">>> = {
  13: { kind: "key", isDown: true },
  14: { kind: "key", isDown: false },
  15: { kind: "button", isDown: true },
  16: { kind: "button", isDown: false },
  17: { kind: "motion", isDown: true },
  22: { kind: "touch", isDown: true },
  23: { kind: "touch", isDown: true },
  24: { kind: "touch", isDown: false },
};

/** False when the server's version is older than 2.2, which does not say where an event came from. */
export async function askForInput(x: XConnection, opcode: number, root: number): Promise<boolean> {
  const version = Buffer.alloc(4);
  version.writeUInt16LE(2, 0);
  version.writeUInt16LE(2, 2);
  const answer = await x.ask(opcode, request.queryVersion, version);
  if (answer.readUInt16LE(8) < 2 || answer.readUInt16LE(10) < 2) return false;
  const mask = Object.keys(kinds).reduce((bits, type) => bits | (1 << Number(type)), 0);
  const body = Buffer.alloc(16);
  body.writeUInt32LE(root, 0);
  body.writeUInt16LE(1, 4);
  body.writeUInt16LE(ALL_MASTER_DEVICES, 8);
  body.writeUInt16LE(1, 10);
  body.writeUInt32LE(mask, 12);
  x.send(opcode, request.selectEvents, body);
  return true;
}

/** The devices through which XTEST acts for us. */
export interface OwnDevices {
  readonly pointer: number;
  readonly keyboard: number;
}

export interface InputDevice {
  readonly id: number;
  readonly type: number;
  /** The one of its pair, or the pair into which it is merged. */
  readonly attachedTo: number;
  readonly name: string;
}

/** Every device of the server. */
export async function inputDevices(x: XConnection, opcode: number): Promise<readonly InputDevice[]> {
  const answer = await x.ask(opcode, request.queryDevice, words(0));
  const devices: InputDevice[] = [];
  let at = 32;
  for (let left = answer.readUInt16LE(8); left > 0; left -= 1) {
    const nameLength = answer.readUInt16LE(at + 8);
    devices.push({
      id: answer.readUInt16LE(at),
      type: answer.readUInt16LE(at + 2),
      attachedTo: answer.readUInt16LE(at + 4),
      name: answer.toString("utf8", at + 12, at + 12 + nameLength),
    });
    let classes = answer.readUInt16LE(at + 6);
    at += 12 + nameLength + (-nameLength & 3);
    for (; classes > 0; classes -= 1) at += answer.readUInt16LE(at + 2) * 4;
  }
  return devices;
}

/** Null when this server has none. */
export async function ownDevices(x: XConnection, opcode: number): Promise<OwnDevices | null> {
  const chosen = await x.ask(opcode, request.getClientPointer, words(0));
  const devices = await inputDevices(x, opcode);
  // Without a choice, XTEST acts through the first pair.
  const pointer =
    chosen.readUInt8(8) === 0
      ? devices.find(({ type }) => type === MASTER_POINTER)?.id
      : chosen.readUInt16LE(10);
  const keyboard = devices.find(({ id }) => id === pointer)?.attachedTo;
  const ofXtest = (type: number, master: number | undefined) =>
    devices.find((one) => one.type === type && one.attachedTo === master && one.name.includes(" XTEST "))?.id;
  const own = { pointer: ofXtest(SLAVE_POINTER, pointer), keyboard: ofXtest(SLAVE_KEYBOARD, keyboard) };
  return own.pointer && own.keyboard ? { pointer: own.pointer, keyboard: own.keyboard } : null;
}

/** Null for any other event. Pure. */
export function readRawInput(event: Buffer, opcode: number): RawInput | null {
  if ((event.readUInt8(0) & 0x7f) !== 35 || event.readUInt8(1) !== opcode) return null;
  const kind = kinds[event.readUInt16LE(8)];
  if (kind === undefined) return null;
  return { ...kind, detail: event.readUInt32LE(16), source: event.readUInt16LE(20) };
}

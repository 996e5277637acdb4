import type { XConnection } from "./wire.ts";

/** Numbers of the requests that are sent. Source: X Window System Protocol, appendix B. */
const core = {
  createWindow: 1,
  changeWindowAttributes: 2,
  getWindowAttributes: 3,
  queryTree: 15,
  internAtom: 16,
  getProperty: 20,
  grabPointer: 26,
  grabServer: 36,
  ungrabServer: 37,
  grabKeyboard: 31,
  queryPointer: 38,
  sendEvent: 25,
  translateCoordinates: 40,
  getInputFocus: 43,
  queryExtension: 98,
  changeKeyboardMapping: 100,
} as const;

export interface PointerAt {
  readonly x: number;
  readonly y: number;
  /** Buttons and modifiers that are down. */
  readonly state: number;
}

/** Of the screen with this root window, in its pixels. */
export async function queryPointer(x: XConnection, root: number): Promise<PointerAt> {
  const answer = await x.ask(core.queryPointer, 0, words(root));
  return { x: answer.readInt16LE(16), y: answer.readInt16LE(18), state: answer.readUInt16LE(24) };
}

/** The focused window; 0 is none, 1 the window under the pointer. Answered when all before it is done. */
export async function inputFocus(x: XConnection): Promise<number> {
  return (await x.ask(core.getInputFocus, 0)).readUInt32LE(8);
}

/** The number of an extension's requests; null when this server does not have it. */
export async function extension(x: XConnection, name: string): Promise<number | null> {
  const body = Buffer.alloc(4 + name.length);
  body.writeUInt16LE(name.length, 0);
  body.write(name, 4, "latin1");
  const answer = await x.ask(core.queryExtension, 0, body);
  return answer.readUInt8(8) === 0 ? null : answer.readUInt8(9);
}

/** Numbers of 32 bits in a row. */
export function words(...numbers: readonly number[]): Buffer {
  const body = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) body.writeUInt32LE(number >>> 0, index * 4);
  return body;
}

/** While it is on, the server serves nobody else: what was found still holds for what is then done. */
export function grabServer(x: XConnection, isOn: boolean): void {
  x.send(isOn ? core.grabServer : core.ungrabServer, 0);
}

/** The number of a name, which is made if it is new. */
export async function atom(x: XConnection, name: string): Promise<number> {
  const body = Buffer.alloc(4 + name.length);
  body.writeUInt16LE(name.length, 0);
  body.write(name, 4, "latin1");
  return (await x.ask(core.internAtom, 0, body)).readUInt32LE(8);
}

/** The numbers of 32 bits of a property, at most 64; empty when there are none. */
export async function property(x: XConnection, window: number, name: number): Promise<readonly number[]> {
  const answer = await x.ask(core.getProperty, 0, words(window, name, 0, 0, 64));
  if (answer.readUInt8(1) !== 32) return [];
  return Array.from({ length: answer.readUInt32LE(16) }, (_, index) => answer.readUInt32LE(32 + index * 4));
}

/** A property of text, at most 64 bytes; empty when there is none. */
export async function textProperty(x: XConnection, window: number, name: number): Promise<string> {
  const answer = await x.ask(core.getProperty, 0, words(window, name, 0, 0, 16));
  if (answer.readUInt8(1) !== 8) return "";
  return answer.toString("utf8", 32, 32 + answer.readUInt32LE(16));
}

/** Whether a window is shown, and whether it does so by itself, as menus do. */
export async function shownByItself(x: XConnection, window: number): Promise<boolean> {
  const answer = await x.ask(core.getWindowAttributes, 0, words(window));
  const viewable = 2;
  return answer.readUInt8(26) === viewable && answer.readUInt8(27) === 1;
}

/** Whether another program has the keyboard, or the pointer, to itself. */
export interface Grabs {
  keyboard(): Promise<boolean>;
  pointer(): Promise<boolean>;
}

/**
 * A window that is not shown cannot get either, which the server only says when nobody else has it. Source: as above,
 * "GrabKeyboard", "GrabPointer"; `window` is a number that is ours.
 */
export function grabProbe(x: XConnection, root: number, window: number): Grabs {
  const inputOnly = 2 << 16;
  x.send(core.createWindow, 0, words(window, root, 0, 0x1_00_01, inputOnly, 0, 0));
  const asynchronous = 0x01_01;
  const isGrabbed = async (opcode: number, body: Buffer) => {
    const alreadyGrabbed = 1;
    return (await x.ask(opcode, 0, body)).readUInt8(1) === alreadyGrabbed;
  };
  return {
    keyboard: () => isGrabbed(core.grabKeyboard, words(window, 0, asynchronous)),
    pointer: () => isGrabbed(core.grabPointer, words(window, asynchronous << 16, 0, 0, 0)),
  };
}

/** The child of a window in which a point of the root window is; 0 when it is in none. */
export async function childAt(
  x: XConnection,
  root: number,
  window: number,
  at: { readonly x: number; readonly y: number },
): Promise<number> {
  const place = Buffer.alloc(4);
  place.writeInt16LE(at.x, 0);
  place.writeInt16LE(at.y, 2);
  const answer = await x.ask(core.translateCoordinates, 0, Buffer.concat([words(root, window), place]));
  return answer.readUInt32LE(8);
}

/** What is above and below a window. */
export async function tree(
  x: XConnection,
  window: number,
): Promise<{ readonly parent: number; readonly children: readonly number[] }> {
  const answer = await x.ask(core.queryTree, 0, words(window));
  const children = Array.from({ length: answer.readUInt16LE(16) }, (_, index) =>
    answer.readUInt32LE(32 + index * 4),
  );
  return { parent: answer.readUInt32LE(12), children };
}

/** Makes a key give this symbol whatever modifiers are on, or nothing (0). Every program is told. */
export function bindKey(x: XConnection, keycode: number, symbol: number): void {
  const symbolsOfKey = 2;
  const head = Buffer.from([keycode, symbolsOfKey, 0, 0]);
  x.send(core.changeKeyboardMapping, 1, Buffer.concat([head, words(symbol, symbol)]));
}

/** Asks for what is sent to the root window, or no longer. Source: as above, events "SubstructureNotify" (1 << 19). */
export function hearRoot(x: XConnection, root: number, isOn: boolean): void {
  const eventMask = 1 << 11;
  x.send(core.changeWindowAttributes, 0, words(root, eventMask, isOn ? 1 << 19 : 0));
}

/** A message of 32-bit numbers to the program of a window. */
export function sendMessage(x: XConnection, window: number, type: number, data: readonly number[]): void {
  const event = Buffer.alloc(32);
  event.writeUInt8(CLIENT_MESSAGE, 0);
  event.writeUInt8(32, 1);
  words(window, type, ...data).copy(event, 4);
  x.send(core.sendEvent, 0, Buffer.concat([words(window, 0), event]));
}

/** Null for any other event. Pure. */
export function readMessage(
  event: Buffer,
): { readonly type: number; readonly data: readonly number[] } | null {
  if ((event.readUInt8(0) & 0x7f) !== CLIENT_MESSAGE || event.readUInt8(1) !== 32) return null;
  return { type: event.readUInt32LE(8), data: [12, 16, 20, 24, 28].map((at) => event.readUInt32LE(at)) };
}

const CLIENT_MESSAGE = 33;

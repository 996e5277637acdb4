import type { RawInput } from "./input-events.ts";
import type { XConnection } from "./wire.ts";

/** What XTEST does for us: each is carried out at once, in order, as if a device had done it. */
export interface Hands {
  key(keycode: number, isDown: boolean): void;
  /** 1 left, 2 middle, 3 right, 4 to 7 the wheel up, down, left, right. */
  button(number: number, isDown: boolean): void;
  /** Pixels of the root window. */
  moveTo(x: number, y: number): void;
  /** Lets go of all that is down, last first, but for what is to be kept. */
  releaseAll(isKept?: (kind: "key" | "button", detail: number) => boolean): void;
}

/** Source: the XTEST Extension Protocol, "FakeInput"; its types are those of the core events. */
const FAKE_INPUT = 2;
const types = { key: [3, 2], button: [5, 4], motion: [6, 6] } as const;

/** `beforehand` is told of each event, before the server is. */
export function openHands(
  x: XConnection,
  opcode: number,
  root: number,
  beforehand: (kind: RawInput["kind"], isDown: boolean, detail: number) => void,
): Hands {
  const held: { readonly kind: "key" | "button"; readonly detail: number }[] = [];

  function fake(kind: keyof typeof types, isDown: boolean, detail: number, at = { x: 0, y: 0 }): void {
    const body = Buffer.alloc(32);
    body.writeUInt8(types[kind][isDown ? 1 : 0], 0);
    body.writeUInt8(detail, 1);
    body.writeUInt32LE(root, 8);
    body.writeInt16LE(at.x, 20);
    body.writeInt16LE(at.y, 22);
    beforehand(kind, isDown, detail);
    x.send(opcode, FAKE_INPUT, body);
  }

  function change(kind: "key" | "button", detail: number, isDown: boolean): void {
    const at = held.findIndex((one) => one.kind === kind && one.detail === detail);
    // The server drops what changes nothing, so no event of it would come.
    if (at >= 0 === isDown) return;
    if (isDown) held.push({ kind, detail });
    else held.splice(at, 1);
    fake(kind, isDown, detail);
  }

  return {
    key: (keycode, isDown) => change("key", keycode, isDown),
    button: (number, isDown) => change("button", number, isDown),
    moveTo: (toX, toY) => fake("motion", true, 0, { x: toX, y: toY }),
    releaseAll(isKept = () => false) {
      for (const { kind, detail } of held.toReversed()) {
        if (!isKept(kind, detail)) change(kind, detail, false);
      }
    },
  };
}

import { expect, test } from "vitest";
import { readSetup } from "../../../src/core/computer/x11/setup.ts";

interface Colours {
  readonly byteOrder: 0 | 1;
  readonly bitsPerPixel: number;
  readonly depth: number;
  readonly masks: readonly [red: number, green: number, blue: number];
}

const usual: Colours = { byteOrder: 0, bitsPerPixel: 32, depth: 24, masks: [0xff_00_00, 0xff_00, 0xff] };
const ROOT_VISUAL = 0x21;
/** A visual ends with as many bytes that mean nothing. */
const UNUSED = 4;

/** A server with one screen, which has visuals of two depths. */
function setupOf({ byteOrder, bitsPerPixel, depth, masks }: Colours): Buffer {
  const head = Buffer.alloc(40);
  head.writeUInt8(1, 0);
  head.writeUInt32LE(0x20_00_00, 12);
  const vendor = Buffer.from("A vendor\0\0\0\0");
  head.writeUInt16LE(9, 24);
  head.writeUInt8(1, 28);
  head.writeUInt8(2, 29);
  head.writeUInt8(byteOrder, 30);
  const formats = Buffer.alloc(16);
  formats.set([1, 1, 32], 0);
  formats.set([depth, bitsPerPixel, 32], 8);
  const screen = Buffer.alloc(40);
  screen.writeUInt32LE(0x4d_00, 0);
  screen.writeUInt16LE(1_920, 20);
  screen.writeUInt16LE(1_080, 22);
  screen.writeUInt32LE(ROOT_VISUAL, 32);
  screen.set([depth, 2], 38);
  const depthOf = (number: number, ...visuals: readonly Buffer[]) => {
    const told = Buffer.alloc(8);
    told.writeUInt8(number, 0);
    told.writeUInt16LE(visuals.length, 2);
    return Buffer.concat([told, ...visuals]);
  };
  const visual = (id: number, colours: Colours["masks"]) => {
    const told = Buffer.alloc(24);
    told.writeUInt32LE(id, 0);
    for (const [index, mask] of colours.entries()) told.writeUInt32LE(mask, 8 + index * 4);
    return told;
  };
  const other = visual(0x20, [0x1f, 0x7e0, 0xf800]);
  const depths = [depthOf(1), depthOf(depth, other, visual(ROOT_VISUAL, masks))];
  return Buffer.concat([head, vendor, formats, screen, ...depths]);
}

test.each<[what: string, colours: Partial<Colours>, isBgrx: boolean]>([
  ["as nearly all servers have them", {}, true],
  ["with opacity", { depth: 32 }, true],
  ["with the highest byte first", { byteOrder: 1 }, false],
  ["in three bytes", { bitsPerPixel: 24 }, false],
  ["of 16 bits", { bitsPerPixel: 16, depth: 16, masks: [0xf800, 0x7e0, 0x1f] }, false],
  ["of ten bits a colour", { depth: 30, masks: [0x3f_f0_00_00, 0xf_fc_00, 0x3_ff] }, false],
  ["with red and blue the other way round", { masks: [0xff, 0xff_00, 0xff_00_00] }, false],
])("pixels %s", (_what, colours, isBgrx) => {
  expect(readSetup(setupOf({ ...usual, ...colours }))).toEqual({
    screens: [{ root: 0x4d_00, width: 1_920, height: 1_080, isBgrx }],
    resources: 0x20_00_00,
  });
});

test("a set-up that ends too early is an error, and not read further", () => {
  const whole = setupOf(usual);
  for (let length = 0; length < whole.length - UNUSED; length += 1)
    expect(() => readSetup(whole.subarray(0, length)), String(length)).toThrow(RangeError);
});

import type { DisplayArea } from "../displays.ts";
import type { XConnection } from "./wire.ts";

/** Rows from the top; each pixel is four bytes: blue, green, red, and 255. */
export interface ScreenPixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** The pointer as it is drawn. `x` and `y` are where its picture begins, on the root window. */
interface CursorImage extends Pick<DisplayArea, "x" | "y" | "width" | "height"> {
  /** Each pixel as above, its colours multiplied by their opacity, which is the fourth byte. */
  readonly bytes: Buffer;
}

const BYTES = 4;
/** Source: X Window System Protocol, "GetImage" and appendix B. */
const GET_IMAGE = 73;
const Z_PIXMAP = 2;
const ALL_PLANES = 0xffff_ffff;
/** Well below the longest answer that is taken, so that nothing else on the computer waits long for the server. */
const STRIP = 512 * 1_024;
/** Source: X Fixes Extension 4.0, "QueryVersion" and "GetCursorImage". */
const fixes = { queryVersion: 0, getCursorImage: 4 } as const;

/**
 * A part of a root window and all that is on it, without the pointer. The screen must be `isBgrx`. Rejects with
 * `RequestRefused` when the part is not within the root window.
 */
export async function readPixels(x: XConnection, root: number, area: DisplayArea): Promise<ScreenPixels> {
  const { width, height } = area;
  // Every byte of it is written below.
  const bytes = Buffer.allocUnsafeSlow(width * height * BYTES);
  const rows = Math.max(1, Math.floor(STRIP / (width * BYTES)));
  const strips: Promise<void>[] = [];
  for (let top = 0; top < height; top += rows) {
    const size = Math.min(rows, height - top);
    const body = Buffer.alloc(16);
    body.writeUInt32LE(root, 0);
    body.writeInt16LE(area.x, 4);
    body.writeInt16LE(area.y + top, 6);
    body.writeUInt16LE(width, 8);
    body.writeUInt16LE(size, 10);
    body.writeUInt32LE(ALL_PLANES, 12);
    strips.push(
      x.ask(GET_IMAGE, Z_PIXMAP, body).then((answer) => {
        const length = width * size * BYTES;
        if (answer.length !== 32 + length)
          throw new Error("the X server's picture is not as large as it said");
        answer.copy(bytes, top * width * BYTES, 32);
      }),
    );
  }
  await Promise.all(strips);
  makeOpaque(bytes);
  return { width, height, bytes };
}

/** The fourth byte means nothing to an X server, and is mostly 0: transparent, to everybody else. */
function makeOpaque(bytes: Buffer): void {
  const pixels = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / BYTES);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (pixels[at] ?? 0) | 0xff_00_00_00;
}

/** `opcode` is the number of XFIXES. */
export async function readCursor(x: XConnection, opcode: number): Promise<CursorImage> {
  const version = Buffer.alloc(8);
  version.writeUInt32LE(4, 0);
  await x.ask(opcode, fixes.queryVersion, version);
  const answer = await x.ask(opcode, fixes.getCursorImage);
  const [width, height] = [answer.readUInt16LE(12), answer.readUInt16LE(14)];
  return {
    x: answer.readInt16LE(8) - answer.readUInt16LE(16),
    y: answer.readInt16LE(10) - answer.readUInt16LE(18),
    width,
    height,
    bytes: answer.subarray(32, 32 + width * height * BYTES),
  };
}

/** Draws the pointer onto the pixels of a part of its root window, as far as it is there. */
export function drawCursor(
  pixels: ScreenPixels,
  origin: Pick<DisplayArea, "x" | "y">,
  cursor: CursorImage,
): void {
  const [left, top] = [cursor.x - origin.x, cursor.y - origin.y];
  for (let row = Math.max(0, -top); row < Math.min(cursor.height, pixels.height - top); row += 1) {
    for (let column = Math.max(0, -left); column < Math.min(cursor.width, pixels.width - left); column += 1) {
      const from = (row * cursor.width + column) * BYTES;
      const to = ((top + row) * pixels.width + left + column) * BYTES;
      const shines = 255 - (cursor.bytes[from + 3] ?? 0);
      for (let colour = 0; colour < 3; colour += 1) {
        const below = pixels.bytes[to + colour] ?? 0;
        pixels.bytes[to + colour] = Math.min(
          255,
          (cursor.bytes[from + colour] ?? 0) + Math.round((below * shines) / 255),
        );
      }
    }
  }
}

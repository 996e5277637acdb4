import { crc32, deflateSync } from "node:zlib";
import { encode } from "jpeg-js";

/** Rows from the top; each pixel is blue, green, red and opacity. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** Each pixel is the one of the other size that lies nearest; Electron's look better. */
export function resized({ width, height, bytes }: Bitmap, to: Omit<Bitmap, "bytes">): Bitmap {
  const made = Buffer.alloc(to.width * to.height * 4);
  for (let y = 0; y < to.height; y += 1) {
    const row = Math.floor(((y + 0.5) * height) / to.height) * width;
    for (let x = 0; x < to.width; x += 1) {
      const from = (row + Math.floor(((x + 0.5) * width) / to.width)) * 4;
      bytes.copy(made, (y * to.width + x) * 4, from, from + 4);
    }
  }
  return { ...to, bytes: made };
}

export const jpegOf = (bitmap: Bitmap, quality: number): Buffer =>
  encode({ ...bitmap, data: redFirst(bitmap.bytes) }, quality).data;

/** Source: PNG (Third Edition), W3C; no row is filtered. */
export function pngOf({ width, height, bytes }: Bitmap): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  const pixels = redFirst(bytes);
  const rows = Buffer.alloc((width * 4 + 1) * height);
  for (let y = 0; y < height; y += 1)
    pixels.copy(rows, y * (width * 4 + 1) + 1, y * width * 4, (y + 1) * width * 4);
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 1 })), chunk("IEND")];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function redFirst(bytes: Buffer): Buffer {
  const turned = Buffer.from(bytes);
  for (let at = 0; at < turned.length; at += 4) {
    turned[at] = bytes[at + 2] ?? 0;
    turned[at + 2] = bytes[at] ?? 0;
  }
  return turned;
}

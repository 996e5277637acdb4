/** A square PNG and its width in pixels. */
export interface SizedPng {
  readonly size: number;
  readonly png: Buffer;
}

/**
 * A Windows icon file made of PNGs up to 256 pixels. Source: Microsoft, "Evolution of the ICO file format, part 4" (PNG
 * images, Windows Vista); one directory entry of 16 bytes each, all numbers little-endian.
 */
export function icoFile(images: readonly SizedPng[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index;
    // A byte cannot hold 256: it is written as 0.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** Which image macOS uses where: the type, and its pixels. Source: the icns page of the File Formats wiki. */
const icnsTypes: readonly (readonly [type: string, size: number])[] = [
  ["icp4", 16],
  ["icp5", 32],
  ["ic11", 32],
  ["ic12", 64],
  ["ic07", 128],
  ["ic13", 256],
  ["ic08", 256],
  ["ic14", 512],
  ["ic09", 512],
  ["ic10", 1024],
];

/** A macOS icon file made of PNGs of 16 to 1024 pixels; all numbers are big-endian. */
export function icnsFile(images: readonly SizedPng[]): Buffer {
  const chunks = icnsTypes.map(([type, size]) => {
    const image = images.find((one) => one.size === size);
    if (image === undefined) throw new Error(`no icon of ${size} pixels`);
    return chunk(type, image.png);
  });
  return chunk("icns", Buffer.concat(chunks));
}

function chunk(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, "latin1");
  header.writeUInt32BE(header.length + content.length, 4);
  return Buffer.concat([header, content]);
}

import type { Cookie } from "./authority.ts";

/** One of a server's screens: what its root window covers. */
export interface XScreen {
  readonly root: number;
  readonly width: number;
  readonly height: number;
  /** Its pixels are 32-bit numbers: red, green and blue from the third byte down, with the lowest one first. */
  readonly isBgrx: boolean;
}

/** What the server tells of itself at first. */
export interface Setup {
  readonly screens: readonly XScreen[];
  /** The lowest number that is ours to give to a window. */
  readonly resources: number;
}

/** Source of both: X Window System Protocol, "Connection Setup"; least significant byte first. Pure. */
export function setupRequest({ name, data }: Cookie): Buffer {
  const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  const head = Buffer.alloc(12);
  head.write("l", 0, "latin1");
  head.writeUInt16LE(11, 2);
  head.writeUInt16LE(name.length, 6);
  head.writeUInt16LE(data.length, 8);
  return Buffer.concat([head, padded(Buffer.from(name, "latin1")), padded(data)]);
}

/** Throws when we are not let in. Pure. */
export function readSetup(answer: Buffer): Setup {
  if (answer.readUInt8(0) !== 1) throw new Error("the X server does not let us in");
  const leastFirst = answer.readUInt8(30) === 0;
  const vendor = answer.readUInt16LE(24);
  const formatsAt = 40 + vendor + (-vendor & 3);
  const formats = answer.readUInt8(29);
  /** Depths whose pixels take 32 bits. */
  const wide = new Set<number>();
  for (let at = formatsAt; at < formatsAt + formats * 8; at += 8)
    if (answer.readUInt8(at + 1) === 32) wide.add(answer.readUInt8(at));

  const screens: XScreen[] = [];
  let at = formatsAt + formats * 8;
  for (let left = answer.readUInt8(28); left > 0; left -= 1) {
    const screen = answer.subarray(at, at + 40);
    at += 40;
    let isRgb = false;
    for (let depths = screen.readUInt8(39); depths > 0; depths -= 1) {
      const visuals = answer.readUInt16LE(at + 2);
      at += 8;
      for (const end = at + visuals * 24; at < end; at += 24)
        if (answer.readUInt32LE(at) === screen.readUInt32LE(32)) isRgb = hasRgbMasks(answer.subarray(at));
    }
    screens.push({
      root: screen.readUInt32LE(0),
      width: screen.readUInt16LE(20),
      height: screen.readUInt16LE(22),
      isBgrx: isRgb && leastFirst && wide.has(screen.readUInt8(38)),
    });
  }
  return { screens, resources: answer.readUInt32LE(12) };
}

const hasRgbMasks = (visual: Buffer) =>
  [0xff_00_00, 0xff_00, 0xff].every((mask, index) => visual.readUInt32LE(8 + index * 4) === mask);

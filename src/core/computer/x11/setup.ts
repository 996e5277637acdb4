import type { Cookie } from "./authority.ts";

/** What the server tells of itself at first. */
export interface Setup {
  /** The root windows of its screens. */
  readonly screens: readonly { readonly root: number; readonly width: number; readonly height: number }[];
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
  const screens: { root: number; width: number; height: number }[] = [];
  const vendor = answer.readUInt16LE(24);
  let at = 40 + vendor + (-vendor & 3) + answer.readUInt8(29) * 8;
  for (let left = answer.readUInt8(28); left > 0; left -= 1) {
    screens.push({
      root: answer.readUInt32LE(at),
      width: answer.readUInt16LE(at + 20),
      height: answer.readUInt16LE(at + 22),
    });
    const depths = answer.readUInt8(at + 39);
    at += 40;
    for (let depth = 0; depth < depths; depth += 1) at += 8 + answer.readUInt16LE(at + 2) * 24;
  }
  return { screens, resources: answer.readUInt32LE(12) };
}

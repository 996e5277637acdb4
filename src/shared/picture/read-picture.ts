export type PictureType = "image/png" | "image/jpeg" | "image/gif" | "image/webp";

/** What these bytes are, by themselves: a name or a type that somebody gives them is not asked. */
export type PictureReading = PictureType | "empty" | "not-a-picture" | "broken";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Tells PNG, JPEG, GIF and WebP from anything else by their first bytes, and whether they are there to their end. What
 * is drawn in them is not looked at. Pure; never throws; reads nothing twice.
 */
export function readPicture(bytes: Uint8Array): PictureReading {
  if (bytes.length === 0) return "empty";
  if (PNG.every((byte, at) => bytes[at] === byte)) return endsPng(bytes) ? "image/png" : "broken";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff)
    return endsJpeg(bytes) ? "image/jpeg" : "broken";
  if (/^GIF8[79]a$/.test(textAt(bytes, 0, 6))) return endsGif(bytes) ? "image/gif" : "broken";
  if (textAt(bytes, 0, 4) === "RIFF" && textAt(bytes, 8, 4) === "WEBP")
    return endsWebp(bytes) ? "image/webp" : "broken";
  return "not-a-picture";
}

const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

/** Beyond the end there are zeros. */
const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
const wordAt = (bytes: Uint8Array, at: number): number =>
  byteAt(bytes, at) * 0x1000000 +
  byteAt(bytes, at + 1) * 0x10000 +
  byteAt(bytes, at + 2) * 0x100 +
  byteAt(bytes, at + 3);

/** Chunks with their lengths, the first the header, until the one that says that there are no more. */
function endsPng(bytes: Uint8Array): boolean {
  let at = PNG.length;
  if (textAt(bytes, at + 4, 4) !== "IHDR") return false;
  if (wordAt(bytes, at + 8) === 0 || wordAt(bytes, at + 12) === 0) return false;
  while (at + 12 <= bytes.length) {
    const isLast = textAt(bytes, at + 4, 4) === "IEND";
    at += 12 + wordAt(bytes, at);
    if (isLast) return at <= bytes.length;
  }
  return false;
}

/** Segments with their lengths until the picture itself, which goes on to the mark of its end. */
function endsJpeg(bytes: Uint8Array): boolean {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    // A mark may be preceded by any number of these.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) return false;
    at += 2 + byteAt(bytes, at + 2) * 0x100 + byteAt(bytes, at + 3);
    if (marker === 0xda) return endsScan(bytes, at);
  }
  return false;
}

function endsScan(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === 0xd9) return true;
  return false;
}

/** Blocks of blocks with their lengths, until the trailer; some programs leave that out behind the last picture. */
function endsGif(bytes: Uint8Array): boolean {
  const colours = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));
  let at = 13 + colours(byteAt(bytes, 10));
  let drawn = false;
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return drawn;
    if (kind === 0x2c) drawn = true;
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c) at += 11 + colours(byteAt(bytes, at + 9));
    else return false;
    while (byteAt(bytes, at) !== 0) at += 1 + byteAt(bytes, at);
    at += 1;
  }
  return drawn && at === bytes.length;
}

/** Its length is said at its beginning, with the lowest byte first. */
function endsWebp(bytes: Uint8Array): boolean {
  const length =
    byteAt(bytes, 4) + byteAt(bytes, 5) * 0x100 + byteAt(bytes, 6) * 0x10000 + byteAt(bytes, 7) * 0x1000000;
  return length >= 12 && length + 8 <= bytes.length && /^VP8[ LX]$/.test(textAt(bytes, 12, 4));
}

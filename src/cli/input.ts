/** Longer than anything that is given in a file or a pipe, bytes. */
const MAX_INPUT = 65_536;

/** Standard input to its end; null when it is longer than 64 KiB or cannot be read. */
export async function readInput(): Promise<string | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of process.stdin as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > MAX_INPUT) return null;
      pieces.push(piece);
    }
  } catch {
    return null;
  }
  return Buffer.concat(pieces).toString("utf8");
}

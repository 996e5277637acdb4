import { decodeOutput } from "./output-decoder.ts";

/** Keeps the beginning and the end of a stream in bounded memory. */
export interface OutputBuffer {
  push(chunk: Buffer): void;
  /** Bytes seen. */
  total(): number;
  /** The text, at most about `limit` bytes of it, with a line that says what was left out. */
  text(limit: number): string;
}

/** The index after the last whole character that ends at or before `end`. */
function wholeBefore(bytes: Buffer, end: number): number {
  let start = end;
  while (start > 0 && end - start < 3 && ((bytes[start - 1] ?? 0) & 0xc0) === 0x80) start--;
  if (start === 0) return end;
  const lead = bytes[start - 1] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return length > 1 && end - start + 1 < length ? start - 1 : end;
}

/** The index of the first byte at or after `start` that does not continue a character. */
function wholeAfter(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && at - start < 3 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at++;
  return at;
}

/** Holds at most `capacity` bytes, half of them from the beginning; decodes what is not UTF-8 with `codePage`. */
export function createOutputBuffer(capacity: number, codePage: number | null = null): OutputBuffer {
  const half = Math.floor(capacity / 2);
  const head: Buffer[] = [];
  let headLength = 0;
  let tail: Buffer[] = [];
  let tailLength = 0;
  let total = 0;

  return {
    push(chunk) {
      total += chunk.length;
      let rest = chunk;
      if (headLength < half) {
        const taken = rest.subarray(0, half - headLength);
        head.push(Buffer.from(taken));
        headLength += taken.length;
        rest = rest.subarray(taken.length);
      }
      if (rest.length === 0) return;
      tail.push(Buffer.from(rest.length > half ? rest.subarray(rest.length - half) : rest));
      tailLength += tail.at(-1)?.length ?? 0;
      // Joined only once twice as much as needed is held, so that a flood does not copy it all for every piece.
      if (tailLength > 2 * half || tail.length > 1024) {
        const joined = Buffer.concat(tail);
        tail = [joined.subarray(Math.max(0, joined.length - half))];
        tailLength = tail[0]?.length ?? 0;
      }
    },
    total: () => total,
    text(limit) {
      const beginning = Buffer.concat(head);
      const joined = Buffer.concat(tail);
      const end = joined.subarray(Math.max(0, joined.length - half));
      const held = Buffer.concat([beginning, end]);
      if (total === held.length && total <= limit) return decodeOutput(held, codePage);
      const keep = Math.floor(Math.min(limit, capacity) / 2);
      const headEnd = wholeBefore(held, Math.min(keep, beginning.length));
      const tailStart = wholeAfter(held, Math.max(held.length - keep, headEnd));
      const left = total - headEnd - (held.length - tailStart);
      const first = decodeOutput(held.subarray(0, headEnd), codePage);
      const last = decodeOutput(held.subarray(tailStart), codePage);
      return `${first}\n... (truncated: ${left} bytes left out) ...\n${last}`;
    },
  };
}

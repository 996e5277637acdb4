/** The end of what a program has written, with the place of each piece in the whole. */
export interface OutputRing {
  push(text: string): void;
  /** Characters written so far. */
  total(): number;
  /** From this offset, at most `most` characters; `from` is later than asked where the beginning is gone. */
  read(offset: number, most: number): { readonly text: string; readonly from: number; readonly next: number };
}

/** Keeps the last `size` characters, and at most twice that in memory. */
export function createOutputRing(size: number): OutputRing {
  let kept = "";
  let first = 0;
  return {
    push(text) {
      kept += text;
      if (kept.length <= 2 * size) return;
      first += kept.length - size;
      kept = kept.slice(-size);
    },
    total: () => first + kept.length,
    read(offset, most) {
      const oldest = Math.max(first, first + kept.length - size);
      const from = Math.min(Math.max(offset, oldest), first + kept.length);
      const text = kept.slice(from - first, from - first + most);
      return { text, from, next: from + text.length };
    },
  };
}

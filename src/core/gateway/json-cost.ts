/** What a JSON text may hold and still be worth parsing. */
export interface JsonBounds {
  /** Nested objects and lists. */
  readonly depth: number;
  /** Values and names together, roughly: each of them costs far more memory than its bytes. */
  readonly values: number;
}

/**
 * Far above what a gateway sends a node (a hello with everything: 20 000), and a few tens of megabytes once parsed,
 * whereas 31 MB of `{}` would be more than a gigabyte. Measured: `npm run test:chaos`.
 */
export const JSON_BOUNDS: JsonBounds = { depth: 128, values: 250_000 };

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * True when a JSON text stays within the bounds. One pass over the bytes, no memory of its own; a long string is
 * skipped at the speed of a search. Says nothing about whether the text is JSON at all.
 */
export function isAffordableJson(text: Uint8Array, bounds: JsonBounds = JSON_BOUNDS): boolean {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case QUOTE: {
        const end = endOfString(text, at + 1);
        if (end < 0) return true; // Cut off: the parser says so at once.
        at = end;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_LIST:
        depth += 1;
        values += 1;
        if (depth > bounds.depth) return false;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        depth -= 1;
        break;
      case COMMA:
      case COLON:
        values += 1;
        break;
      default:
        break;
    }
    if (values > bounds.values) return false;
  }
  return true;
}

/** The closing quote of the string that begins at `from`; -1 when it has none. */
function endOfString(text: Uint8Array, from: number): number {
  for (let at = text.indexOf(QUOTE, from); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    let escapes = 0;
    for (let back = at - 1; back >= from && text[back] === BACKSLASH; back -= 1) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return -1;
}

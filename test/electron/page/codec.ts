/**
 * Values on their way between page and main, as text. What Electron cannot clone throws here as it does
 * there. Runs in Node and, with its types taken off, in the page.
 */

export type Encoded = string | number | boolean | null | readonly [string, ...unknown[]];

const UNCLONABLE = "An object could not be cloned.";

function bytesToText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function textToBytes(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Text for a value. Functions and promises go to `special`, which may hand out a name for them or throw. */
export function encode(
  value: unknown,
  special: (value: object) => Encoded = () => {
    throw new Error(UNCLONABLE);
  },
  above: readonly unknown[] = [],
): Encoded {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : ["number", String(value)];
    case "undefined":
      return ["undefined"];
    case "bigint":
      return ["bigint", String(value)];
    case "symbol":
      throw new Error(UNCLONABLE);
    case "function":
      return special(value);
    case "object":
      return value === null ? null : encodeObject(value, special, above);
  }
  throw new Error(UNCLONABLE);
}

function encodeObject(
  value: object,
  special: (value: object) => Encoded,
  above: readonly unknown[],
): Encoded {
  if (above.includes(value)) throw new Error("a value that holds itself is not supported here");
  const inside = (inner: unknown) => encode(inner, special, [...above, value]);
  if (value instanceof Promise) return special(value);
  if (Array.isArray(value)) return ["array", ...value.map(inside)];
  if (value instanceof Date) return ["date", value.getTime()];
  if (value instanceof Error) return ["error", value.name, value.message];
  if (value instanceof Map) return ["map", ...[...value].map(([name, item]) => [inside(name), inside(item)])];
  if (value instanceof Set) return ["set", ...[...value].map(inside)];
  if (value instanceof Uint8Array) return ["bytes", bytesToText(value)];
  // A class instance arrives as a plain object, and an own "__proto__" does not arrive.
  const entries = Object.entries(value).filter(([name]) => name !== "__proto__");
  return ["object", ...entries.map(([name, item]) => [name, inside(item)])];
}

/** The value a text stands for. `special` finds what was named for a function or a promise. */
export function decode(
  encoded: unknown,
  special: (name: readonly unknown[]) => unknown = () => {
    throw new Error(UNCLONABLE);
  },
): unknown {
  if (!Array.isArray(encoded)) return encoded;
  const [kind, ...rest] = encoded as [string, ...unknown[]];
  const inside = (inner: unknown) => decode(inner, special);
  switch (kind) {
    case "undefined":
      return undefined;
    case "number":
      return Number(rest[0]);
    case "bigint":
      return BigInt(String(rest[0]));
    case "array":
      return rest.map(inside);
    case "date":
      return new Date(Number(rest[0]));
    case "error": {
      const error = new Error(String(rest[1]));
      error.name = String(rest[0]);
      return error;
    }
    case "map":
      return new Map(rest.map((pair) => [inside((pair as unknown[])[0]), inside((pair as unknown[])[1])]));
    case "set":
      return new Set(rest.map(inside));
    case "bytes":
      return textToBytes(String(rest[0]));
    case "object":
      return Object.fromEntries(rest.map((pair) => [(pair as unknown[])[0], inside((pair as unknown[])[1])]));
    default:
      return special(encoded);
  }
}

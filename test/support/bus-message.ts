/**
 * As much of D-Bus messages as a service in a test needs, little-endian.
 * Source: D-Bus Specification, "Marshaling (Wire Format)" and "Message Protocol".
 */
export interface BusMessage {
  readonly kind: "call" | "return" | "error";
  readonly serial: number;
  /** Each with its type. */
  readonly fields: readonly (readonly [
    name: FieldName,
    type: "o" | "s" | "g" | "u",
    value: string | number,
  ])[];
  readonly body: readonly (readonly [type: "s" | "u", value: string | number])[];
}

export interface ArrivedMessage {
  readonly kind: BusMessage["kind"] | "signal";
  readonly serial: number;
  readonly fields: Readonly<Partial<Record<FieldName, unknown>>>;
  readonly body: readonly unknown[];
}

const kinds = ["call", "return", "error", "signal"] as const;
const fieldNames = [
  "path",
  "interface",
  "member",
  "errorName",
  "replySerial",
  "destination",
  "sender",
  "signature",
] as const;
type FieldName = (typeof fieldNames)[number];

const LITTLE_ENDIAN = 0x6c;
const VERSION = 1;

const aligned = (at: number, to: number): number => Math.ceil(at / to) * to;

/** The first message in the bytes, and where the next begins; null when it has not arrived whole. */
export function readMessage(
  bytes: Buffer,
): { readonly message: ArrivedMessage; readonly end: number } | null {
  if (bytes.length < 16) return null;
  if (bytes[0] !== LITTLE_ENDIAN) throw new Error("a message that is not little-endian");
  const bodyAt = aligned(16 + bytes.readUInt32LE(12), 8);
  const end = bodyAt + bytes.readUInt32LE(4);
  if (bytes.length < end) return null;
  const [header] = readValues(bytes, "a(yv)", 12) as [[number, unknown][]];
  const fields: Partial<Record<FieldName, unknown>> = {};
  for (const [code, value] of header) {
    const name = fieldNames[code - 1];
    if (name !== undefined) fields[name] = value;
  }
  const body = readValues(bytes.subarray(bodyAt, end), String(fields.signature ?? ""), 0);
  const kind = kinds[(bytes[1] ?? 0) - 1] ?? "signal";
  return { message: { kind, serial: bytes.readUInt32LE(8), fields, body }, end };
}

/** Values of the types in a signature: dictionaries as objects, structures and arrays as arrays. */
function readValues(bytes: Buffer, signature: string, from: number): unknown[] {
  let at = from;
  const skip = (length: number): number => {
    at += length;
    return at - length;
  };
  const align = (to: number) => {
    at = aligned(at, to);
  };
  const number = (size: number): number => {
    align(size);
    return skip(size);
  };
  const text = (length: number): string => {
    const start = skip(length + 1);
    return bytes.toString("utf8", start, start + length);
  };

  function value(type: string): unknown {
    switch (type[0]) {
      case "y":
        return bytes[skip(1)];
      case "b":
        return bytes.readUInt32LE(number(4)) !== 0;
      case "i":
        return bytes.readInt32LE(number(4));
      case "u":
        return bytes.readUInt32LE(number(4));
      case "x":
        return Number(bytes.readBigInt64LE(number(8)));
      case "d":
        return bytes.readDoubleLE(number(8));
      case "s":
      case "o":
        return text(bytes.readUInt32LE(number(4)));
      case "g":
        return text(bytes[skip(1)] ?? 0);
      case "v":
        return value(text(bytes[skip(1)] ?? 0));
      case "(":
        align(8);
        return typesIn(type.slice(1, -1)).map(value);
      case "a": {
        const inner = type.slice(1);
        const length = bytes.readUInt32LE(number(4));
        align(alignmentOf(inner));
        const end = at + length;
        const items: unknown[] = [];
        while (at < end) {
          if (inner[0] === "{") align(8);
          items.push(inner[0] === "{" ? typesIn(inner.slice(1, -1)).map(value) : value(inner));
        }
        return inner[0] === "{" ? Object.fromEntries(items as [string, unknown][]) : items;
      }
      default:
        throw new Error(`a type that is not read here: ${type}`);
    }
  }
  return typesIn(signature).map(value);
}

/** The complete types a signature lists. */
function typesIn(signature: string): string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const start = at;
    while (signature[at] === "a") at += 1;
    let depth = 0;
    do {
      if ("({".includes(signature[at] ?? "")) depth += 1;
      if (")}".includes(signature[at] ?? "")) depth -= 1;
      at += 1;
    } while (depth > 0);
    types.push(signature.slice(start, at));
  }
  return types;
}

const alignmentOf = (type: string): number =>
  "yvg".includes(type[0] ?? "") ? 1 : "({xd".includes(type[0] ?? "") ? 8 : 4;

export function writeMessage({ kind, serial, fields, body }: BusMessage): Buffer {
  const bodyBytes: number[] = [];
  for (const [type, value] of body) put(bodyBytes, type, value);
  const signature = body.map(([type]) => type).join("");
  const entries: number[] = [];
  for (const [name, type, value] of [...fields, ["signature", "g", signature] as const]) {
    while (entries.length % 8 !== 0) entries.push(0);
    entries.push(fieldNames.indexOf(name) + 1);
    put(entries, "g", type);
    put(entries, type, value);
  }
  const header = [LITTLE_ENDIAN, kinds.indexOf(kind) + 1, 0, VERSION];
  put(header, "u", bodyBytes.length);
  put(header, "u", serial);
  put(header, "u", entries.length);
  header.push(...entries);
  while (header.length % 8 !== 0) header.push(0);
  return Buffer.from([...header, ...bodyBytes]);
}

function put(bytes: number[], type: "o" | "s" | "g" | "u", value: string | number): void {
  const text = Buffer.from(String(value));
  if (type === "g") {
    bytes.push(text.length, ...text, 0);
    return;
  }
  while (bytes.length % 4 !== 0) bytes.push(0);
  const word = Buffer.alloc(4);
  word.writeUInt32LE(type === "u" ? Number(value) : text.length);
  bytes.push(...word);
  if (type !== "u") bytes.push(...text, 0);
}
